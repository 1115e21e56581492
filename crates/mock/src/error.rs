//! Why a mock cannot start or take a task.

use std::{fmt, io};

/// Why a mock cannot start, or cannot take a task.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<io::Error>,
}

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A script has no step, or names a status that the contract does not have.
    Script,
    /// The contract has nothing to serve.
    Contract,
    /// The port is taken, or the system gives no socket.
    Listen,
}

impl Error {
    /// What kind of thing went wrong.
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
