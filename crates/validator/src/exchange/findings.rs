//! Collects what is said about the parts of one request or response.

use std::{ops::Range, sync::Arc};

use crate::{ContractPlace, Expected, Finding, Found, Hint, Part, Report, Rule, Severity, document::Document};

/// The findings of one request or response, in the order in which its parts are judged.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    document: &'a Arc<Document>,
    limit: usize,
    kept: Vec<Finding>,
    dropped: usize,
    /// Whether something that was not kept makes the whole invalid.
    dropped_error: bool,
}

/// What was expected and what was found instead.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) expected: Expected,
    pub(super) found: Found,
    pub(super) hint: Option<Hint>,
}

impl Words {
    pub(super) fn new(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { expected: Expected::Text(expected.into()), found: Found::Text(found.into()), hint: None }
    }

    pub(super) fn hint(self, hint: Option<Hint>) -> Self {
        Self { hint, ..self }
    }
}

impl<'a> Findings<'a> {
    pub(super) fn new(document: &'a Arc<Document>, limit: usize) -> Self {
        Self { document, limit, kept: Vec::new(), dropped: 0, dropped_error: false }
    }

    /// Says that a part is wrong; `place` is what the contract states it with.
    pub(super) fn error(&mut self, rule: Rule, part: &Part, place: &Range<usize>, words: Words) {
        self.add(Severity::Error, rule, part, place, words);
    }

    /// Says that a part is odd.
    pub(super) fn warning(&mut self, rule: Rule, part: &Part, place: &Range<usize>, words: Words) {
        self.add(Severity::Warning, rule, part, place, words);
    }

    fn add(&mut self, severity: Severity, rule: Rule, part: &Part, place: &Range<usize>, words: Words) {
        let Words { expected, found, hint } = words;
        let finding = Finding::new(rule, 0..0, expected, found)
            .stated(ContractPlace::new(self.document, place.clone()))
            .hint(hint);
        self.keep(Finding { part: Some(part.clone()), severity, ..finding });
    }

    /// Takes what a schema says of a part as it was sent.
    pub(super) fn take(&mut self, part: &Part, report: Report) {
        for finding in report.into_findings() {
            self.keep(Finding { part: Some(part.clone()), ..finding });
        }
    }

    /// Takes what a schema says of a part that was read from text without quotes, in which places mean nothing.
    pub(super) fn take_text(&mut self, part: &Part, report: Report) {
        for finding in report.into_findings() {
            let hint = finding.hint.filter(|hint| !hint.is_about_quotes());
            let part = Some(part.clone());
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
            self.add(severity, Rule::TooManyFindings, &Part::Message, &(0..0), words);
        }
        Report::new(self.kept)
    }
}
