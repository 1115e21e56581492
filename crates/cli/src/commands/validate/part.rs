//! What a worker has found out about a job, on its way to the output.

use std::{collections::BTreeMap, io, sync::Arc};

use dataarts_insight_validator::{Finding, Report, Severity};

use super::{name::Name, render::Renderer};
use crate::{exit::ExitCode, terminal::escape};

/// So many of the inputs that could not be read are named at the end of the output as well.
const NAMED: usize = 1000;

/// What was found out about a job, or about the first part of one.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) file: Arc<Name>,
    pub(super) counts: Counts,
    /// The text of all pieces.
    text: Vec<u8>,
    pieces: Vec<Piece>,
    /// What is worth a word without being a finding.
    pub(super) notes: Vec<String>,
    /// Nothing after this is wanted.
    pub(super) stop: bool,
}

#[derive(Debug)]
struct Piece {
    kind: Kind,
    /// Where its text ends.
    end: usize,
}

/// What a piece of output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What stands before the findings of a document.
    Open,
    /// One finding.
    Finding,
    /// What stands behind them.
    Close,
}

impl Part {
    pub(super) fn new(file: Arc<Name>) -> Self {
        Self { file, counts: Counts::default(), text: Vec::new(), pieces: Vec::new(), notes: Vec::new(), stop: false }
    }

    /// The file, or an entry in it, cannot be read.
    pub(super) fn unreadable(&mut self, renderer: Option<&dyn Renderer>, name: &str, error: &str) {
        self.counts.unreadable += 1;
        self.counts.unread.push(format!("{}: {}", escape(name), escape(error)));
        if let Some(renderer) = renderer {
            renderer.unreadable(name, error, self);
        }
    }

    /// Adds a piece, which `write` appends. Writing to memory does not fail.
    pub(super) fn push(&mut self, kind: Kind, write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) {
        let _ = write(&mut self.text);
        self.pieces.push(Piece { kind, end: self.text.len() });
    }

    /// The pieces in order.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (Kind, &[u8])> {
        let mut start = 0;
        self.pieces.iter().map(move |piece| {
            let text = self.text.get(start..piece.end).unwrap_or_default();
            start = piece.end;
            (piece.kind, text)
        })
    }

    /// Bytes of the text.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Forgets what was written.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.pieces.clear();
        self.notes.clear();
        self.counts = Counts::default();
    }
}

/// How many there were of everything.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) valid: u64,
    pub(super) invalid: u64,
    pub(super) unreadable: u64,
    /// Entries of captures that call nothing of the contract.
    pub(super) unmatched: u64,
    pub(super) errors: u64,
    pub(super) warnings: u64,
    /// Findings by rule.
    pub(super) rules: BTreeMap<&'static str, u64>,
    /// What could not be read, and why; of all parts together the first [`NAMED`].
    pub(super) unread: Vec<String>,
    /// Not all was judged.
    pub(super) stopped: bool,
}

impl Counts {
    pub(super) fn report(&mut self, report: &Report) {
        self.verdict(report.is_valid());
        report.findings().iter().for_each(|finding| self.finding(finding));
    }

    pub(super) fn verdict(&mut self, valid: bool) {
        *(if valid { &mut self.valid } else { &mut self.invalid }) += 1;
    }

    pub(super) fn finding(&mut self, finding: &Finding) {
        match finding.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
        *self.rules.entry(finding.rule.id()).or_default() += 1;
    }

    pub(super) fn add(&mut self, other: &Self) {
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
    }

    pub(super) fn documents(&self) -> u64 {
        self.valid + self.invalid
    }

    pub(super) fn code(&self) -> ExitCode {
        match (self.unreadable, self.invalid) {
            (1.., _) => ExitCode::Unreadable,
            (0, 1..) => ExitCode::Failed,
            (0, 0) => ExitCode::Success,
        }
    }

    /// `2 valid, 1 invalid (3 errors, 1 warning)`
    pub(super) fn sentence(&self) -> String {
        let count = |number: u64, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
        let nothing = self.documents() == 0 && self.unreadable == 0;
        let mut parts = vec![if nothing { "nothing was judged".to_owned() } else { format!("{} valid", self.valid) }];
        if self.invalid > 0 {
            parts.push(format!("{} invalid", self.invalid));
        }
        if self.unreadable > 0 {
            parts.push(format!("{} unreadable", self.unreadable));
        }
        if self.unmatched > 0 {
            parts.push(format!("{} not of this contract", self.unmatched));
        }
        let findings: Vec<String> = [(self.errors, "error"), (self.warnings, "warning")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, one)| count(number, one))
            .collect();
        let mut sentence = parts.join(", ");
        if !findings.is_empty() {
            sentence += &format!(" ({})", findings.join(", "));
        }
        if self.stopped {
            sentence += "; the rest was not judged";
        }
        sentence
    }
}
