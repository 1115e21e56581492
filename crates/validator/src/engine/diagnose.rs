//! The second pass: every finding, with its place in the payload and in the contract.

use std::{collections::HashSet, ops::Range};

use memchr::memrchr;

use super::{
    explain::{self, syntax::Stray},
    rule::Rule,
    scan,
    strictness::{Level, Limits, MAX_NESTING, Strictness},
    walk::{Sink, Step, Violation},
};

/// Bytes of text that the findings of one document may take together.
const MAX_TEXT: usize = 16 << 20;

/// One finding about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What was violated.
    pub rule: Rule,
    /// [`Level::Deny`] makes the document invalid, [`Level::Warn`] does not.
    pub level: Level,
    /// The value, as a JSON Pointer.
    pub pointer: String,
    /// Bytes of the payload, from 0.
    pub span: Range<usize>,
    /// Line of the payload, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
    /// What should stand there.
    pub expected: String,
    /// What stands there.
    pub found: String,
    /// What the writer could do about it.
    pub hint: Option<String>,
    /// Bytes of the contract that state the rule; none for rules about the text itself.
    pub place: Option<Range<usize>>,
}

/// What makes two findings one: rule, place in the payload and in the contract, and of a missing property its name.
type Key = (Rule, usize, usize, Option<String>);

/// Up to so many findings are compared one by one.
const FEW: usize = 16;

fn key(rule: Rule, at: usize, place: Option<usize>, expected: &str) -> Key {
    let stated = place.filter(|_| !matches!(rule, Rule::ReadOnly | Rule::WriteOnly)).unwrap_or(usize::MAX);
    (rule, at, stated, (rule == Rule::Required).then(|| expected.to_owned()))
}

/// Collects findings.
#[derive(Debug)]
pub(super) struct Collect<'a> {
    bytes: &'a [u8],
    strictness: &'a Strictness,
    limits: &'a Limits,
    path: Vec<Step>,
    findings: Vec<Finding>,
    /// What has been kept, once there is much. A schema that a value meets by several ways has one thing to say.
    kept: HashSet<Key>,
    text: usize,
    /// Findings that were kept, of those that deny and of the others: warnings must not take the room of errors.
    errors: usize,
    warnings: usize,
    denied: usize,
    /// Findings that were not kept, and whether one of them denies.
    dropped: usize,
    dropped_denied: bool,
}

impl<'a> Collect<'a> {
    pub(super) fn new(bytes: &'a [u8], strictness: &'a Strictness, limits: &'a Limits) -> Self {
        Self {
            bytes,
            strictness,
            limits,
            path: Vec::new(),
            findings: Vec::new(),
            kept: HashSet::new(),
            text: 0,
            errors: 0,
            warnings: 0,
            denied: 0,
            dropped: 0,
            dropped_denied: false,
        }
    }

    /// The findings in the order of the payload.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        if self.dropped > 0 {
            let level = if self.dropped_denied { Level::Deny } else { Level::Warn };
            let end = self.bytes.len();
            self.path.clear();
            let expected = format!("at most {} findings", self.findings.len());
            let found = format!("{} more", self.dropped);
            let finding = self.finding(Rule::TooManyFindings, level, end..end, expected, found);
            self.findings.push(finding);
        }
        self.findings.sort_by_key(|finding| finding.span.start);
        // In pieces whose sum a byte holds, of which a processor adds many at once.
        let starts = |bytes: &[u8]| {
            let sum = |bytes: &[u8]| usize::from(bytes.iter().map(|b| u8::from(*b & 0xC0 != 0x80)).sum::<u8>());
            bytes.chunks(255).map(sum).sum::<usize>()
        };
        let (mut offset, mut line, mut column) = (0, 1, 1);
        for finding in &mut self.findings {
            let at = finding.span.start.min(self.bytes.len());
            let passed = self.bytes.get(offset..at).unwrap_or_default();
            // Every byte that is no continuation of a code point starts one.
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

    /// Whether there is such a finding already; it still counts as one more reason to refuse.
    fn is_known(&mut self, level: Level, new: Key) -> bool {
        let old = |finding: &Finding| {
            key(finding.rule, finding.span.start, finding.place.as_ref().map(|place| place.start), &finding.expected)
        };
        let known = self.count(level) < self.limits.findings
            && if self.findings.len() < FEW {
                self.findings.iter().any(|finding| old(finding) == new)
            } else {
                if self.kept.is_empty() {
                    self.kept.extend(self.findings.iter().map(old));
                }
                !self.kept.insert(new)
            };
        self.denied += usize::from(known && level == Level::Deny);
        known
    }

    /// Whether there is no room for a finding; it is counted all the same.
    fn is_full(&mut self, level: Level) -> bool {
        let denied = level == Level::Deny;
        self.denied += usize::from(denied);
        let text = if denied { MAX_TEXT } else { MAX_TEXT / 2 };
        let full = self.count(level) >= self.limits.findings || self.text > text;
        if full {
            self.dropped += 1;
            self.dropped_denied |= denied;
        }
        full
    }

    fn count(&self, level: Level) -> usize {
        if level == Level::Deny { self.errors } else { self.warnings }
    }

    fn keep(&mut self, finding: Finding) {
        *(if finding.level == Level::Deny { &mut self.errors } else { &mut self.warnings }) += 1;
        self.text += finding.pointer.len() + finding.expected.len() + finding.found.len();
        self.findings.push(finding);
    }

    fn finding(&self, rule: Rule, level: Level, span: Range<usize>, expected: String, found: String) -> Finding {
        let pointer = self.pointer();
        Finding { rule, level, pointer, span, line: 0, column: 0, expected, found, hint: None, place: None }
    }

    /// Whether the first line is a document and the next one begins like another.
    fn may_be_ndjson(&self, next: usize) -> bool {
        let (first, rest) = self.bytes.split_at_checked(next).unwrap_or_default();
        first.ends_with(b"\n") && !first.trim_ascii().contains(&b'\n') && rest.starts_with(b"{")
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                Step::Index(index) => pointer.push_str(&index.to_string()),
                Step::Key(key) => {
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

impl Sink for Collect<'_> {
    const DIAGNOSE: bool = true;

    fn violation(&mut self, violation: Violation) {
        let Violation { rule, at, place, expected, found, hint } = violation;
        let key = key(rule, at.start, Some(place.start), &expected);
        if self.is_known(Level::Deny, key) || self.is_full(Level::Deny) {
            return;
        }
        let finding = self.finding(rule, Level::Deny, at, expected, found);
        self.keep(Finding { hint, place: Some(place), ..finding });
    }

    fn count_only(&mut self) -> bool {
        // As many are known by then that no other is added to those either.
        self.errors >= self.limits.findings && self.is_full(Level::Deny)
    }

    fn note(&mut self, rule: Rule, at: Range<usize>, place: Option<Range<usize>>) {
        let level = self.strictness.level(rule);
        if level == Level::Allow || self.is_known(level, key(rule, at.start, None, "")) || self.is_full(level) {
            return;
        }
        let raw = explain::snippet(self.bytes.get(at.clone()).unwrap_or_default().trim_ascii_end());
        let (expected, found) = match rule {
            Rule::InvalidUtf8 => {
                let byte = self.bytes.get(at.start).copied().unwrap_or_default();
                ("UTF-8".to_owned(), format!("the byte 0x{byte:02x}"))
            }
            Rule::TrailingData => {
                let first = explain::syntax::stray(self.bytes, at.start, "").found;
                let shown = if first.starts_with('`') { raw } else { first };
                ("nothing behind the document".into(), shown)
            }
            Rule::Nesting => (format!("nesting of at most {} levels", self.limits.nesting), "one more".into()),
            Rule::DuplicateKey => ("each key once".into(), format!("{raw} again")),
            Rule::LoneSurrogate => ("a surrogate pair".into(), format!("half of one, {raw}")),
            Rule::ByteOrderMark => ("no byte order mark".into(), "U+FEFF".into()),
            Rule::IntegerBeyondI64 => ("a signed integer of 64 bits".into(), raw),
            Rule::IntegerBeyondSafe => ("an integer within ±2^53, which every reader holds".into(), raw),
            Rule::DecimalPrecision => ("a decimal that a double holds".into(), raw),
            Rule::ReadOnly => ("no readOnly property in a request".into(), raw),
            Rule::WriteOnly => ("no writeOnly property in a response".into(), raw),
            _ => (String::new(), raw),
        };
        let hint = (rule == Rule::TrailingData && self.may_be_ndjson(at.start))
            .then(|| "if this is NDJSON, judge each line by itself".to_owned());
        let finding = self.finding(rule, level, at, expected, found);
        self.keep(Finding { place, hint, ..finding });
    }

    fn enter(&mut self, step: Step) {
        self.path.push(step);
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

    fn violations(&self) -> usize {
        self.denied
    }
}

impl Collect<'_> {
    /// The document was not looked at: it is longer than the limit.
    pub(super) fn oversize(&mut self) {
        let expected = format!("a document of at most {} bytes", self.limits.size);
        // How much longer, nobody may know: who reads a stream stops behind the limit.
        let finding = self.finding(Rule::DocumentSize, Level::Deny, 0..0, expected, "a longer one".into());
        self.findings.push(finding);
    }

    /// Why the walk stopped.
    pub(super) fn fault(&mut self, rule: Rule, fault: scan::Fault) {
        // That the text is too deep is said where it crosses the limit.
        let said = |finding: &Finding| finding.rule == Rule::Nesting && finding.level == Level::Deny;
        if (rule == Rule::Nesting && self.findings.iter().any(said)) || self.is_full(Level::Deny) {
            return;
        }
        let at = fault.at.min(self.bytes.len());
        let Stray { len, found, hint } = match rule {
            Rule::JsonSyntax => explain::syntax::stray(self.bytes, at, fault.what),
            _ => Stray { len: self.bytes.len().min(at + 1) - at, found: fault.what.into(), hint: None },
        };
        let expected = match rule {
            Rule::JsonSyntax => fault.what.into(),
            Rule::Nesting => format!("nesting of at most {MAX_NESTING} levels"),
            _ => "a document that can be judged within the limits".into(),
        };
        let finding = self.finding(rule, Level::Deny, at..at + len, expected, found);
        self.keep(Finding { hint, ..finding });
    }
}
