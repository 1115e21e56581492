//! A short piece of a payload that may be shown: what it says near a place, without the values of secret fields.

/// How much is shown.
const WIDTH: usize = 60;

/// Parts of the names of fields whose values are never shown.
const SECRET: [&str; 8] =
    ["accesscode", "importparam", "token", "password", "secret", "credential", "authorization", "cookie"];

/// What `body` says around the byte `at`, on one line, with the values of secret fields blotted out.
pub(super) fn excerpt(body: &[u8], at: usize) -> String {
    // Blotting keeps every byte in its place, so that `at` still points at the same one.
    let blotted = blot(body);
    let start = at.saturating_sub(WIDTH / 2).min(blotted.len().saturating_sub(WIDTH));
    let end = blotted.len().min(start + WIDTH);
    let piece = String::from_utf8_lossy(blotted.get(start..end).unwrap_or_default());
    let piece: String = piece.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if end < blotted.len() { "…" } else { "" };
    format!("{before}{}{after}", piece.trim())
}

/// The byte at which a line and column, both from 1, stand.
pub(super) fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let start: usize = body.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    start + column.saturating_sub(1)
}

/// Replaces the value after each secret name by asterisks. The text may be no JSON or end anywhere, so this knows only
/// strings and brackets: after a secret name, everything is blotted until another name on its level or above.
fn blot(body: &[u8]) -> Vec<u8> {
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
            b'"' if followed_by_colon(body, next) => {} // a name inside of a secret value changes nothing
            b' ' | b'\t' | b'\r' | b'\n' | b':' | b',' => {}
            _ if secret_at.is_some() => out.get_mut(at..next).unwrap_or_default().fill(b'*'),
            _ => {}
        }
        at = next;
    }
    out
}

/// The place after the string that starts at `start`; the end of the body where it does not end.
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

/// Whether a field's name is that of a secret, however it is written: `access_code`, `accessCode`, `X-Auth-Token`.
pub(crate) fn names_a_secret(name: &[u8]) -> bool {
    let plain: Vec<u8> = name.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect();
    let plain = String::from_utf8_lossy(&plain);
    SECRET.iter().any(|secret| plain.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_on_one_line() {
        assert_eq!(excerpt(b"{\"a\":1}\n", 0), "{\"a\":1}");
        assert_eq!(excerpt(b"", 0), "");
        let long = excerpt(&[b'x'; 1000], 500);
        assert_eq!(long.chars().count(), WIDTH + 2);
        assert!(long.starts_with('…') && long.ends_with('…'));
        assert_eq!(excerpt(b"abc", 5000), "abc");
    }

    #[test]
    fn secret_values_are_blotted_whatever_follows() {
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

    #[test]
    fn lines_and_columns_are_found() {
        assert_eq!(offset(b"ab\ncd", 1, 1), 0);
        assert_eq!(offset(b"ab\ncd", 2, 2), 4);
        assert_eq!(offset(b"", 1, 0), 0);
    }
}
