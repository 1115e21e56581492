//! The line of a finding as a terminal shows it, with the place of the value in it.

use std::borrow::Cow;

use dataarts_insight_validator::Finding;
use memchr::{memchr, memrchr};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::terminal::escape;

/// Code points that are shown before, in and after the value: a record may be one line of megabytes.
const BEFORE: usize = 40;
const VALUE: usize = 60;
const AFTER: usize = 30;
/// Bytes of a value that are searched for a line break; what follows a longer one is not shown.
const SEARCHED: usize = 64 << 10;

/// A line, and which of its columns to mark.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) text: String,
    pub(super) indent: usize,
    pub(super) width: usize,
}

impl Frame {
    /// The frame of a finding; none if its line is blank.
    pub(super) fn of(bytes: &[u8], finding: &Finding) -> Option<Self> {
        Self::new(bytes, finding.offset, finding.len)
    }

    fn new(bytes: &[u8], offset: usize, len: usize) -> Option<Self> {
        let (head, tail) = bytes.split_at(offset.min(bytes.len()));
        let (value, after) = tail.split_at(len.min(tail.len()));
        let (before, shown) = (last(head), first(value, VALUE));
        let ends_line = value.len() > SEARCHED || memchr(b'\n', value).is_some();
        let after = if ends_line { String::new() } else { first(after, AFTER) };
        let text = format!("{before}{shown}{after}").trim_end().to_owned();
        // What is missing at the end of the text has no width; the mark is where it should stand.
        let frame = Self { text, indent: before.width(), width: shown.width().max(1) };
        (!frame.text.trim_start().is_empty()).then_some(frame)
    }
}

/// The end of a text, as far as it lies on the last line, shown.
fn last(bytes: &[u8]) -> String {
    // A character that the window cuts is not among the last ones.
    let from = bytes.len().saturating_sub(BEFORE * 4);
    let window = bytes.get(from..).unwrap_or_default();
    let line = memrchr(b'\n', window).map(|at| at + 1);
    let text = String::from_utf8_lossy(window.get(line.unwrap_or(0)..).unwrap_or_default());
    let start = text.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let shown = text.get(start..).unwrap_or_default();
    if start == 0 && (from == 0 || line.is_some()) {
        return visible(shown).into_owned();
    }
    // What belongs to a character that is cut off would combine with the ellipsis.
    format!("…{}", visible(shown.trim_start_matches(combines)))
}

/// The beginning of a text, as far as it lies on the first line, shown.
fn first(bytes: &[u8], most: usize) -> String {
    let window = bytes.get(..most * 4).unwrap_or(bytes);
    let line = memchr(b'\n', window);
    let text = String::from_utf8_lossy(window.get(..line.unwrap_or(window.len())).unwrap_or_default());
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    let end = text.len() - text.get(end..).unwrap_or_default().trim_start_matches(combines).len();
    let whole = end == text.len() && (window.len() == bytes.len() || line.is_some());
    let shown = visible(text.get(..end).unwrap_or_default());
    if whole { shown.into_owned() } else { format!("{shown}…") }
}

/// Whether a character only adds to the one before it.
fn combines(character: char) -> bool {
    character.width() == Some(0)
}

fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(['\t', '\r']) {
        return escape(&text.replace('\t', " ").replace('\r', "")).into_owned().into();
    }
    escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line, and below it the marks.
    fn shown(bytes: &[u8], offset: usize, len: usize) -> String {
        let frame = Frame::new(bytes, offset, len).unwrap();
        format!("{}\n{}{}", frame.text, " ".repeat(frame.indent), "^".repeat(frame.width))
    }

    #[test]
    fn the_value_is_marked() {
        assert_eq!(shown(b"{\n\t\"a\": 12\r\n}", 8, 2), " \"a\": 12\n      ^^");
        assert_eq!(shown("{\"中\": 1}".as_bytes(), 8, 1), "{\"中\": 1}\n       ^");
        assert_eq!(shown(b"{\"a\": ", 6, 0), "{\"a\":\n      ^");
        assert_eq!(shown(b"[[1,\n2]]", 1, 6), "[[1,\n ^^^");
        assert_eq!(shown(b"[\"\x1b[2J\"]", 1, 6), "[\"\\u{1b}[2J\"]\n ^^^^^^^^^^^");
    }

    #[test]
    fn marks_stand_below_wide_and_combining_characters() {
        for (text, value, marked) in [
            ("{\"한국\": \"日本\"}", "\"日本\"", "{\"한국\": \"日本\"}\n         ^^^^^^"),
            ("{\"👩‍👩‍👧\": 1}", "1", "{\"👩‍👩‍👧\": 1}\n       ^"),
            ("{\"e\u{301}\": 1}", "1", "{\"e\u{301}\": 1}\n      ^"),
            ("[\"⌚️🇩🇪\"]", "\"⌚️🇩🇪\"", "[\"⌚️🇩🇪\"]\n ^^^^^^"),
            ("[\t\t1]", "1", "[  1]\n   ^"),
        ] {
            assert_eq!(shown(text.as_bytes(), text.find(value).unwrap(), value.len()), marked);
        }
    }

    #[test]
    fn a_cut_leaves_whole_characters() {
        let long = format!("[\"{}\", 1, \"{}\"]", "e\u{301}".repeat(50), "e\u{301}".repeat(50));
        let text = shown(long.as_bytes(), long.find('1').unwrap(), 1);
        assert_eq!(
            text.lines().next().unwrap(),
            format!("…{}\", 1, \"{}…", "e\u{301}".repeat(18), "e\u{301}".repeat(14))
        );
    }

    #[test]
    fn what_follows_a_value_of_several_lines_is_not_shown() {
        for gap in [1, SEARCHED] {
            let text = format!("[[{}\n2], 3]", " ".repeat(gap));
            assert!(!shown(text.as_bytes(), 1, gap + 4).contains('3'), "{gap}");
        }
        let long = format!("[\"{}\", 3]", "x".repeat(1000));
        assert!(shown(long.as_bytes(), 1, 1002).contains("x…, 3]"));
    }

    #[test]
    fn long_lines_are_cut_around_the_value() {
        let long = format!("{}12{}", "ü".repeat(500), "é".repeat(500));
        let text = shown(long.as_bytes(), 1000, 2);
        assert_eq!(text, format!("…{}12{}…\n{}^^", "ü".repeat(40), "é".repeat(30), " ".repeat(41)));
        let text = shown(long.as_bytes(), 0, 1000);
        assert_eq!(text, format!("{}…{}…\n{}", "ü".repeat(60), format_args!("12{}", "é".repeat(28)), "^".repeat(61)));
    }

    #[test]
    fn bytes_that_are_no_text_are_shown_all_the_same() {
        assert_eq!(shown(b"[\"\xff\"]", 2, 1), "[\"\u{fffd}\"]\n  ^");
        assert_eq!(Frame::new(b"", 0, 0), None);
        assert_eq!(Frame::new(b"\n", 1, 9), None);
    }
}
