//! The error type of this crate.

/// The reason why a mock cannot start, or cannot add a task.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) source: Option<Box<dyn std::error::Error + Send + Sync>>,
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

    pub(crate) fn new(kind: ErrorKind, message: String) -> Self {
        Self { kind, message, source: None }
    }
}
