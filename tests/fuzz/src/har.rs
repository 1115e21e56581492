//! Captures.

use std::sync::LazyLock;

use dataarts_insight_validator::{CaptureError, Captures, Exchanges, Finding, Limits, Severity};
use serde_json::Value;

use crate::{checks, import_tasks, shop};

static CAPTURES: LazyLock<[Captures; 2]> = LazyLock::new(|| {
    [import_tasks(), shop()].map(|contract| {
        let captures = Exchanges::new(&contract).and_then(|exchanges| Captures::new(exchanges, &Limits::default()));
        captures.unwrap_or_else(|error| panic!("{error}"))
    })
});

/// Reads any bytes as a capture: a text that is not a capture is refused with findings, and every entry of a capture is
/// validated or calls no operation of the contract.
pub fn har(data: &[u8]) {
    CAPTURES.iter().for_each(|captures| read(captures, data));
}

fn read(captures: &Captures, data: &[u8]) {
    let capture = match captures.read(data) {
        Ok(capture) => capture,
        Err(CaptureError::Invalid(findings)) => return refused(data, &findings),
        Err(_) => return,
    };
    // A text in which a field occurs twice is refused, so this is the only list of entries.
    if let Some(tree) = checks::tree(data) {
        assert_eq!(tree.pointer("/log/entries").and_then(Value::as_array).map(Vec::len), Some(capture.entries().len()));
    }
    for entry in capture.entries() {
        let validated = match captures.validate(entry) {
            Ok(Some(validated)) => validated,
            Err(CaptureError::Invalid(findings)) => {
                refused(entry.as_bytes(), &findings);
                continue;
            }
            Ok(None) | Err(_) => continue,
        };
        let mut valid = true;
        for (name, message) in validated.messages() {
            assert!(name == "request" || name == "response");
            valid &= message.report.is_valid();
            checks::message(&message.body, &message.report);
        }
        assert_eq!(validated.is_valid(), valid);
    }
}

fn refused(data: &[u8], findings: &[Finding]) {
    assert!(findings.iter().any(|finding| finding.severity == Severity::Error));
    checks::findings(data, findings);
    checks::values(data, findings);
}
