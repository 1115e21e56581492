//! The two output streams. Colour and progress are written only to a terminal.

use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use dataarts_insight_report::style::{BAD, DIM};

/// Writes to stdout. Styles are removed if stdout is not a terminal or if `NO_COLOR` is set. A closed pipe is not an
/// error, and does not change the exit code.
pub(crate) fn out(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Returns whether stdout supports styles.
pub(crate) fn stdout_is_styled() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// Writes a line to stderr. Ignores errors.
pub(crate) fn note(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// Writes `note: …` to stderr.
pub(crate) fn aside(message: &str) {
    note(&format!("{DIM}note: {message}{DIM:#}"));
}

/// Writes `error: …` to stderr.
pub(crate) fn error(message: &str) {
    note(&format!("{BAD}error{BAD:#}: {message}"));
}

/// Returns whether progress can be drawn on stderr.
pub(crate) fn progress_is_seen() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !dumb
}
