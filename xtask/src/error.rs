//! The errors of the commands: the problem, its place, and the solution.

use std::{fmt, path::PathBuf};

use dataarts_insight_openapi::document::{Position, position_in};

use crate::manifest::MANIFEST;

/// The reason why a command failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The folder and all its parents have no manifest.
    NoWorkspace(PathBuf),
    /// A file cannot be read or written.
    Io {
        /// The action that failed: `read`, `write`.
        action: &'static str,
        /// The path of the file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The manifest, a contract or an overlay has an error at this place.
    At {
        /// The path of the file in the workspace.
        file: String,
        /// The line and the column of the error.
        position: Position,
        /// The problem and its solution.
        message: String,
    },
    /// The contracts have lint errors.
    Lint {
        /// The number of errors.
        errors: usize,
        /// The findings, rendered for a terminal.
        rendered: String,
    },
    /// No code can be generated from a contract. Contains the reason.
    Generator(String),
    /// Two contracts cannot be compared.
    Comparison(String),
    /// No contract or component has the given name.
    NotFound(String),
}

impl Error {
    /// Makes an error at a byte offset in `text`. The message shows the path `file`.
    #[must_use]
    pub fn in_text(file: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let position = position_in(text, offset);
        Self::At { file: file.to_owned(), position, message: message.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWorkspace(start) => write!(
                f,
                "no {MANIFEST} in {} or any folder above it; run this inside a workspace that has one",
                start.display()
            ),
            Self::Io { action, path, .. } => write!(f, "cannot {action} {}", path.display()),
            Self::At { file, position, message } => write!(f, "{file}:{position}: {message}"),
            Self::Lint { errors, rendered } => {
                let noun = if *errors == 1 { "error" } else { "errors" };
                write!(f, "{errors} {noun} in the contracts; nothing was generated\n\n{}", rendered.trim_end())
            }
            Self::Generator(message) | Self::Comparison(message) | Self::NotFound(message) => f.write_str(message),
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
