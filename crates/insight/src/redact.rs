//! Removes secrets from texts for users and logs.

use serde_json::{Map, Value};

pub(crate) const REDACTED: &str = "<redacted>";

/// If the name of a field contains one of these words, the value of the field is a secret.
const SECRET: [&str; 8] =
    ["accesscode", "importparam", "token", "password", "secret", "credential", "authorization", "cookie"];

/// Returns whether a field with this name contains a secret. Case and punctuation are ignored: `access_code`,
/// `accessCode` and `X-Auth-Token` are names of secrets.
pub(crate) fn names_a_secret(name: &[u8]) -> bool {
    let plain: Vec<u8> = name.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect();
    let plain = String::from_utf8_lossy(&plain);
    SECRET.iter().any(|secret| plain.contains(secret))
}

/// Replaces the values of secret fields by `<redacted>`, also in nested objects and in strings with JSON text.
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
        // A string may be JSON text with secret fields. If it is not valid JSON, the secrets in it cannot be found, so
        // the whole string is replaced.
        Value::String(text) if text.contains(['{', '[']) => match serde_json::from_str::<Value>(text) {
            Ok(inner) => redact(&inner),
            Err(_) => Value::String(REDACTED.to_owned()),
        },
        other => other.clone(),
    }
}

/// Makes a text of at most `limit` bytes that fits on one line. Control characters become spaces. Characters that
/// change the writing direction, such as U+202E, are escaped.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    for c in text.chars() {
        match c {
            c if c.is_control() => line.push(' '),
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                line.extend(c.escape_unicode());
            }
            c => line.push(c),
        }
        if line.len() > limit {
            break;
        }
    }
    cut(line, limit)
}

/// Shortens a text to at most `limit` bytes. A shortened text ends with `…`.
pub(crate) fn cut(mut text: String, limit: usize) -> String {
    const ELLIPSIS: char = '…';
    if text.len() > limit {
        text.truncate(text.floor_char_boundary(limit.saturating_sub(ELLIPSIS.len_utf8())));
        text.push(ELLIPSIS);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_in_bytes_and_without_controls() {
        for (text, limit, line) in [
            ("a\u{1b}[31mb\n\u{85}c", 64, "a [31mb  c"),
            ("a\u{202e}b\u{2066}", 64, "a\\u{202e}b\\u{2066}"),
            ("abcdef", 6, "abcdef"),
            ("abcdefg", 6, "abc…"),
            ("界界界", 8, "界…"),
            ("界", 2, "…"),
        ] {
            assert_eq!(one_line(text, limit), line);
        }
    }
}
