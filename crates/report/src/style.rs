//! Styles for terminal text, and a function that escapes characters that could control a terminal.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};

/// The style of success.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// The style of warnings and partial success.
pub const WARN: Style = AnsiColor::Yellow.on_default().bold();
/// The style of errors.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// The style of secondary text.
pub const DIM: Style = Style::new().dimmed();
/// The style of headings.
pub const STRONG: Style = Style::new().bold();

/// Escapes control characters, line breaks, and characters that change the direction of text.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            c if c.is_control() => escaped.extend(c.escape_default()),
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
                escaped.extend(character.escape_unicode());
            }
            c => escaped.push(c),
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_a_terminal_would_obey() {
        for (text, shown) in [
            ("plain: ü 中文 \\n", "plain: ü 中文 \\n"),
            ("a\nb\tc\r", "a\\nb\\tc\\r"),
            ("\u{1b}[2J\u{7}\u{9b}31m\u{7f}", "\\u{1b}[2J\\u{7}\\u{9b}31m\\u{7f}"),
            ("a\u{202e}b\u{2066}\u{61c}", "a\\u{202e}b\\u{2066}\\u{61c}"),
        ] {
            assert_eq!(escape(text), shown);
        }
    }
}
