//! The line of a finding as a terminal shows it, with the place of the value in it.

use dataarts_insight_contract::Finding;
use memchr::{memchr, memrchr};

use crate::terminal::escape;

/// Code points that are shown before, in and after the value: a record may be one line of megabytes.
const BEFORE: usize = 40;
const VALUE: usize = 60;
const AFTER: usize = 30;

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
        let offset = offset.min(bytes.len());
        let (head, tail) = bytes.split_at(offset);
        let start = memrchr(b'\n', head).map_or(0, |at| at + 1);
        let end = memchr(b'\n', tail).unwrap_or(tail.len());
        let (value, after) =
            tail.split_at_checked(end).map_or((tail, &[][..]), |(line, _)| line.split_at(len.min(end)));
        let before = last(head.get(start..).unwrap_or_default());
        let (value, after) = (first(value, VALUE), first(after, AFTER));
        let text = format!("{before}{value}{after}").trim_end().to_owned();
        let frame = Self { indent: columns(&before), width: columns(&value).max(1), text };
        (!frame.text.trim().is_empty()).then_some(frame)
    }
}

/// The last code points of a text, shown.
fn last(bytes: &[u8]) -> String {
    let mut from = bytes.len().saturating_sub(BEFORE * 4);
    while bytes.get(from).is_some_and(|byte| byte & 0xC0 == 0x80) {
        from += 1;
    }
    let text = String::from_utf8_lossy(bytes.get(from..).unwrap_or_default());
    let skipped = text.chars().count().saturating_sub(BEFORE);
    let cut = from > 0 || skipped > 0;
    let shown: String = text.chars().skip(skipped).collect();
    format!("{}{}", if cut { "…" } else { "" }, visible(&shown))
}

/// The first code points of a text, shown.
fn first(bytes: &[u8], most: usize) -> String {
    let mut to = bytes.len().min(most * 4);
    while to > 0 && bytes.get(to).is_some_and(|byte| byte & 0xC0 == 0x80) {
        to -= 1;
    }
    let text = String::from_utf8_lossy(bytes.get(..to).unwrap_or_default());
    let shown: String = text.chars().take(most).collect();
    let cut = to < bytes.len() || shown.len() < text.len();
    format!("{}{}", visible(&shown), if cut { "…" } else { "" })
}

fn visible(text: &str) -> String {
    escape(&text.replace('\t', " ").replace('\r', ""))
}

/// The columns that a text takes on a terminal.
fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Unicode's East Asian Width, near enough to put a mark under the right character.
fn width(character: char) -> usize {
    match u32::from(character) {
        0x300..=0x36f | 0x200b..=0x200d | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
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
