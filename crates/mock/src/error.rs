//! The error type of this crate.

use std::{fmt, io};

/// The reason why a mock cannot start, or cannot add a task.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<io::Error>,
}

/// The kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A script has no step or names an unknown status, or the contract has no tasks.
    Script,
    /// The contract cannot be used for validation.
    Contract,
    /// The port is in use, or no socket is free.
    Listen,
}

impl Error {
    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn script(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Script, message: message.into(), source: None }
    }

    pub(crate) fn contract(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Contract, message: message.into(), source: None }
    }

    pub(crate) fn listen(message: impl Into<String>, source: io::Error) -> Self {
        Self { kind: ErrorKind::Listen, message: message.into(), source: Some(source) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}
