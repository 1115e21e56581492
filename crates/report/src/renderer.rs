//! The output formats, and the renderer that calls the code of each format.

use std::path::Path;

use dataarts_insight_openapi::{Diagnostic, RuleDescription};

use crate::{
    github, human, json,
    printer::{PieceKind, Pieces},
    sarif,
    source::{FileName, SourceText},
    summary::Summary,
};

/// The format of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum OutputFormat {
    /// For people: each finding with its source line. A terminal shows colours.
    Human,
    /// One JSON document.
    Json,
    /// One JSON object per line: each finding, each unreadable input, and the counts.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

/// The name, the version and all rules of the program that makes a report.
#[derive(Debug, Clone)]
pub struct Tool {
    /// The name of the program.
    pub name: &'static str,
    /// The version of the program.
    pub version: &'static str,
    /// All rules that a finding can have.
    pub rules: Vec<RuleDescription>,
}

/// A converter of findings to [`Pieces`] in one format. The [`Printer`](crate::Printer) adds the text between the
/// pieces, such as commas.
#[derive(Debug, Clone)]
pub struct Renderer {
    format: OutputFormat,
    styled: bool,
    tool: Tool,
}

impl Renderer {
    /// Makes a renderer. `styled` has an effect only for [`OutputFormat::Human`].
    #[must_use]
    pub fn new(format: OutputFormat, styled: bool, tool: Tool) -> Self {
        Self { format, styled: styled && format == OutputFormat::Human, tool }
    }

    /// Returns whether the format is [`OutputFormat::Human`]. A program with this format also writes the counts to
    /// stderr.
    #[must_use]
    pub fn is_for_people(&self) -> bool {
        self.format == OutputFormat::Human
    }

    /// Returns whether the output contains styles.
    #[must_use]
    pub fn is_styled(&self) -> bool {
        self.styled
    }

    /// Renders the findings of one text, in the given order.
    pub fn report<D: Diagnostic>(&self, text: &SourceText<'_>, valid: bool, findings: &[D], out: &mut Pieces) {
        if self.format == OutputFormat::Json {
            out.push(PieceKind::Open, |out| json::open(out, text, valid));
        }
        for finding in findings {
            let other = finding.other_file().map(|(name, text)| (FileName::of(Path::new(name)), text));
            let other = other.as_ref().map(|(file, text)| SourceText::whole(file, text.as_bytes()));
            let text = other.as_ref().unwrap_or(text);
            out.push(PieceKind::Finding, |out| match self.format {
                OutputFormat::Human => human::finding(out, self.styled, text, finding),
                OutputFormat::Json => json::finding(out, text, finding),
                OutputFormat::Jsonl => json::line(out, text, finding),
                OutputFormat::Sarif => sarif::finding(out, &self.tool.rules, text, finding),
                OutputFormat::Github => github::finding(out, text, finding),
            });
        }
        if self.format == OutputFormat::Json {
            out.push(PieceKind::Close, json::close);
        }
    }

    /// Renders the error message for an input, or for an entry of a HAR file, that cannot be read. Adds nothing for the
    /// formats [`OutputFormat::Human`] and [`OutputFormat::Sarif`].
    pub fn unreadable(&self, file: &str, name: &str, error: &str, out: &mut Pieces) {
        match self.format {
            OutputFormat::Json => json::unreadable(name, error, out),
            OutputFormat::Jsonl => json::unreadable_line(name, error, out),
            OutputFormat::Github => github::unreadable(file, name, error, out),
            OutputFormat::Human | OutputFormat::Sarif => {}
        }
    }

    /// Returns the text at the start of the output.
    pub(crate) fn begin(&self) -> String {
        match self.format {
            OutputFormat::Json => json::BEGIN.to_owned(),
            OutputFormat::Sarif => sarif::begin(&self.tool),
            OutputFormat::Human | OutputFormat::Jsonl | OutputFormat::Github => String::new(),
        }
    }

    /// Returns the text before the first finding of each file.
    pub(crate) fn heading(&self, file: &str, first: bool) -> String {
        if self.is_for_people() { human::heading(self.styled, file, first) } else { String::new() }
    }

    /// Returns the text between two pieces, such as a comma in JSON.
    pub(crate) fn between(&self, last: PieceKind, next: PieceKind) -> &'static str {
        match (self.format, last, next) {
            (OutputFormat::Json, PieceKind::Finding, PieceKind::Finding)
            | (OutputFormat::Json, PieceKind::Close, PieceKind::Open)
            | (OutputFormat::Sarif, _, _) => ",\n",
            _ => "",
        }
    }

    /// Returns the text at the end of the output. `hidden` is the number of findings that were not written.
    pub(crate) fn end(&self, summary: &Summary, hidden: u64) -> String {
        match self.format {
            OutputFormat::Human => human::end(self.styled, summary, hidden),
            OutputFormat::Json => json::end(summary, hidden),
            OutputFormat::Sarif => sarif::end(summary, hidden),
            OutputFormat::Jsonl => json::last_line(summary, hidden),
            OutputFormat::Github => String::new(),
        }
    }
}
