//! Formats findings for people (with the source line and a caret), as JSON, as JSON lines, as SARIF, or as annotations
//! of GitHub Actions.
//!
//! ```
//! use std::{borrow::Cow, ops::Range};
//!
//! use dataarts_insight_openapi::document::Position;
//! use dataarts_insight_report::{Diagnostic, OutputFormat, Renderer, Severity, Tool, check_files};
//!
//! struct Tab(Position, usize);
//!
//! impl Diagnostic for Tab {
//!     fn severity(&self) -> Severity { Severity::Warning }
//!     fn rule(&self) -> &'static str { "tab" }
//!     fn message(&self) -> Cow<'_, str> { "the line holds a tab".into() }
//!     fn pointer(&self) -> &str { "" }
//!     fn position(&self) -> Position { self.0 }
//!     fn span(&self) -> Range<usize> { self.1..self.1 + 1 }
//! }
//!
//! let check = |_name: &str, text: &str| -> Vec<Tab> {
//!     text.find('\t').map(|at| Tab(Position { line: 1, column: at + 1 }, at)).into_iter().collect()
//! };
//! let renderer = Renderer::new(OutputFormat::Human, false, Tool { name: "tabs", version: "1.0.0", rules: Vec::new() });
//! let (output, summary) = check_files(&renderer, &["no/such/file".into()], check);
//! assert_eq!((output.as_str(), summary.exit_code()), ("", 3));
//! ```
//!
//! - A [`Diagnostic`] is a finding of the validator or of the linter. A [`SourceText`] is the text with the finding.
//! - A [`Renderer`] converts the findings of one text to [`Pieces`] in one [`OutputFormat`]. Threads can share a
//!   renderer, because it has no state.
//! - A [`Printer`] writes the pieces of all texts and the separators between them. At the end, it writes a [`Summary`].
//! - [`check_files`] reads and checks a list of small text files and renders the findings. [`render_text`] and
//!   [`human_text`] render the findings of one text.

mod check;
mod printer;
mod renderer;
mod source;
pub mod style;
mod summary;

mod github;
mod human;
mod json;
mod sarif;
mod snippet;

pub use check::{check_files, human_text, render_text};
pub use dataarts_insight_openapi::{Diagnostic, RuleDescription, Severity};
pub use printer::{Pieces, Printer};
pub use renderer::{OutputFormat, Renderer, Tool};
pub use source::{FileName, RequestLine, SourceText};
pub use style::escape;
pub use summary::Summary;
