//! The parameters of an import, which may contain a secret.

use std::{borrow::Cow, fmt};

use serde_json::{Map, Value};

use crate::redact::{REDACTED, redact_fields};

/// The parameters that an import was started with.
///
/// The documentation gives them as a string, the vendor's machine-readable description as an object. This type reads
/// both, and a string that contains the object as JSON text. Debug and Display show the object without its secrets. They
/// show nothing of other text, because it may contain the access code anywhere.
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

    /// Returns the value as it was sent, **including secrets**.
    pub fn raw(self) -> &'a Value {
        self.0
    }

    /// Returns the parameters by name, **including secrets**, of an object or of a string with an object as JSON text.
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

    /// Returns the access code of the package. It is a **secret**: it opens the package.
    pub fn access_code(self) -> Option<String> {
        self.fields()?.get("access_code")?.as_str().map(str::to_owned)
    }

    /// Returns the parameters without secrets; `<redacted>` if they are not an object.
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
