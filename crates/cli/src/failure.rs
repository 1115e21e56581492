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
    // After a hint, a mere colon would seem to explain the hint.
    let mut between = if text.contains("; ") { "; cause: " } else { ": " };
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.contains(&message) {
            text.push_str(between);
            text.push_str(&message);
            between = ": ";
        }
        cause = error.source();
    }
    terminal::escape(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use std::{error::Error, fmt};

    use super::*;

    #[derive(Debug)]
    struct Level(&'static str, Option<Box<Level>>);

    impl fmt::Display for Level {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Level {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|below| below as _)
        }
    }

    #[test]
    fn causes_follow_a_hint_without_explaining_it() {
        let below = || Some(Box::new(Level("no connection", Some(Box::new(Level("refused\n", None))))));
        for (top, text) in [
            ("cannot listen", "cannot listen: no connection: refused\\n"),
            ("no answer; try again", "no answer; try again; cause: no connection: refused\\n"),
            ("no connection; try again", "no connection; try again; cause: refused\\n"),
        ] {
            assert_eq!(with_causes(&Level(top, below())), text);
        }
    }
}
