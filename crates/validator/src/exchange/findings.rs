//! Collects what is said about the parts of one request or response.

use std::ops::Range;

use crate::{Finding, Report, Rule, Severity, document::Document};

/// The findings of one request or response, in the order in which its parts are judged.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    document: &'a Document,
    limit: usize,
    kept: Vec<Finding>,
    dropped: usize,
    /// Whether something that was not kept makes the whole invalid.
    dropped_error: bool,
}

/// What was expected and what was found instead.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) hint: Option<String>,
}

impl Words {
    pub(super) fn new(expected: impl Into<String>, found: impl Into<String>) -> Self {
        // A name, a method or a media type may be empty; a sentence would end in the air.
        let found = Some(found.into()).filter(|found| !found.is_empty()).unwrap_or_else(|| "an empty text".to_owned());
        Self { expected: expected.into(), found, hint: None }
    }

    pub(super) fn hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }
}

impl<'a> Findings<'a> {
    pub(super) fn new(document: &'a Document, limit: usize) -> Self {
        Self { document, limit, kept: Vec::new(), dropped: 0, dropped_error: false }
    }

    /// Says that a part is wrong; `place` is what the contract states it with.
    pub(super) fn error(&mut self, rule: Rule, part: &str, place: &Range<usize>, words: Words) {
        self.add(Severity::Error, rule, part, place, words);
    }

    /// Says that a part is odd.
    pub(super) fn warning(&mut self, rule: Rule, part: &str, place: &Range<usize>, words: Words) {
        self.add(Severity::Warning, rule, part, place, words);
    }

    fn add(&mut self, severity: Severity, rule: Rule, part: &str, place: &Range<usize>, words: Words) {
        let Words { expected, found, hint } = words;
        let line = self.document.position(place.start).line;
        self.keep(Finding {
            part: Some(part.to_owned()),
            pointer: String::new(),
            line: 1,
            column: 1,
            offset: 0,
            len: 0,
            severity,
            rule,
            message: format!("expected {expected}, found {found}"),
            expected,
            found,
            contract: Some(format!("{}:{line}", self.document.name())),
            hint,
        });
    }

    /// Takes what a schema says of a part as it was sent.
    pub(super) fn take(&mut self, part: &str, report: Report) {
        for finding in report.into_findings() {
            self.keep(Finding { part: Some(part.to_owned()), ..finding });
        }
    }

    /// Takes what a schema says of a part that was read from text without quotes, in which places mean nothing.
    pub(super) fn take_text(&mut self, part: &str, report: Report) {
        for finding in report.into_findings() {
            let hint = finding.hint.filter(|hint| !hint.contains("quotes"));
            let part = Some(part.to_owned());
            self.keep(Finding { part, line: 1, column: 1, offset: 0, len: 0, hint, ..finding });
        }
    }

    fn keep(&mut self, finding: Finding) {
        if self.kept.len() < self.limit {
            self.kept.push(finding);
        } else {
            self.dropped += 1;
            self.dropped_error |= finding.severity == Severity::Error;
        }
    }

    pub(super) fn finish(mut self) -> Report {
        if self.dropped > 0 {
            let severity = if self.dropped_error { Severity::Error } else { Severity::Warning };
            let expected = format!("at most {} findings", self.kept.len());
            let words = Words::new(expected, format!("{} more", self.dropped));
            self.limit += 1;
            self.add(severity, Rule::TooManyFindings, "message", &(0..0), words);
        }
        Report::new(self.kept)
    }
}
