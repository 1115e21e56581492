//! How values and lists are shown in sentences.

use std::fmt;

/// How much of a value a sentence shows, in code points.
const SNIPPET: usize = 60;
/// How many names of a list a sentence shows.
const SHOWN: usize = 12;

/// Declares an enum in which each variant is one line: its fields and the sentence that shows it. The sentence is the
/// documentation of the variant as well.
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

/// Returns a value as it is written, shortened and on one line.
pub(crate) fn snippet(raw: &[u8]) -> String {
    let head = |length: usize| raw.get(..raw.len().min(length)).unwrap_or_default();
    // Most values are plain; looking at each character would take longer than the rest of the finding.
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

/// Returns a text in JSON's quotes.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns the first names of a list that may be long.
pub(super) fn some_of(names: &[String]) -> String {
    match names.get(..SHOWN) {
        Some(shown) if !are_few(names) => format!("{} and {} more", shown.join(", "), names.len() - SHOWN),
        _ => names.join(", "),
    }
}

/// Returns whether a sentence shows all of a list.
pub(super) fn are_few(names: &[String]) -> bool {
    names.len() <= SHOWN
}

/// Returns the number of bytes of the names that a sentence shows.
pub(super) fn shown_bytes(names: &[String]) -> usize {
    names.iter().take(SHOWN).map(String::len).sum()
}

/// Returns a list with a separator.
pub(super) fn joined(list: &[impl fmt::Display], separator: &str) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(separator)
}
