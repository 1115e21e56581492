//! The parameters of an import. The parameters may contain a secret.

use std::{borrow::Cow, fmt};

use serde_json::{Map, Value};

use crate::redact::{REDACTED, redact_fields};

/// The parameters with which an import was started.
///
/// The documentation describes the value as a string. The vendor's OpenAPI description describes it as an object. This
/// type accepts an object, a string with the JSON text of an object, and any other value.
///
/// `Debug` and `Display` show an object without its secrets. For any other value that is not empty, they show
/// `<redacted>`, because the value may contain the access code.
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

    /// Returns the value as the service sent it, **including secrets**.
    pub fn raw(self) -> &'a Value {
        self.0
    }

    /// Returns the parameters and their names, **including secrets**. Returns `None` if the value is neither an object
    /// nor a string with the JSON text of an object.
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

    /// Returns the access code of the package. The access code is a **secret**: everyone who has it can open the
    /// package.
    pub fn access_code(self) -> Option<String> {
        self.fields()?.get("access_code")?.as_str().map(str::to_owned)
    }

    /// Returns the parameters without secrets. If the value contains no object, returns `<redacted>`. An empty string
    /// and an empty array are returned unchanged.
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
