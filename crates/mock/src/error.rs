//! The error type of this crate.

/// An error when a mock starts or when a task is added.
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
    /// A script that cannot be used: it has no step or an unknown status name, or the contract has no operation that
    /// returns a task.
    Script,
    /// An invalid contract, with which the mock cannot validate requests.
    Contract,
    /// The port is in use, or the system has no free socket.
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
