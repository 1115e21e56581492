//! The numbers of texts and findings of a run.

use std::collections::BTreeMap;

use dataarts_insight_openapi::{Diagnostic, Severity};

use crate::style::escape;

/// The maximum number of unreadable inputs that [`Summary::add`] lists with their names.
const NAMED: usize = 1000;

/// The numbers of texts and findings of a run.
#[derive(Debug, Default)]
pub struct Summary {
    /// The number of valid texts.
    pub valid: u64,
    /// The number of invalid texts.
    pub invalid: u64,
    /// The number of inputs that could not be read.
    pub unreadable: u64,
    /// The number of entries in HAR files whose request does not match any operation of the contract.
    pub unmatched: u64,
    /// The number of findings with severity error.
    pub errors: u64,
    /// The number of findings with severity warning.
    pub warnings: u64,
    /// The number of findings for each rule ID.
    pub rules: BTreeMap<&'static str, u64>,
    /// The name and the error of each unreadable input. [`Summary::add`] adds an input only while the list has fewer
    /// than 1000.
    pub unread: Vec<String>,
    /// `true` if the run stopped before the end of the input.
    pub stopped: bool,
}

impl Summary {
    /// Counts a text as valid or invalid, and counts its findings.
    pub fn add_text<D: Diagnostic>(&mut self, valid: bool, findings: &[D]) {
        *(if valid { &mut self.valid } else { &mut self.invalid }) += 1;
        self.add_findings(findings);
    }

    /// Counts findings, but does not count the text that contains them. [`Summary::add_text`] also counts the text.
    pub fn add_findings<D: Diagnostic>(&mut self, findings: &[D]) {
        for finding in findings {
            match finding.severity() {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
            }
            *self.rules.entry(finding.rule()).or_default() += 1;
        }
    }

    /// Counts an input, or an entry of a capture, that cannot be read.
    pub fn add_unreadable(&mut self, name: &str, error: &str) {
        self.unreadable += 1;
        self.unread.push(format!("{}: {}", escape(name), escape(error)));
    }

    /// Adds the numbers of `other`, such as the numbers of another file.
    pub fn add(&mut self, other: &Self) {
        self.valid += other.valid;
        self.invalid += other.invalid;
        self.unreadable += other.unreadable;
        self.unmatched += other.unmatched;
        self.unread.extend(other.unread.iter().take(NAMED.saturating_sub(self.unread.len())).cloned());
        self.errors += other.errors;
        self.warnings += other.warnings;
        for (rule, count) in &other.rules {
            *self.rules.entry(rule).or_default() += count;
        }
        self.stopped |= other.stopped;
    }

    /// Returns the number of texts that were checked.
    #[must_use]
    pub fn texts(&self) -> u64 {
        self.valid + self.invalid
    }

    /// Returns the exit code: 3 if an input could not be read, else 1 if a text is invalid, else 0.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match (self.unreadable, self.invalid) {
            (1.., _) => 3,
            (0, 1..) => 1,
            (0, 0) => 0,
        }
    }

    /// Returns the counts in a sentence: `2 valid, 1 invalid (3 errors, 1 warning)`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let count = |number: u64, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
        let nothing = self.texts() == 0 && self.unreadable == 0;
        let mut sentence = if nothing { "nothing was validated".to_owned() } else { format!("{} valid", self.valid) };
        for (number, name) in
            [(self.invalid, "invalid"), (self.unreadable, "unreadable"), (self.unmatched, "not of this contract")]
        {
            if number > 0 {
                sentence += &format!(", {number} {name}");
            }
        }
        let findings = [(self.errors, "error"), (self.warnings, "warning")];
        let findings: Vec<String> = findings.iter().filter(|(n, _)| *n > 0).map(|(n, one)| count(*n, one)).collect();
        if !findings.is_empty() {
            sentence += &format!(" ({})", findings.join(", "));
        }
        if self.stopped {
            sentence += "; the rest was not validated";
        }
        sentence
    }
}
