//! Removes secrets from what is shown to people.

use serde_json::{Map, Value};

/// The text that replaces a secret.
pub(crate) const REDACTED: &str = "<redacted>";

/// Parts of field names. The value of a field with such a name is never shown.
const SECRET: [&str; 8] =
    ["accesscode", "importparam", "token", "password", "secret", "credential", "authorization", "cookie"];

/// Returns whether a field's name is that of a secret, in any spelling: `access_code`, `accessCode`, `X-Auth-Token`.
pub(crate) fn names_a_secret(name: &[u8]) -> bool {
    let plain: Vec<u8> = name.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect();
    let plain = String::from_utf8_lossy(&plain);
    SECRET.iter().any(|secret| plain.contains(secret))
}

/// Replaces the values of secret fields, at every level.
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
        // A string may itself be JSON text with secret fields.
        Value::String(text) if text.contains(['{', '[']) => match serde_json::from_str::<Value>(text) {
            Ok(inner) => redact(&inner),
            Err(_) => Value::String(REDACTED.to_owned()),
        },
        other => other.clone(),
    }
}

/// Cuts a text to `limit` characters and replaces control characters by spaces.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line: String = text.chars().take(limit).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(limit).is_some() {
        line.push('…');
    }
    line
}
