//! The exit codes. Help pages and documentation are made from this list.

use clap::ValueEnum;
use dataarts_insight::{Error, ErrorKind, WaitError, WaitReason};
use dataarts_insight_report::Summary;

/// The exit code of a run. If several codes are possible, the highest code is used. The comment of each code below is
/// its description in help pages and documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
#[repr(u8)]
pub enum ExitCode {
    /// succeeded, or valid
    Success = 0,
    /// failed, or invalid
    Failed = 1,
    /// wrong arguments or configuration
    Usage = 2,
    /// an input or the contract cannot be read
    Unreadable = 3,
    /// succeeded in part
    Partial = 4,
    /// timed out; the task itself continues
    TimedOut = 5,
    /// the task or the workspace does not exist
    NotFound = 6,
    /// the token is missing, wrong or expired
    Unauthenticated = 7,
    /// any other error: of the service, of the network, or of the output
    Other = 8,
}

impl ExitCode {
    /// Returns every code with its meaning, the smallest code first.
    pub fn all() -> impl Iterator<Item = (u8, String)> {
        let meaning = |code: &Self| Some((code.code(), code.to_possible_value()?.get_help()?.to_string()));
        Self::value_variants().iter().filter_map(meaning)
    }

    fn code(self) -> u8 {
        #[expect(clippy::as_conversions, reason = "the discriminants of this enum are its codes")]
        let code = self as u8;
        code
    }

    /// Returns the list of exit codes for the end of a help page.
    #[must_use]
    pub fn help() -> String {
        let lines: String = Self::all().map(|(code, meaning)| format!("\n  {code}  {meaning}")).collect();
        format!("Exit codes (of several, the highest):{lines}")
    }

    /// Returns the list of exit codes as a Markdown table for the documentation.
    #[must_use]
    pub fn markdown() -> String {
        let rows: String = Self::all().map(|(code, meaning)| format!("| {code} | {meaning} |\n")).collect();
        format!("| Code | Meaning |\n|--:|---|\n{rows}")
    }

    /// Returns the exit code of a command that checked files.
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
            ErrorKind::Timeout => Self::TimedOut,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Unauthenticated => Self::Unauthenticated,
            _ => Self::Other,
        }
    }
}

impl From<&WaitError> for ExitCode {
    fn from(error: &WaitError) -> Self {
        match (error.reason(), error.call()) {
            (WaitReason::Failed, _) => Self::Failed,
            (WaitReason::PartiallySucceeded, _) => Self::Partial,
            (WaitReason::DeadlineExceeded, _) => Self::TimedOut,
            (_, Some(call)) => Self::from(call),
            (_, None) => Self::Other,
        }
    }
}
