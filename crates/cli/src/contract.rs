//! A contract of the user's own, and what is wrong with one.

use std::{borrow::Cow, fs, path::Path};

use dataarts_insight_validator::{Contract, Error, ErrorKind};

use crate::{exit::ExitCode, failure::Failure, terminal::escape};

/// Reads a contract from a file.
pub(crate) fn read(path: &Path) -> Result<Contract, Failure> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::new(ExitCode::Unreadable, escape(&format!("the contract {name}: {error}"))))?;
    Contract::parse(name, text).map_err(|error| refused(&error))
}

/// What a contract says to a question that it cannot answer.
pub(crate) fn refused(error: &Error) -> Failure {
    let text = error.to_string();
    let lines: Vec<Cow<'_, str>> = text.lines().map(escape).collect();
    match error.kind() {
        ErrorKind::NotFound => Failure::usage(lines.join("\n")),
        ErrorKind::Ambiguous => Failure::usage(format!("{}; pass --operation or --component", lines.join("\n"))),
        _ => Failure::new(ExitCode::Unreadable, lines.join("\n")),
    }
}
