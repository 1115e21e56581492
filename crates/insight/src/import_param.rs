//! The parameters of an import, which may carry a secret.

use std::{borrow::Cow, fmt};

use serde_json::{Map, Value};

use crate::error::names_a_secret;

/// What stands in the place of a secret.
const REDACTED: &str = "<redacted>";

/// The parameters that an import was started with.
///
/// The documentation makes them a string, the vendor's machine-readable description an object; a string may hold the
/// object as JSON text. This reads each. Debug and Display show the object with its secrets redacted, and of any other
/// text nothing, since the access code could be anywhere in it.
///
/// ```
/// use dataarts_insight::ImportTask;
///
/// let text = r#"{"status":1,"import_param":"{\"package_name\":\"a.zip\",\"access_code\":\"hunter2\"}"}"#;
/// let task: ImportTask = serde_json::from_str(text)?;
/// let param = task.import_param().unwrap();
/// assert_eq!(param.to_string(), r#"{"access_code":"<redacted>","package_name":"a.zip"}"#);
/// assert_eq!(param.fields().unwrap()["package_name"], "a.zip");
/// assert_eq!(param.access_code().as_deref(), Some("hunter2"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct ImportParam<'a>(&'a Value);

impl<'a> ImportParam<'a> {
    pub(crate) fn new(value: &'a Value) -> Self {
        Self(value)
    }

    /// The value as it was sent, **secrets included**.
    pub fn raw(self) -> &'a Value {
        self.0
    }

    /// The parameters by name, **secrets included**: of an object, or of a string that holds one as JSON text.
    pub fn fields(self) -> Option<Cow<'a, Map<String, Value>>> {
        match self.0 {
            Value::Object(fields) => Some(Cow::Borrowed(fields)),
            Value::String(text) => match serde_json::from_str(text) {
                Ok(Value::Object(fields)) => Some(Cow::Owned(fields)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The access code of the package. It is a **secret**: whoever has it and the package can open the package.
    pub fn access_code(self) -> Option<String> {
        self.fields()?.get("access_code")?.as_str().map(str::to_owned)
    }

    /// The parameters as they may be shown: by name with the secrets redacted, or else a mere mark.
    pub fn redacted(self) -> Value {
        match self.fields() {
            Some(fields) => Value::Object(redact_fields(&fields)),
            None => match self.0 {
                Value::String(text) if text.is_empty() => Value::String(String::new()),
                Value::Array(items) if items.is_empty() => Value::Array(Vec::new()),
                _ => Value::String(REDACTED.to_owned()),
            },
        }
    }
}

impl fmt::Debug for ImportParam<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImportParam({self})")
    }
}

impl fmt::Display for ImportParam<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.redacted() {
            Value::String(text) => f.write_str(&text),
            other => other.fmt(f),
        }
    }
}

/// Fields as they may be shown: those whose names tell a secret are redacted, on every level.
pub(crate) fn redact_fields(fields: &Map<String, Value>) -> Map<String, Value> {
    let redact_field = |(name, value): (&String, &Value)| {
        let shown = if names_a_secret(name.as_bytes()) { Value::String(REDACTED.to_owned()) } else { redact(value) };
        (name.clone(), shown)
    };
    fields.iter().map(redact_field).collect()
}

fn redact(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(redact_fields(fields)),
        Value::Array(items) => Value::Array(items.iter().map(redact).collect()),
        // Text that is JSON itself may hold the same secrets one level down.
        Value::String(text) if text.contains(['{', '[']) => match serde_json::from_str::<Value>(text) {
            Ok(inner) => redact(&inner),
            Err(_) => Value::String(REDACTED.to_owned()),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        for value in [
            json!({"access_code": "hunter2"}),
            json!({"accessCode": ["hunter2"]}),
            json!({"a": {"b": [{"Access_Code": "hunter2"}]}}),
            json!({"a": "{\"access_code\":\"hunter2\"}"}),
            json!({"a": "{\"access_code\":\"hunter2"}),
            json!("{\"access_code\":\"hunter2\"}"),
            json!("{\"access_code\":\"hunter2"),
            json!("access_code=hunter2"),
            json!(["hunter2"]),
        ] {
            let param = ImportParam::new(&value);
            assert!(!format!("{param} {param:?} {}", param.redacted()).contains("hunter2"), "{value}");
        }
    }

    #[test]
    fn what_is_no_secret_is_shown() {
        let value = json!({"package_name": "a.zip", "with_permission": true});
        assert_eq!(ImportParam::new(&value).redacted(), value);
        assert_eq!(ImportParam::new(&json!("")).to_string(), "");
        assert_eq!(ImportParam::new(&json!("")).fields(), None);
    }
}
