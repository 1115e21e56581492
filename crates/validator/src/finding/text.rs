//! How values and lists are shown in sentences.

use std::fmt;

/// How much of a value a sentence shows, in code points.
const SNIPPET: usize = 60;
/// How many names of a list a sentence shows.
const SHOWN: usize = 12;

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

/// Writes the first names of a list that may be long.
pub(super) fn some_of(f: &mut fmt::Formatter<'_>, names: &[String]) -> fmt::Result {
    joined(f, names.get(..SHOWN).unwrap_or(names), ", ")?;
    if names.len() > SHOWN {
        write!(f, " and {} more", names.len() - SHOWN)?;
    }
    Ok(())
}

/// Whether a sentence shows all of a list.
pub(super) fn are_few(names: &[String]) -> bool {
    names.len() <= SHOWN
}

/// Writes a list with a separator.
pub(super) fn joined<T: fmt::Display>(f: &mut fmt::Formatter<'_>, list: &[T], separator: &str) -> fmt::Result {
    for (index, item) in list.iter().enumerate() {
        write!(f, "{}{item}", if index > 0 { separator } else { "" })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_is_short_and_on_one_line() {
        assert_eq!(snippet(b"[1,\n2]"), "[1, 2]");
        assert_eq!(snippet("é".repeat(100).as_bytes()).chars().count(), 61);
    }
}
