//! The exit codes; the help pages and the documentation derive from this list.

use std::fmt::Write as _;

use dataarts_insight::{Error, ErrorKind};
use dataarts_insight_report::Summary;

/// How a run ended. Of several results, the highest code is the run's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ExitCode {
    /// The task succeeded, every document is valid, or the command did its work.
    Success = 0,
    /// The task failed, or a document is invalid.
    Failed = 1,
    /// The arguments or the configuration are wrong; nothing was done.
    Usage = 2,
    /// An input or the contract cannot be read.
    Unreadable = 3,
    /// The task succeeded in part.
    Partial = 4,
    /// The time limit was reached; the task itself continues.
    TimedOut = 5,
    /// The task or the workspace does not exist.
    NotFound = 6,
    /// The token is missing, wrong or expired.
    Unauthenticated = 7,
    /// Any other error: of the service, of the network, or of the output.
    Other = 8,
}

impl ExitCode {
    /// Every code with its meaning, in order.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Success, "succeeded, or valid"),
        (Self::Failed, "failed, or invalid"),
        (Self::Usage, "wrong arguments or configuration"),
        (Self::Unreadable, "an input or the contract cannot be read"),
        (Self::Partial, "succeeded in part"),
        (Self::TimedOut, "timed out; the task itself continues"),
        (Self::NotFound, "the task or the workspace does not exist"),
        (Self::Unauthenticated, "the token is missing, wrong or expired"),
        (Self::Other, "any other error: of the service, of the network, or of the output"),
    ];

    /// Returns the number that the process exits with.
    #[must_use]
    pub fn code(self) -> u8 {
        #[expect(clippy::as_conversions, reason = "the discriminants of this enum are its codes")]
        let code = self as u8;
        code
    }

    /// Returns the list for the end of a help page.
    #[must_use]
    pub fn help() -> String {
        let mut text = String::from("Exit codes (of several, the highest):");
        for (code, meaning) in Self::ALL {
            // Writing to a string does not fail.
            let _ = write!(text, "\n  {}  {meaning}", code.code());
        }
        text
    }

    /// Returns the list as a table for the documentation.
    #[must_use]
    pub fn markdown() -> String {
        let mut text = String::from("| Code | Meaning |\n|--:|---|\n");
        for (code, meaning) in Self::ALL {
            let _ = writeln!(text, "| {} | {meaning} |", code.code());
        }
        text
    }
}

impl ExitCode {
    /// Returns the code of a run that checked files.
    pub(crate) fn of(summary: &Summary) -> Self {
        match summary.exit_code() {
            0 => Self::Success,
            1 => Self::Failed,
            _ => Self::Unreadable,
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        code.code().into()
    }
}

impl From<&Error> for ExitCode {
    fn from(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::InvalidInput => Self::Usage,
            ErrorKind::TaskFailed => Self::Failed,
            ErrorKind::TaskPartiallySucceeded => Self::Partial,
            ErrorKind::DeadlineExceeded | ErrorKind::Timeout => Self::TimedOut,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Unauthenticated => Self::Unauthenticated,
            _ => Self::Other,
        }
    }
}
