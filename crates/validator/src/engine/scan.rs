//! Reads the tokens of JSON without a schema.

use std::borrow::Cow;

use super::fast::strings::plain;
use crate::finding::{Syntax, Types};

/// The position where a text stops being JSON, and the token that the grammar expects there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) expected: Syntax,
}

impl Fault {
    #[cold]
    pub(super) fn new(at: usize, expected: Syntax) -> Self {
        Self { at, expected }
    }
}

/// Returns the position of the first byte that is not white space.
#[inline]
pub(super) fn space(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(byte) if *byte <= b' ' => spaces(bytes, at),
        _ => at,
    }
}

fn spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The result of reading a string byte by byte.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Text {
    /// The position of the closing quote.
    pub(super) end: usize,
    /// The length in code points. An escape of a lone surrogate, such as `\ud83d`, counts as one code point.
    pub(super) characters: usize,
    /// The position of the first escape that is a lone surrogate.
    pub(super) lone_surrogate: Option<usize>,
    /// The position of the first byte that is not UTF-8.
    pub(super) bad_utf8: Option<usize>,
}

/// Reads a string up to its closing quote. `start` is the position after the opening quote.
#[cold]
pub(super) fn text(bytes: &[u8], start: usize) -> Result<Text, Fault> {
    let mut text = Text::default();
    let mut at = start;
    loop {
        let next = plain(bytes, at);
        text.characters += next - at;
        at = next;
        match bytes.get(at) {
            Some(b'"') => {
                text.end = at;
                return Ok(text);
            }
            Some(b'\\') => {
                let (next, lone) = escape(bytes, at)?;
                if lone {
                    text.lone_surrogate = text.lone_surrogate.or(Some(at));
                }
                text.characters += 1;
                at = next;
            }
            Some(0x80..) => {
                let run = bytes.get(at..).unwrap_or_default();
                let length = run.iter().take_while(|b| **b >= 0x80).count();
                match std::str::from_utf8(run.get(..length).unwrap_or_default()) {
                    Ok(run) => text.characters += run.chars().count(),
                    Err(error) => {
                        text.bad_utf8 = text.bad_utf8.or(Some(at + error.valid_up_to()));
                        text.characters +=
                            String::from_utf8_lossy(run.get(..length).unwrap_or_default()).chars().count();
                    }
                }
                at += length;
            }
            Some(_) => return Err(Fault::new(at, Syntax::EscapedControl)),
            None => return Err(Fault::new(at, Syntax::ClosingQuote)),
        }
    }
}

/// Reads an escape such as `\n`, or two escapes that form a surrogate pair, such as `\ud83d\ude00`. Returns the end,
/// and whether the escape is a surrogate without the other half of the pair.
fn escape(bytes: &[u8], at: usize) -> Result<(usize, bool), Fault> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok((at + 2, false)),
        Some(b'u') => {
            let unit = hex(bytes, at + 2).ok_or(Fault::new(at, Syntax::HexDigits))?;
            let low = || bytes.get(at + 6..)?.starts_with(b"\\u").then(|| hex(bytes, at + 8))?;
            Ok(match unit {
                0xD800..=0xDBFF if matches!(low(), Some(0xDC00..=0xDFFF)) => (at + 12, false),
                0xD800..=0xDFFF => (at + 6, true),
                _ => (at + 6, false),
            })
        }
        Some(_) => Err(Fault::new(at, Syntax::KnownEscape)),
        None => Err(Fault::new(at + 1, Syntax::ClosingQuote)),
    }
}

fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.iter().try_fold(0, |unit, byte| Some(unit * 16 + char::from(*byte).to_digit(16)?))
}

/// Decodes the text between the quotes of a string. Lone surrogates and invalid UTF-8 become U+FFFD.
pub(crate) fn decode(raw: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(raw)
        && !raw.contains(&b'\\')
    {
        return Cow::Borrowed(text);
    }
    let text = String::from_utf8_lossy(raw);
    if !text.contains('\\') {
        return text;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find('\\') {
        decoded.push_str(rest.get(..at).unwrap_or_default());
        let bytes = rest.as_bytes();
        let Ok((end, _)) = escape(bytes, at) else { break };
        decoded.push(match bytes.get(at + 1) {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let unit = hex(bytes, at + 2).unwrap_or(0xFFFD);
                let code = match hex(bytes, at + 8) {
                    Some(low) if end == at + 12 => 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00),
                    _ => unit,
                };
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            Some(byte) => char::from(*byte),
            None => char::REPLACEMENT_CHARACTER,
        });
        rest = rest.get(end..).unwrap_or_default();
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Reads a number. Returns the end of the number. Also returns whether the number has neither a fraction nor an
/// exponent.
pub(super) fn number(bytes: &[u8], start: usize) -> Result<(usize, bool), Fault> {
    let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
    let first = at;
    at = digits(bytes, at)?;
    if bytes.get(first) == Some(&b'0') && at > first + 1 {
        return Err(Fault::new(first, Syntax::NoLeadingZeros));
    }
    let mut whole = true;
    if bytes.get(at) == Some(&b'.') {
        whole = false;
        at = digits(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        whole = false;
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        at = digits(bytes, at)?;
    }
    Ok((at, whole))
}

/// Returns whether a text is a number of JSON.
pub(crate) fn is_number(text: &str) -> bool {
    number(text.as_bytes(), 0).is_ok_and(|(end, _)| end == text.len())
}

/// Returns the type of the value at `at`.
pub(super) fn types_at(bytes: &[u8], at: usize) -> Types {
    match bytes.get(at) {
        Some(b'{') => Types::OBJECT,
        Some(b'[') => Types::ARRAY,
        Some(b'"') => Types::STRING,
        Some(b't' | b'f') => Types::BOOLEAN,
        Some(b'n') => Types::NULL,
        _ => match number(bytes, at) {
            Ok((_, true)) => Types::INTEGER,
            _ => Types::DECIMAL,
        },
    }
}

fn digits(bytes: &[u8], start: usize) -> Result<usize, Fault> {
    let mut at = start;
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at += 1;
    }
    if at == start { Err(Fault::new(at, Syntax::Digit)) } else { Ok(at) }
}

/// Returns whether a text is probably UTF-16. This is the case if the text starts with a byte order mark of UTF-16, or
/// if the first four bytes are two ASCII characters in UTF-16, such as `[0, b'{', 0, b'"']`.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [a, b, c, d, ..] => {
            matches!([*a == 0, *b == 0, *c == 0, *d == 0], [true, false, true, false] | [false, true, false, true])
        }
        _ => false,
    }
}
