//! Makes a short excerpt of a payload around a position. The excerpt contains no values of secret fields.

use crate::redact::{names_a_secret, one_line};

/// The maximum length of an excerpt, in bytes.
const WIDTH: usize = 60;

/// Returns the bytes of `body` around the offset `at`, on one line. The values of secret fields are replaced by
/// asterisks.
pub(super) fn excerpt(body: &[u8], at: usize) -> String {
    // `mask` replaces each byte by one byte, so `at` is also the correct offset in the masked text.
    let masked = mask(body);
    let start = at.saturating_sub(WIDTH / 2).min(masked.len().saturating_sub(WIDTH));
    let end = masked.len().min(start + WIDTH);
    let piece = String::from_utf8_lossy(masked.get(start..end).unwrap_or_default());
    let before = if start > 0 { "…" } else { "" };
    let after = if end < masked.len() { "…" } else { "" };
    format!("{before}{}{after}", one_line(&piece, WIDTH).trim())
}

/// Converts a line and a column into a byte offset. The first line and the first column have the number 1.
pub(super) fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let start: usize = body.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    start + column.saturating_sub(1)
}

/// Replaces the values of secret fields by asterisks.
///
/// For example, `{"token":"ab","id":"c"}` becomes `{"token":****,"id":"c"}`. Everything after the name of a secret
/// field is replaced, up to the next field name that is not nested deeper.
///
/// The text can be incomplete JSON or not JSON at all. Therefore this function does not use a JSON parser, and
/// recognizes only strings and brackets.
fn mask(body: &[u8]) -> Vec<u8> {
    let mut out = body.to_vec();
    let mut depth = 0_usize;
    let mut secret_at: Option<usize> = None;
    let mut at = 0;
    while let Some(byte) = body.get(at) {
        let next = if *byte == b'"' { end_of_string(body, at) } else { at + 1 };
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' if followed_by_colon(body, next) && secret_at.is_none_or(|level| depth <= level) => {
                secret_at = names_a_secret(body.get(at..next).unwrap_or_default()).then_some(depth);
            }
            b'"' if followed_by_colon(body, next) => {} // a name within a secret value
            b' ' | b'\t' | b'\r' | b'\n' | b':' | b',' => {}
            _ if secret_at.is_some() => out.get_mut(at..next).unwrap_or_default().fill(b'*'),
            _ => {}
        }
        at = next;
    }
    out
}

/// Returns the offset after the string that starts at `start`. If the closing quote is missing, returns the length of
/// the body.
fn end_of_string(body: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = body.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    body.len()
}

fn followed_by_colon(body: &[u8], at: usize) -> bool {
    body.get(at..).unwrap_or_default().iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpt_is_short_and_on_one_line() {
        assert_eq!(excerpt(b"{\"a\":1}\n", 0), "{\"a\":1}");
        assert_eq!(excerpt(b"", 0), "");
        let long = excerpt(&[b'x'; 1000], 500);
        assert_eq!(long.chars().count(), WIDTH + 2);
        assert!(long.starts_with('…') && long.ends_with('…'));
        assert_eq!(excerpt(b"abc", 5000), "abc");
    }

    #[test]
    fn masks_secret_values_in_damaged_json() {
        for body in [
            r#"{"access_code":"hunter2","status":1x}"#,
            r#"{"access_code" : "hunter2"#,
            r#"{"accessCode":["hunter2",{"a":["hunter2"]}]}"#,
            r#"{"import_param":"{\"access_code\":\"hunter2\"}"}"#,
            r#"{"import_param":{"access_code":"hunter2"}}"#,
            r#"{"X-Auth-Token":hunter2"#,
            r#"{"password":"a\"hunter2"#,
        ] {
            for at in 0..body.len() {
                assert!(!excerpt(body.as_bytes(), at).contains("hunter2"), "{body} at {at}");
            }
        }
        assert_eq!(excerpt(br#"{"token":"ab","id":"c"}"#, 0), r#"{"token":****,"id":"c"}"#);
    }
}
