//! The words for the place where a text stops being JSON: what stands there, and what its writer probably meant.

use crate::engine::scan;

/// How much of a word is shown, in bytes.
const WORD: usize = 24;

/// What stands where the text stops being JSON.
pub(in crate::engine) struct Stray {
    /// Bytes that it takes.
    pub(in crate::engine) len: usize,
    pub(in crate::engine) found: String,
    pub(in crate::engine) hint: Option<String>,
}

/// Describes what stands at a place where `expected` should stand.
pub(in crate::engine) fn stray(bytes: &[u8], at: usize, expected: &str) -> Stray {
    let rest = bytes.get(at..).unwrap_or_default();
    let len = length(rest);
    let token = rest.get(..len).unwrap_or_default();
    let text = String::from_utf8_lossy(token);
    let found = match (token, text.chars().next()) {
        ([], _) | (_, None) => "the end of the text".to_owned(),
        (_, Some(char::REPLACEMENT_CHARACTER)) => token.iter().map(|byte| format!("the byte 0x{byte:02x}")).collect(),
        (_, Some(first)) if first.is_control() || !(first.is_ascii() || first.is_alphanumeric()) => {
            format!("U+{:04X}", u32::from(first))
        }
        _ => format!("`{text}`"),
    };
    Stray { len, found, hint: hint(bytes, at, &text, expected) }
}

/// The bytes of a word, of an escape, or of one character.
fn length(rest: &[u8]) -> usize {
    let word = |bytes: &[u8], most: usize| {
        bytes.iter().take(most).take_while(|b| b.is_ascii_alphanumeric() || b"+-._".contains(b)).count()
    };
    let character = |bytes: &[u8]| match String::from_utf8_lossy(bytes.get(..bytes.len().min(4)).unwrap_or_default())
        .chars()
        .next()
    {
        Some(char::REPLACEMENT_CHARACTER) => 1,
        first => first.map_or(0, char::len_utf8),
    };
    match rest {
        [b'\\', b'u', digits @ ..] => 2 + word(digits, 4),
        [b'\\', escaped @ ..] => 1 + character(escaped),
        _ => word(rest, WORD).max(character(rest)),
    }
}

fn hint(bytes: &[u8], at: usize, token: &str, expected: &str) -> Option<String> {
    let first = token.bytes().next()?;
    let before = bytes.get(..at).unwrap_or_default().trim_ascii_end().last();
    Some(match (first, token) {
        (_, "NaN" | "nan" | "Infinity" | "inf") => "JSON has no such number: write null, or leave it out".to_owned(),
        (_, "None" | "nil" | "undefined") => "write null".to_owned(),
        (b'\'', _) => "JSON's strings have double quotes".to_owned(),
        (b'/' | b'#', _) => "JSON has no comments".to_owned(),
        (b'}' | b']', _) if before == Some(&b',') => "remove the comma in front of it".to_owned(),
        (b'+' | b'.', _) => "a number starts with a digit or a minus sign".to_owned(),
        (b'a'..=b'z' | b'A'..=b'Z' | b'_', _) if expected == scan::KEY => format!("write \"{token}\""),
        (b'a'..=b'z' | b'A'..=b'Z', _) if expected == scan::VALUE => {
            let literal = super::nearest(token, ["true", "false", "null"].into_iter())?;
            format!("did you mean {literal}?")
        }
        (control @ ..b' ', _) if expected == scan::ESCAPED => match control {
            b'\n' => r"write \n".to_owned(),
            b'\r' => r"write \r".to_owned(),
            b'\t' => r"write \t".to_owned(),
            _ => format!(r"write \u{control:04x}"),
        },
        (..b' ', _) => "JSON's white space is space, tab, line feed and carriage return".to_owned(),
        (b'\\', _) if expected == scan::KNOWN_ESCAPE => r"a backslash itself is written \\".to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_there_is_shown_as_a_word_an_escape_or_a_character() {
        for (text, expected) in [
            ("", "the end of the text"),
            ("NaN,", "`NaN`"),
            ("-Infinity", "`-Infinity`"),
            ("} ", "`}`"),
            (r#"\u12""#, r"`\u12`"),
            (r"\é", r"`\é`"),
            (r"\", r"`\`"),
            ("é", "`é`"),
            ("\u{feff}", "U+FEFF"),
            ("\n", "U+000A"),
        ] {
            assert_eq!(stray(text.as_bytes(), 0, scan::VALUE).found, expected, "{text:?}");
        }
        let byte = stray(b"\xff\xff", 0, scan::VALUE);
        assert_eq!((byte.found.as_str(), byte.len), ("the byte 0xff", 1));
        assert_eq!(stray(&[b'a'; 1000], 0, scan::VALUE).len, WORD);
    }
}
