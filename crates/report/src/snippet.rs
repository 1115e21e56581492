//! The source line of a finding. Long text before and after the value is cut, and control characters are escaped.

use std::{borrow::Cow, ops::Range};

use annotate_snippets::{Annotation, AnnotationKind, Snippet};
use memchr::{memchr, memrchr};

use crate::style::escape;

/// The maximum length in bytes of the value, of the text before it, and of the text after it. Each of the three is cut
/// separately, because a line can have megabytes. The library `annotate_snippets` then cuts the line to 100 characters.
const WINDOW: usize = 240;

/// A part of one line, and the byte range to mark.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    text: String,
    marked: Range<usize>,
}

impl Excerpt {
    /// Returns the line of a value; `None` if the line is blank.
    pub(crate) fn new(bytes: &[u8], span: Range<usize>) -> Option<Self> {
        let (head, tail) = bytes.split_at(span.start.min(bytes.len()));
        let (value, after) = tail.split_at(span.len().min(tail.len()));
        let mut text = last(head);
        let start = text.len();
        text.push_str(&first(value));
        let marked = start..text.len();
        // Adds the rest of the line, unless the value was cut or contains a line break.
        if value.len() <= WINDOW && memchr(b'\n', value).is_none() {
            text.push_str(&first(after));
        }
        text.truncate(text.trim_end().len().max(marked.end));
        (!text.trim().is_empty()).then_some(Self { text, marked })
    }

    /// Makes the snippet that shows the line with its number in the file.
    pub(crate) fn snippet(&self, line: u64) -> Snippet<'_, Annotation<'_>> {
        let mark = AnnotationKind::Primary.span(self.marked.clone());
        Snippet::source(self.text.as_str()).line_start(usize::try_from(line).unwrap_or(usize::MAX)).annotation(mark)
    }
}

/// Returns the text after the last line break. If this text is longer than `WINDOW`, replaces its start by `…`.
fn last(text: &[u8]) -> String {
    let mut window = text.get(text.len().saturating_sub(WINDOW)..).unwrap_or_default();
    if let Some(end) = memrchr(b'\n', window) {
        return visible(window.get(end + 1..).unwrap_or_default());
    }
    if window.len() == text.len() {
        return visible(window);
    }
    // The cut may lie inside a character. Removes the bytes of this character from the start of the window.
    while let [0x80..0xc0, rest @ ..] = window {
        window = rest;
    }
    format!("…{}", visible(window))
}

/// Returns the text before the first line break. If this text is longer than `WINDOW`, replaces its end by `…`.
fn first(text: &[u8]) -> String {
    let window = text.get(..WINDOW).unwrap_or(text);
    match memchr(b'\n', window) {
        Some(end) => visible(window.get(..end).unwrap_or_default()),
        None if window.len() == text.len() => visible(window),
        // The cut may lie inside a character. The first bytes of the character became U+FFFD and are removed.
        None => format!("{}…", visible(window).trim_end_matches('\u{fffd}')),
    }
}

fn visible(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = if text.contains(['\t', '\r']) { text.replace('\t', " ").replace('\r', "").into() } else { text };
    match escape(&text) {
        Cow::Borrowed(_) => text.into_owned(),
        Cow::Owned(escaped) => escaped,
    }
}

#[cfg(test)]
mod tests {
    use annotate_snippets::{Group, Level, Renderer};

    use super::*;

    /// Returns the source line as the output shows it, and the carets below it.
    fn shown(bytes: &[u8], offset: usize, len: usize) -> String {
        let excerpt = Excerpt::new(bytes, offset..offset + len).unwrap();
        let drawn = Renderer::plain().render(&[Group::with_level(Level::ERROR).element(excerpt.snippet(1))]);
        let lines: Vec<&str> = drawn.lines().skip(1).map(|line| line.get(4..).unwrap_or_default()).collect();
        lines.join("\n")
    }

    #[test]
    fn marks_the_value() {
        assert_eq!(shown(b"{\n\t\"a\": 12\r\n}", 8, 2), " \"a\": 12\n      ^^");
        assert_eq!(shown("{\"中\": 1}".as_bytes(), 8, 1), "{\"中\": 1}\n       ^");
        assert_eq!(shown(b"{\"a\": ", 6, 0), "{\"a\": \n      ^");
        assert_eq!(shown(b"[[1,\n2]]", 1, 6), "[[1,\n ^^^");
        assert_eq!(shown(b"[\"\x1b[2J\"]", 1, 6), "[\"\\u{1b}[2J\"]\n ^^^^^^^^^^^");
        assert_eq!(shown(b"[\"\xff\"]", 2, 1), "[\"\u{fffd}\"]\n  ^");
        assert_eq!(Excerpt::new(b"", 0..0), None);
        assert_eq!(Excerpt::new(b"\n", 1..10), None);
    }

    #[test]
    fn marks_below_wide_and_combining_characters() {
        for (text, value, marked) in [
            ("{\"한국\": \"日本\"}", "\"日本\"", "{\"한국\": \"日本\"}\n         ^^^^^^"),
            ("{\"e\u{301}\": 1}", "1", "{\"e\u{301}\": 1}\n      ^"),
            ("[\t\t1]", "1", "[  1]\n   ^"),
        ] {
            assert_eq!(shown(text.as_bytes(), text.find(value).unwrap(), value.len()), marked);
        }
    }

    #[test]
    fn cuts_long_lines_at_whole_characters() {
        for cut in 0..3 {
            let long = format!("{}12{}", "ü".repeat(500), "€".repeat(500));
            let text = shown(&long.as_bytes()[cut..], 1000 - cut, 2);
            assert!(text.contains("üü12€€") && !text.contains('\u{fffd}'), "{text}");
        }
        let long = format!("[\"{}\", 3]", "x".repeat(1000));
        assert!(!shown(long.as_bytes(), 1, 1002).contains('\u{fffd}'));
    }

    #[test]
    fn shows_nothing_after_a_value_of_several_lines() {
        for gap in [1, 64 << 10] {
            let text = format!("[[{}\n2], 3]", " ".repeat(gap));
            assert!(!shown(text.as_bytes(), 1, gap + 4).contains('3'), "{gap}");
        }
    }
}
