//! Captures.

use std::sync::LazyLock;

use dataarts_insight_cli::har::{Captures, NoCapture, NoEntry};
use dataarts_insight_validator::{Contract, Exchanges, Finding, Limits, Severity};
use serde_json::Value;

use crate::{judge, shop};

static CAPTURES: LazyLock<[Captures; 2]> = LazyLock::new(|| {
    [Contract::embedded().clone(), shop()].map(|contract| {
        let captures = Exchanges::new(&contract).and_then(|exchanges| Captures::new(exchanges, &Limits::default()));
        captures.unwrap_or_else(|error| panic!("{error}"))
    })
});

/// Any bytes as a capture: what is none is refused with a reason, and of what is one, every entry is judged or calls
/// nothing of the contract.
pub fn har(data: &[u8]) {
    CAPTURES.iter().for_each(|captures| read(captures, data));
}

fn read(captures: &Captures, data: &[u8]) {
    let har = match captures.read(data) {
        Ok(har) => har,
        Err(NoCapture::Invalid(findings)) => return refused(data, &findings),
        Err(NoCapture::Unreadable(reason)) => return assert!(reason.len() > "no HAR: ".len(), "{reason}"),
    };
    // A capture with a field that occurs twice is none, so this is the only list of entries.
    if let Some(tree) = judge::tree(data) {
        assert_eq!(tree.pointer("/log/entries").and_then(Value::as_array).map(Vec::len), Some(har.entries().len()));
    }
    for entry in har.entries() {
        let judgement = match captures.judge(entry) {
            Ok(Some(judgement)) => judgement,
            Err(NoEntry::Invalid(findings)) => {
                refused(entry.as_bytes(), &findings);
                continue;
            }
            Ok(None) | Err(_) => continue,
        };
        let mut valid = true;
        for (name, side) in judgement.sides() {
            assert!(name == "request" || name == "response");
            valid &= side.report.is_valid();
            judge::message(&side.body, &side.report);
        }
        assert_eq!(judgement.is_valid(), valid);
    }
}

fn refused(data: &[u8], findings: &[Finding]) {
    assert!(findings.iter().any(|finding| finding.severity == Severity::Error));
    judge::findings(data, findings);
    judge::values(data, findings);
}
