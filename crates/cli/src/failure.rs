//! Why a command stops: a message and the exit code that goes with it.

use std::{error::Error as StdError, fmt, io};

use crate::{exit::ExitCode, terminal};

/// Why a command stops before its end.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: ExitCode,
    message: String,
}

impl Failure {
    pub(crate) fn new(code: ExitCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Wrong arguments or configuration.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitCode::Usage, message)
    }

    /// Says in front which setting it is about.
    pub(crate) fn about(mut self, setting: &str) -> Self {
        self.message = format!("{setting}: {}", self.message);
        self
    }

    /// What `what` met, with its causes.
    pub(crate) fn from_error(code: ExitCode, error: &dyn StdError) -> Self {
        Self::new(code, with_causes(error))
    }
}

impl From<dataarts_insight::Error> for Failure {
    fn from(error: dataarts_insight::Error) -> Self {
        Self::from_error(ExitCode::from(&error), &error)
    }
}

impl From<dataarts_insight_mock::Error> for Failure {
    fn from(error: dataarts_insight_mock::Error) -> Self {
        let code = match error.kind() {
            dataarts_insight_mock::ErrorKind::Script => ExitCode::Usage,
            dataarts_insight_mock::ErrorKind::Contract => ExitCode::Unreadable,
            _ => ExitCode::Other,
        };
        Self::from_error(code, &error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(ExitCode::Other, format!("cannot write the output: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// An error and its causes on one line, safe for a terminal. A cause that its effect repeats is left out.
pub(crate) fn with_causes(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.contains(&message) {
            // After a hint, a mere colon would seem to explain the hint.
            text.push_str(if text.contains("; ") { "; cause: " } else { ": " });
            text.push_str(&message);
        }
        cause = error.source();
    }
    terminal::escape(&text)
}
