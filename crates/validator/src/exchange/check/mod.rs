//! Validates one request or response: its parameters, headers and body.

mod body;
mod parameter;
mod request;
mod response;

use std::ops::Range;

use super::operation::{Compiled, CompiledOperation};
use crate::{ContractPlace, Expected, Finding, Found, Level, Part, Report, Rule, Severity, Strictness};

/// The validation of one request or response.
#[derive(Debug)]
pub(super) struct Check<'e> {
    compiled: &'e Compiled,
    strictness: &'e Strictness,
    /// True if the program that recorded the message may have removed the header `Authorization` and the cookies.
    without_credentials: bool,
    /// The largest number of reported errors. The same limit applies to warnings.
    limit: usize,
    findings: Vec<Finding>,
    errors: usize,
    warnings: usize,
    dropped: usize,
    dropped_error: bool,
}

impl<'e> Check<'e> {
    pub(super) fn new(compiled: &'e Compiled, strictness: &'e Strictness, limit: usize) -> Self {
        let without_credentials = false;
        Self {
            compiled,
            strictness,
            without_credentials,
            limit,
            findings: Vec::new(),
            errors: 0,
            warnings: 0,
            dropped: 0,
            dropped_error: false,
        }
    }

    pub(super) fn without_credentials(self, without_credentials: bool) -> Self {
        Self { without_credentials, ..self }
    }

    /// Returns the report. If findings are omitted because of the limit, the last finding contains the number of
    /// omitted findings.
    pub(super) fn finish(mut self) -> Report {
        if self.dropped > 0 {
            let (expected, found) = (Expected::Findings(self.findings.len()), Found::More(self.dropped));
            let finding = Finding::new(Rule::TooManyFindings, 0..0, expected, found);
            let severity = if self.dropped_error { Severity::Error } else { Severity::Warning };
            self.findings.push(Finding { part: Some(Part::Message), severity, ..finding });
        }
        Report::new(self.findings)
    }

    /// Adds a finding about a part of the message. `place` is the position in the contract that declares the part.
    fn report(&mut self, part: Part, place: &Range<usize>, finding: Finding) {
        let severity = match self.strictness.level(finding.rule) {
            Level::Allow => return,
            Level::Warn => Severity::Warning,
            Level::Deny => finding.severity,
        };
        let finding = Finding { severity, ..finding };
        let finding = finding.stated(ContractPlace::new(&self.compiled.document, place.clone()));
        self.keep(Finding { part: Some(part), ..finding });
    }

    /// Validates the JSON text of a part of the message, such as the body.
    fn json(&mut self, part: &Part, validator: usize, text: &[u8]) {
        let Some(validator) = self.compiled.validators.get(validator) else { return };
        for finding in validator.validate(text).into_findings() {
            self.keep(Finding { part: Some(part.clone()), ..finding });
        }
    }

    /// Validates a part that is not JSON. `readings` contains the possible meanings of the text as JSON, such as `7`
    /// and `"7"`. The part is valid if one meaning is valid.
    fn readings(&mut self, part: &Part, validator: usize, readings: &[String]) {
        let Some(validator) = self.compiled.validators.get(validator) else { return };
        let accepted = readings.iter().find(|reading| validator.is_valid(reading.as_bytes()));
        let Some(reading) = accepted.or(readings.first()) else { return };
        for finding in validator.validate(reading.as_bytes()).into_findings() {
            // The finding is about a JSON text such as `"7"`, but the message contains `7`. The position in the JSON
            // text and hints about quotes would confuse the user, so they are removed.
            let hint = finding.hint.filter(|hint| !hint.is_about_quotes());
            self.keep(Finding { part: Some(part.clone()), line: 1, column: 1, offset: 0, len: 0, hint, ..finding });
        }
    }

    /// Validates a form. `readings` contains the possible meanings of the form as JSON. The form is valid if one
    /// meaning is valid. `opaque` contains the fields whose findings are ignored, such as files.
    fn form(&mut self, validator: usize, readings: &[String], opaque: &[String]) {
        let Some(known) = self.compiled.validators.get(validator) else { return };
        if opaque.is_empty() {
            return self.readings(&Part::Body, validator, readings);
        }
        let is_opaque = |finding: &Finding| {
            opaque.iter().any(|field| {
                finding
                    .pointer
                    .strip_prefix(field.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        let reports = readings.iter().map(|reading| {
            let findings = known.validate(reading.as_bytes()).into_findings();
            findings.into_iter().filter(|finding| !is_opaque(finding)).collect::<Vec<Finding>>()
        });
        let is_valid = |findings: &[Finding]| findings.iter().all(|finding| finding.severity == Severity::Warning);
        let mut first = None;
        for findings in reports {
            if is_valid(&findings) {
                first = Some(findings);
                break;
            }
            first.get_or_insert(findings);
        }
        for finding in first.unwrap_or_default() {
            let hint = finding.hint.filter(|hint| !hint.is_about_quotes());
            self.keep(Finding { part: Some(Part::Body), line: 1, column: 1, offset: 0, len: 0, hint, ..finding });
        }
    }

    fn keep(&mut self, finding: Finding) {
        // `Found::More(3)`: the validator of one part of the message omitted 3 findings. Adds them to the omitted
        // findings of the whole message.
        if let Found::More(count) = finding.found {
            self.dropped += count;
            self.dropped_error |= finding.severity == Severity::Error;
            return;
        }
        let count = match finding.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        if *count < self.limit {
            *count += 1;
            self.findings.push(finding);
        } else {
            self.dropped += 1;
            self.dropped_error |= finding.severity == Severity::Error;
        }
    }
}

/// Makes an error about a whole part of the message, such as a missing header. [`Check::report`] adds the name of the
/// part and the position in the contract.
fn error(rule: Rule, expected: Expected, found: Found) -> Finding {
    Finding::new(rule, 0..0, expected, found)
}
