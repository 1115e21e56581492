//! What stops a task, said so that a stranger knows where and what next.

use std::{fmt, path::PathBuf};

use dataarts_insight_openapi::document::{Document, Position};

/// Why a task could not be done.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// No folder from the starting one upwards holds the project.
    NoWorkspace(PathBuf),
    /// A file cannot be read or written.
    Io {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A place in the contract or the overlay is wrong.
    At {
        /// The file, as a person would name it.
        file: String,
        /// Line and column.
        position: Position,
        /// What is wrong and what to do.
        message: String,
    },
    /// The contract has lint errors; they are rendered already.
    Lint {
        /// How many errors.
        errors: usize,
        /// The findings as text.
        rendered: String,
    },
    /// The generator refused the effective spec, or failed on it.
    Generator(String),
    /// The contract has no component of this name.
    NoComponent {
        /// The name asked for.
        name: String,
        /// The names that exist.
        known: Vec<String>,
    },
}

impl Error {
    /// An error at a byte offset of a document.
    #[must_use]
    pub fn at(document: &Document, offset: usize, message: impl Into<String>) -> Self {
        let position = document.position(offset);
        Self::At { file: document.name().to_owned(), position, message: message.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWorkspace(start) => write!(
                f,
                "no openapi/dataarts-insight.yaml in {} or any folder above it; run this inside the project",
                start.display()
            ),
            Self::Io { action, path, .. } => write!(f, "cannot {action} {}", path.display()),
            Self::At { file, position, message } => write!(f, "{file}:{position}: {message}"),
            Self::Lint { errors, rendered } => {
                let noun = if *errors == 1 { "error" } else { "errors" };
                write!(f, "the contract has {errors} {noun}; nothing was generated\n\n{}", rendered.trim_end())
            }
            Self::Generator(message) => write!(f, "{message}"),
            Self::NoComponent { name, known } => {
                write!(f, "the contract has no component `{name}`; it has {}", known.join(", "))
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
