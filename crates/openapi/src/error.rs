//! The error of this crate. It reports that a contract, or a part of a contract, cannot be used.

use std::{fmt, ops::Range};

use crate::{
    document::{Document, Position},
    suggestion::did_you_mean,
};

/// The error for a contract, or a part of a contract, that cannot be used. It contains a message and, if known, a
/// position for each problem.
#[derive(Debug, Clone)]
pub struct Error {
    kind: ErrorKind,
    problems: Vec<Problem>,
}

/// The kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is neither YAML nor JSON, or is not OpenAPI 3.0 or 3.1.
    Unreadable,
    /// A part of the contract has no defined meaning. Example: a broken `$ref`.
    Undefined,
    /// The contract does not contain what the caller asked for, such as an operation with a given id. The message lists
    /// the valid names.
    NotFound,
    /// The contract has several operations, and the caller did not name one of them.
    Ambiguous,
}

/// One problem of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// A description of the problem and its repair.
    pub message: String,
    /// The name of the contract or file that has the problem.
    pub file: String,
    /// The line and the column of the problem; `None` if no value of the contract causes the problem.
    pub position: Option<Position>,
}

impl Problem {
    /// Makes a problem with the position of a byte range in a document.
    #[must_use]
    pub fn at(document: &Document, span: &Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            file: document.name_at(span.start).to_owned(),
            position: Some(document.position(span.start)),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "{}:{position}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl Error {
    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns all problems. The slice is never empty.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Makes an error with one problem.
    #[must_use]
    pub fn new(kind: ErrorKind, file: &str, position: Option<Position>, message: impl Into<String>) -> Self {
        let problem = Problem { message: message.into(), file: file.to_owned(), position };
        Self { kind, problems: vec![problem] }
    }

    /// Makes an error with one problem, which has the position of a byte range in a document.
    #[must_use]
    pub fn at(kind: ErrorKind, document: &Document, span: &Range<usize>, message: impl Into<String>) -> Self {
        Self::new(kind, document.name_at(span.start), Some(document.position(span.start)), message)
    }

    /// Makes an [`ErrorKind::Undefined`] error from several problems. Sorts the problems by line and column, and
    /// removes repeated problems.
    #[must_use]
    pub fn undefined(mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| (a.position, &a.message).cmp(&(b.position, &b.message)));
        problems.dedup();
        Self { kind: ErrorKind::Undefined, problems }
    }

    /// Makes an error for an unknown name. The message lists all valid names. If one of them is similar to the unknown
    /// name, the message suggests it.
    #[must_use]
    pub fn not_found<'a>(
        document: &Document,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let mut message = format!("there is no {what} `{name}`");
        if let Some(question) = did_you_mean(name, known.iter().copied()) {
            message.push_str(&format!("; {question}"));
        }
        let list = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        message.push_str(&format!(" (there are: {list})"));
        Self::new(ErrorKind::NotFound, document.name(), None, message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems: Vec<String> = self.problems.iter().map(ToString::to_string).collect();
        f.write_str(&problems.join("\n"))
    }
}

impl std::error::Error for Error {}
