//! What the lint says about a contract.

use std::{borrow::Cow, cmp::Ordering, fmt, ops::Range};

use dataarts_insight_openapi::{
    Diagnostic, Severity,
    document::{Document, Position},
};

use super::rules::Rule;

/// One problem of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that was broken, kebab-case and stable.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The document, as the caller named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
    /// Byte range in the text; within one line.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// Why it matters.
    pub why: &'static str,
    /// How to fix it.
    pub help: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, severity, rule, message, .. } = self;
        write!(f, "{file}:{line}:{column}: {severity}[{rule}]: {message}")
    }
}

impl Diagnostic for Finding {
    fn severity(&self) -> Severity {
        self.severity
    }

    fn rule(&self) -> &'static str {
        self.rule
    }

    fn message(&self) -> Cow<'_, str> {
        self.message.as_str().into()
    }

    fn pointer(&self) -> &str {
        ""
    }

    fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }

    fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn note(&self) -> Option<Cow<'_, str>> {
        Some(self.why.into())
    }

    fn help(&self) -> Option<Cow<'_, str>> {
        Some(self.help.as_str().into())
    }
}

impl Finding {
    /// The order of a report: by place, then by rule.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        let key = |finding: &Self| (finding.line, finding.column, finding.rule);
        key(self).cmp(&key(other)).then_with(|| self.message.cmp(&other.message))
    }
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub struct Findings<'a> {
    document: &'a Document,
    rule: &'static Rule,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// A findings of one rule.
    pub(super) fn new(document: &'a Document, rule: &'static Rule, findings: &'a mut Vec<Finding>) -> Self {
        Self { document, rule, findings }
    }

    /// Reports a problem, its place, what is wrong and how to fix it.
    pub fn report(&mut self, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let position = self.document.position(at.start);
        self.findings.push(Finding {
            rule: self.rule.id,
            severity: self.rule.severity,
            file: self.document.name().to_owned(),
            line: position.line,
            column: position.column,
            span: one_line(self.document.text(), at),
            message: message.into(),
            why: self.rule.why,
            help: help.into(),
        });
    }
}

/// The part of a range that is on its first line, on character boundaries.
pub(super) fn one_line(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.floor_char_boundary(range.end.clamp(start, text.len()));
    let line = text.get(start..end).and_then(|part| part.find(['\n', '\r'])).map_or(end, |at| start + at);
    start..line
}
