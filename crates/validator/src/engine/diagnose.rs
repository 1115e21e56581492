//! Collects the findings about a payload, with their positions in the payload.

use std::{collections::HashSet, ops::Range, sync::Arc};

use memchr::memrchr;

use super::{
    scan,
    stray::{Stray, stray},
    strictness::{Level, Strictness},
    walk::{Fault, Observer, PathSegment},
};
use crate::{
    Limits, MAX_NESTING, Rule, Severity,
    finding::{ContractPlace, Expected, Finding, Found, Hint, snippet},
};

/// The largest total length of the texts of all findings of one document, in bytes.
const MAX_TEXT: usize = 16 << 20;

/// The values by which two findings are compared: the rule, the byte offset in the payload, the byte offset in the
/// contract, and the name of the missing property.
type Key = (Rule, usize, usize, Option<Arc<str>>);

/// If at least this number of findings is recorded, a hash set finds equal findings. Below this number, a new finding
/// is compared with each recorded finding.
const FEW: usize = 16;

fn key(finding: &Finding) -> Key {
    let rule = finding.rule;
    let of_value = matches!(rule, Rule::ReadOnly | Rule::WriteOnly | Rule::UndeclaredProperty);
    let place = finding.contract.as_ref().filter(|_| !of_value);
    let name = match &finding.expected {
        Expected::Property(name) => Some(Arc::clone(name)),
        _ => None,
    };
    (rule, finding.offset, place.map_or(usize::MAX, |place| place.span().start), name)
}

/// Collects the findings of a diagnosis.
#[derive(Debug)]
pub(super) struct Collector<'a> {
    bytes: &'a [u8],
    strictness: &'a Strictness,
    limits: &'a Limits,
    path: Vec<PathSegment>,
    findings: Vec<Finding>,
    /// The keys of the recorded findings. The set prevents two equal findings if a schema applies to a value twice. The
    /// set is empty while there are fewer than 16 findings.
    keys: HashSet<Key>,
    /// The number of bytes in the texts of the recorded findings.
    text: usize,
    /// The number of recorded errors. The limit of findings applies to errors and to warnings separately.
    errors: usize,
    warnings: usize,
    /// The number of all errors, including the errors that are not recorded.
    all_errors: usize,
    /// The number of findings that are not recorded because of a limit. `dropped_error` is true if one of them is an
    /// error.
    dropped: usize,
    dropped_error: bool,
}

impl<'a> Collector<'a> {
    pub(super) fn new(bytes: &'a [u8], strictness: &'a Strictness, limits: &'a Limits) -> Self {
        Self {
            bytes,
            strictness,
            limits,
            path: Vec::new(),
            findings: Vec::new(),
            keys: HashSet::new(),
            text: 0,
            errors: 0,
            warnings: 0,
            all_errors: 0,
            dropped: 0,
            dropped_error: false,
        }
    }

    /// Returns the findings in the order of the payload.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        if self.dropped > 0 {
            let severity = if self.dropped_error { Severity::Error } else { Severity::Warning };
            let end = self.bytes.len();
            let (expected, found) = (Expected::Findings(self.findings.len()), Found::More(self.dropped));
            let finding = Finding::new(Rule::TooManyFindings, end..end, expected, found);
            self.findings.push(Finding { severity, ..finding });
        }
        self.findings.sort_by_key(|finding| finding.offset);
        // Counts the code points in blocks of at most 255 bytes. The count of a block fits into one byte, so the
        // processor can add many bytes at once.
        let starts = |bytes: &[u8]| {
            let sum = |bytes: &[u8]| usize::from(bytes.iter().map(|b| u8::from(*b & 0xC0 != 0x80)).sum::<u8>());
            bytes.chunks(255).map(sum).sum::<usize>()
        };
        let (mut offset, mut line, mut column) = (0, 1, 1);
        for finding in &mut self.findings {
            let at = finding.offset.min(self.bytes.len());
            let passed = self.bytes.get(offset..at).unwrap_or_default();
            // The column is a number of code points. A byte of the form `10xxxxxx` continues a code point and is not
            // counted.
            match memrchr(b'\n', passed) {
                None => column += starts(passed),
                Some(last) => {
                    line += passed.iter().filter(|b| **b == b'\n').count();
                    column = 1 + starts(passed.get(last + 1..).unwrap_or_default());
                }
            }
            offset = at;
            (finding.line, finding.column) = (line, column);
        }
        self.findings
    }

    /// Returns whether an equal finding is already recorded. Returns false after the limit of findings is reached.
    /// Counts a repeated error in `all_errors`.
    fn is_known(&mut self, level: Level, new: &Finding) -> bool {
        let new = key(new);
        let known = self.count(level) < self.limits.findings
            && if self.findings.len() < FEW {
                self.findings.iter().any(|finding| key(finding) == new)
            } else {
                if self.keys.is_empty() {
                    self.keys.extend(self.findings.iter().map(key));
                }
                !self.keys.insert(new)
            };
        self.all_errors += usize::from(known && level == Level::Deny);
        known
    }

    /// Counts a finding. Returns true if a limit is reached. The caller must not record the finding in this case.
    fn is_full(&mut self, level: Level) -> bool {
        let is_error = level == Level::Deny;
        self.all_errors += usize::from(is_error);
        let text = if is_error { MAX_TEXT } else { MAX_TEXT / 2 };
        let full = self.count(level) >= self.limits.findings || self.text > text;
        if full {
            self.dropped += 1;
            self.dropped_error |= is_error;
        }
        full
    }

    fn count(&self, level: Level) -> usize {
        if level == Level::Deny { self.errors } else { self.warnings }
    }

    /// Records a finding at the current JSON Pointer.
    fn record(&mut self, level: Level, mut finding: Finding) {
        let (count, severity) = match level {
            Level::Deny => (&mut self.errors, Severity::Error),
            _ => (&mut self.warnings, Severity::Warning),
        };
        *count += 1;
        (finding.pointer, finding.severity) = (self.pointer(), severity);
        self.text += finding.pointer.len() + finding.expected.size() + finding.found.size();
        self.findings.push(finding);
    }

    /// Returns whether the text may be NDJSON. This is the case if the first line is a whole document and the next line
    /// begins with `{`.
    fn may_be_ndjson(&self, next: usize) -> bool {
        let (first, rest) = self.bytes.split_at_checked(next).unwrap_or_default();
        first.ends_with(b"\n") && !first.trim_ascii().contains(&b'\n') && rest.starts_with(b"{")
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for segment in &self.path {
            pointer.push('/');
            match segment {
                PathSegment::Index(index) => pointer.push_str(&index.to_string()),
                PathSegment::Key(key) => {
                    let key = scan::decode(self.bytes.get(key.clone()).unwrap_or_default());
                    if key.contains(['~', '/']) {
                        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    } else {
                        pointer.push_str(&key);
                    }
                }
            }
        }
        pointer
    }
}

impl Observer for Collector<'_> {
    const DIAGNOSE: bool = true;

    fn error(&mut self, finding: Finding) {
        if !self.is_known(Level::Deny, &finding) && !self.is_full(Level::Deny) {
            self.record(Level::Deny, finding);
        }
    }

    fn count_only(&mut self) -> bool {
        // After the limit of findings is reached, errors are only counted. They are not compared with the recorded
        // findings.
        self.errors >= self.limits.findings && self.is_full(Level::Deny)
    }

    fn note(&mut self, rule: Rule, at: Range<usize>, place: Option<ContractPlace>, hint: Option<Hint>) {
        let level = self.strictness.level(rule);
        // After the limit of findings is reached, the finding is only counted.
        if level == Level::Allow || (self.count(level) >= self.limits.findings && self.is_full(level)) {
            return;
        }
        let raw = self.bytes.get(at.clone()).unwrap_or_default();
        let (expected, found) = match rule {
            Rule::InvalidUtf8 => (Expected::Utf8, Found::Byte(raw.first().copied().unwrap_or_default())),
            Rule::TrailingData => {
                let found = match stray(self.bytes, at.start, None).found {
                    Found::Token(_) => Found::text(raw.trim_ascii_end()),
                    other => other,
                };
                (Expected::EndOfInput, found)
            }
            Rule::Nesting => (Expected::Nesting(self.limits.nesting), Found::AnotherLevel),
            Rule::UndeclaredProperty => (Expected::DeclaredProperties, Found::Property(snippet(raw))),
            Rule::DuplicateKey => (Expected::UniqueKeys, Found::Again(snippet(raw))),
            Rule::LoneSurrogate => (Expected::SurrogatePair, Found::HalfPair(snippet(raw))),
            Rule::ByteOrderMark => (Expected::NoByteOrderMark, Found::CodePoint('\u{feff}')),
            Rule::IntegerBeyondI64 => (Expected::Integer64, Found::text(raw)),
            Rule::IntegerBeyondSafe => (Expected::SafeInteger, Found::text(raw)),
            Rule::ReadOnly => (Expected::NoReadOnlyProperty, Found::text(raw)),
            Rule::WriteOnly => (Expected::NoWriteOnlyProperty, Found::text(raw)),
            _ => (Expected::Double, Found::text(raw)),
        };
        let start = at.start;
        let finding = Finding::new(rule, at, expected, found).stated(place);
        if self.is_known(level, &finding) || self.is_full(level) {
            return;
        }
        let hint = hint.or_else(|| (rule == Rule::TrailingData && self.may_be_ndjson(start)).then_some(Hint::Ndjson));
        self.record(level, finding.hint(hint));
    }

    fn enter(&mut self, segment: PathSegment) {
        self.path.push(segment);
    }

    fn leave(&mut self) {
        self.path.pop();
    }

    fn level(&self) -> usize {
        self.path.len()
    }

    fn return_to(&mut self, level: usize) {
        self.path.truncate(level);
    }

    fn count_errors(&self) -> usize {
        self.all_errors
    }
}

impl Collector<'_> {
    /// Reports that the document is longer than the limit. The finding does not contain the length, because the reader
    /// of a stream stops at the limit.
    pub(super) fn oversize(&mut self) {
        let expected = Expected::DocumentSize(self.limits.size);
        self.findings.push(Finding::new(Rule::DocumentSize, 0..0, expected, Found::Longer));
    }

    /// Reports that the text is UTF-16. Without this finding, the user would see only findings about single invalid
    /// bytes.
    pub(super) fn utf16(&mut self) {
        let (expected, found) = (Expected::Utf8, Found::Utf16);
        self.findings
            .push(Finding::new(Rule::JsonSyntax, 0..self.bytes.len().min(2), expected, found).hint(Hint::SaveAsUtf8));
    }

    /// Reports the reason why the validation stopped.
    pub(super) fn fault(&mut self, fault: Fault) {
        let (at, rule) = match fault {
            Fault::Syntax(fault) => (fault.at, Rule::JsonSyntax),
            Fault::Limit(at, why) => (at, why.rule()),
        };
        // Reports too deep nesting at most once as an error.
        let reported = |finding: &Finding| finding.rule == Rule::Nesting && finding.severity == Severity::Error;
        if (rule == Rule::Nesting && self.findings.iter().any(reported)) || self.is_full(Level::Deny) {
            return;
        }
        let at = at.min(self.bytes.len());
        let finding = match fault {
            Fault::Syntax(fault) => {
                let Stray { len, found, hint } = stray(self.bytes, at, Some(fault.expected));
                Finding::new(rule, at..at + len, Expected::Syntax(fault.expected), found).hint(hint)
            }
            Fault::Limit(_, why) => {
                let expected = match rule {
                    Rule::Nesting => Expected::Nesting(MAX_NESTING),
                    _ => Expected::DocumentWithinLimits,
                };
                Finding::new(rule, at..self.bytes.len().min(at + 1), expected, Found::Refusal(why))
            }
        };
        self.record(Level::Deny, finding);
    }
}
