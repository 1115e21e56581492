//! The output formats.

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum OutputFormat {
    /// For people: each finding with its source line; coloured on a terminal.
    Human,
    /// One JSON document.
    Json,
    /// One JSON object per line, for each finding.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}
