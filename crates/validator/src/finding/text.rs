//! Writes values and lists into sentences.

use std::fmt;

/// The largest number of code points of a value that a sentence shows.
const SNIPPET: usize = 60;
/// The largest number of names that a sentence shows.
const SHOWN: usize = 12;

/// Declares an enum and its `Display`. Each variant is one line with its name, its fields, and the text that `Display`
/// writes. The documentation of the variant begins with this text.
macro_rules! sentences {
    ($(#[$enum:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident $(($($field:ident: $type:ty),+))? = $text:literal $(, $argument:expr)*;)*
    }) => {
        $(#[$enum])*
        pub enum $name { $(#[doc = concat!("“", $text, "”")] $(#[$doc])* $variant $(($($type),+))?,)* }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self { $(Self::$variant $(($($field),+))? => write!(f, $text $(, $argument)*),)* }
            }
        }
    };
}
pub(super) use sentences;

/// Returns at most [`SNIPPET`] characters of a value, on one line. Adds `…` if characters are missing.
pub(crate) fn snippet(raw: &[u8]) -> String {
    let head = |length: usize| raw.get(..raw.len().min(length)).unwrap_or_default();
    // Printable ASCII is copied as a whole, because it is slow to replace control characters one by one.
    let is_plain = head(SNIPPET).iter().all(|byte| matches!(byte, b' '..=b'~'));
    let text = String::from_utf8_lossy(head(if is_plain { SNIPPET } else { SNIPPET * 4 }));
    let mut short = if is_plain {
        text.into_owned()
    } else {
        text.chars().take(SNIPPET).map(|c| if c.is_control() { ' ' } else { c }).collect()
    };
    if short.len() < raw.len() {
        short.push('…');
    }
    short
}

/// Returns a text as a JSON string in quotes.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Joins names with commas. After [`SHOWN`] names, writes only the number of other names: `a, b and 3 more`.
pub(super) fn some_of(names: &[String]) -> String {
    match names.get(..SHOWN) {
        Some(shown) if !are_few(names) => format!("{} and {} more", shown.join(", "), names.len() - SHOWN),
        _ => names.join(", "),
    }
}

/// Returns whether [`some_of`] writes all names.
pub(super) fn are_few(names: &[String]) -> bool {
    names.len() <= SHOWN
}

/// Returns the total number of bytes of the names that [`some_of`] writes.
pub(super) fn shown_bytes(names: &[String]) -> usize {
    names.iter().take(SHOWN).map(String::len).sum()
}

/// Joins the elements of a list with a separator.
pub(super) fn joined(list: &[impl fmt::Display], separator: &str) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(separator)
}
