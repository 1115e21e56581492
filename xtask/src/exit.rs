//! The exit codes of `cargo xtask`. Help pages and documentation are made from this list.

use clap::ValueEnum;

use crate::Error;

/// The exit code of a run. Help pages and documentation show the comment of each code below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
#[repr(u8)]
pub enum ExitCode {
    /// everything is fine
    Success = 0,
    /// the command failed, `lint` found errors, or `diff` found changes of the verdict in `--fail-on`
    Failed = 1,
    /// wrong arguments
    Usage = 2,
    /// a file cannot be read or written, or there is no workspace
    Unreadable = 3,
    /// a derived file is stale
    Stale = 4,
    /// `check`: a contract has lint errors
    Lint = 5,
    /// `check`: a change is not accepted, and the contract has no new version for it
    Changes = 6,
    /// `check`: an entry of the accepted changes has a mistake, or its change does not exist
    Accepted = 7,
    /// `check`: a version is too small for the changes since the last release
    Versions = 8,
    /// `check`: the changelog has no entry for the changes since the last release
    Changelog = 9,
    /// `check`: there is nothing to compare with
    NoBase = 10,
    /// `release-check`: a crate cannot be released
    Release = 11,
}

impl ExitCode {
    /// Returns every code with its meaning, in order.
    pub fn all() -> impl Iterator<Item = (u8, String)> {
        let meaning = |code: &Self| Some((code.code(), code.to_possible_value()?.get_help()?.to_string()));
        Self::value_variants().iter().filter_map(meaning)
    }

    /// Returns the number of the code.
    #[must_use]
    pub fn code(self) -> u8 {
        #[expect(clippy::as_conversions, reason = "the discriminants of this enum are its codes")]
        let code = self as u8;
        code
    }

    /// Returns the list for the end of a help page.
    #[must_use]
    pub fn help() -> String {
        let lines: String = Self::all().map(|(code, meaning)| format!("\n  {code:>2}  {meaning}")).collect();
        format!("Exit codes (of several failed steps, that of the first):{lines}")
    }

    /// Returns the list as a table for the documentation.
    #[must_use]
    pub fn markdown() -> String {
        let rows: String = Self::all().map(|(code, meaning)| format!("| {code} | {meaning} |\n")).collect();
        format!("| Exit code | Meaning |\n|--:|---|\n{rows}")
    }
}

impl From<&Error> for ExitCode {
    fn from(error: &Error) -> Self {
        match error {
            Error::Io { .. } | Error::NoWorkspace(_) => Self::Unreadable,
            Error::NotFound(_) => Self::Usage,
            _ => Self::Failed,
        }
    }
}
