//! The two streams: colour and progress only where a person looks, and nothing from the service that a terminal would
//! obey.

use std::{
    borrow::Cow,
    io::{self, IsTerminal as _, Write},
};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

/// For what went well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// For what went half well.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default().bold();
/// For what went wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// For what only accompanies.
pub(crate) const DIM: Style = Style::new().dimmed();
/// For headings.
pub(crate) const STRONG: Style = Style::new().bold();

/// Writes to stdout; styles are dropped unless it is a terminal and `NO_COLOR` is unset. A reader that closed the pipe
/// early is no error, and changes nothing about what the exit code has to say.
pub(crate) fn out(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Whether a person sees the styles of what goes to stdout.
pub(crate) fn stdout_is_styled() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// Writes a line to stderr. Nobody could be told if that fails.
pub(crate) fn note(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// Writes `note: …` to stderr, for who looks twice.
pub(crate) fn aside(message: &str) {
    note(&format!("{DIM}note: {message}{DIM:#}"));
}

/// Writes `error: …` to stderr.
pub(crate) fn error(message: &str) {
    note(&format!("{BAD}error{BAD:#}: {message}"));
}

/// Whether progress may be drawn over itself.
pub(crate) fn progress_is_seen() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !dumb
}

/// A text that a terminal shows instead of obeying: control characters, and those that reorder or break lines, are
/// written as escapes.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
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
    fn a_terminal_obeys_nothing_from_the_service() {
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
