//! The findings of the linter.

use std::{borrow::Cow, cmp::Ordering, fmt, ops::Range, sync::Arc};

use dataarts_insight_openapi::{
    Diagnostic, Severity,
    document::{Document, Position},
};

use super::rules::Rule;

/// A problem of a contract that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The id of the violated rule.
    pub rule: &'static str,
    /// The severity: error or warning.
    pub severity: Severity,
    /// The name of the file with the problem: the contract, or another file to which a `$ref` leads.
    pub file: String,
    /// The text of the other file; `None` if the problem is in the contract.
    pub other_text: Option<Arc<str>>,
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
    /// The JSON Pointer of the value with the problem.
    pub pointer: String,
    /// The byte range of the problem in the text of the file. The range never contains a line break.
    pub span: Range<usize>,
    /// The problem, in one sentence.
    pub message: String,
    /// The reason for the rule.
    pub why: &'static str,
    /// The change that repairs the contract.
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
        &self.pointer
    }

    fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }

    fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn other_file(&self) -> Option<(&str, &str)> {
        Some((&self.file, self.other_text.as_deref()?))
    }

    fn note(&self) -> Option<Cow<'_, str>> {
        Some(self.why.into())
    }

    fn help(&self) -> Option<Cow<'_, str>> {
        Some(self.help.as_str().into())
    }
}

impl Finding {
    /// Compares two findings: first by file, line and column, then by rule and message. Findings in the contract come
    /// before findings in other files.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        fn file(finding: &Finding) -> (bool, &str) {
            (finding.other_text.is_some(), &finding.file)
        }
        let key = |finding: &Self| (finding.line, finding.column, finding.rule);
        let by_file = || file(self).cmp(&file(other));
        by_file().then_with(|| key(self).cmp(&key(other))).then_with(|| self.message.cmp(&other.message))
    }
}

/// The list to which a rule adds its findings.
#[derive(Debug)]
pub struct Findings<'a> {
    pub(super) document: &'a Document,
    pub(super) rule: &'static Rule,
    pub(super) severity: Severity,
    pub(super) findings: &'a mut Vec<Finding>,
}

impl Findings<'_> {
    /// Adds a finding. `span` is the byte range of the problem, `message` describes the problem, and `help` describes
    /// the repair.
    pub fn report(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let Position { line, column } = self.document.position(span.start);
        let other = self.document.other_file(span.start);
        self.findings.push(Finding {
            rule: self.rule.id,
            severity: self.severity,
            file: self.document.name_at(span.start).to_owned(),
            other_text: other.map(|file| Arc::clone(file.text())),
            line,
            column,
            pointer: self.document.pointer_at(&span),
            span: match other {
                Some(file) => one_line(file.text(), file.local(&span)),
                None => one_line(self.document.text(), span),
            },
            message: message.into(),
            why: self.rule.why,
            help: help.into(),
        });
    }
}

/// Cuts a byte range at the end of its first line. Moves a start or an end that is inside a character to the start of
/// this character.
pub(super) fn one_line(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.floor_char_boundary(range.end.clamp(start, text.len()));
    let line = text.get(start..end).and_then(|part| part.find(['\n', '\r'])).map_or(end, |at| start + at);
    start..line
}
