//! Describes the first token of a document that is not JSON, such as `None`. Makes a hint, such as "write null".

use dataarts_insight_openapi::suggestion::nearest;

use crate::finding::{Found, Hint, Syntax, quoted};

/// The largest number of bytes that a finding shows of a word.
pub(super) const WORD: usize = 24;

/// The word, escape or character at the position where a text stops being JSON.
pub(super) struct Stray {
    /// The length in bytes.
    pub(super) len: usize,
    pub(super) found: Found,
    pub(super) hint: Option<Hint>,
}

/// Describes the text at `at`, where the grammar of JSON expects another token.
pub(super) fn stray(bytes: &[u8], at: usize, expected: Option<Syntax>) -> Stray {
    let rest = bytes.get(at..).unwrap_or_default();
    let len = length(rest);
    let token = rest.get(..len).unwrap_or_default();
    let text = String::from_utf8_lossy(token);
    let found = match (token, text.chars().next()) {
        ([], _) | (_, None) => Found::EndOfText,
        ([byte, ..], Some(char::REPLACEMENT_CHARACTER)) => Found::Byte(*byte),
        (_, Some(first)) if first.is_control() || !(first.is_ascii() || first.is_alphanumeric()) => {
            Found::CodePoint(first)
        }
        _ => Found::Token(text.clone().into_owned()),
    };
    Stray { len, found, hint: hint(bytes, at, &text, expected) }
}

/// Returns the length of the word, escape or character.
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

fn hint(bytes: &[u8], at: usize, token: &str, expected: Option<Syntax>) -> Option<Hint> {
    let first = token.bytes().next()?;
    let before = bytes.get(..at).unwrap_or_default().trim_ascii_end().last();
    Some(match (first, token, expected) {
        (_, "NaN" | "nan" | "Infinity" | "inf", _) => Hint::NoSuchNumber,
        (_, "None" | "nil" | "undefined", _) => Hint::WriteNull,
        (b'\'', ..) => Hint::DoubleQuotes,
        (b'/' | b'#', ..) => Hint::NoComments,
        (b'}' | b']', ..) if before == Some(&b',') => Hint::RemoveComma,
        (b'+' | b'.', ..) => Hint::NumberStart,
        (b'a'..=b'z' | b'A'..=b'Z' | b'_', _, Some(Syntax::Key)) => Hint::QuoteKey(token.to_owned()),
        (b'a'..=b'z' | b'A'..=b'Z', _, Some(Syntax::Value)) => {
            Hint::DidYouMean(nearest(token, ["true", "false", "null"])?.to_owned())
        }
        (..b' ', _, Some(Syntax::EscapedControl)) => Hint::Escape(quoted(token).trim_matches('"').to_owned()),
        (..b' ', ..) => Hint::WhiteSpace,
        (b'\\', _, Some(Syntax::KnownEscape)) => Hint::DoubleBackslash,
        _ => return None,
    })
}
