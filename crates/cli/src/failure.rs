//! The error of a command: a message and an exit code.

use std::{error::Error as StdError, io, iter::successors};

use dataarts_insight_report::escape;

use crate::{exit::ExitCode, terminal};

/// The reason why a command failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: ExitCode,
    message: String,
    /// Lines to print before the message.
    details: String,
}

impl Failure {
    pub(crate) fn new(code: ExitCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: String::new() }
    }

    /// Makes a failure for wrong arguments or configuration.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitCode::Usage, message)
    }

    /// Adds lines to print before the message.
    pub(crate) fn with_details(self, details: String) -> Self {
        Self { details, ..self }
    }

    /// Writes the failure to stderr.
    pub(crate) fn print(&self) {
        if !self.details.is_empty() {
            terminal::note(self.details.trim_end());
        }
        terminal::error(&self.message);
    }
}

impl From<dataarts_insight::Error> for Failure {
    fn from(error: dataarts_insight::Error) -> Self {
        Self::new(ExitCode::from(&error), with_causes(&error))
    }
}

impl From<dataarts_insight_mock::Error> for Failure {
    fn from(error: dataarts_insight_mock::Error) -> Self {
        let code = match error.kind() {
            dataarts_insight_mock::ErrorKind::Script => ExitCode::Usage,
            dataarts_insight_mock::ErrorKind::Contract => ExitCode::Unreadable,
            _ => ExitCode::Other,
        };
        Self::new(code, with_causes(&error))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(ExitCode::Other, format!("cannot write the output: {error}"))
    }
}

/// Returns an error and its causes on one line, with control characters escaped.
pub(crate) fn with_causes(error: &dyn StdError) -> String {
    let causes: Vec<String> = successors(error.source(), |error| (*error).source()).map(ToString::to_string).collect();
    let text = if causes.is_empty() { error.to_string() } else { format!("{error}; cause: {}", causes.join(": ")) };
    escape(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    #[derive(Debug)]
    struct Level(&'static str, Option<Box<Level>>);

    impl fmt::Display for Level {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl StdError for Level {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            self.1.as_deref().map(|below| below as _)
        }
    }

    #[test]
    fn causes_follow_the_error() {
        let below = Level("no connection", Some(Box::new(Level("refused\n", None))));
        let error = Level("no answer; try again", Some(Box::new(below)));
        assert_eq!(with_causes(&error), "no answer; try again; cause: no connection: refused\\n");
    }
}
