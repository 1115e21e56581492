//! Checks of every verdict and of every finding.

use dataarts_insight_validator::{Finding, Level, Limits, Part, Report, Rule, Strictness, Validator};
use serde_json::Value;

/// Validates a payload and checks that the verdict agrees with the report and that every finding is correct.
pub(crate) fn validate(validator: &Validator, payload: &[u8]) -> Report {
    let report = validator.validate(payload);
    assert_eq!(validator.is_valid(payload), report.is_valid(), "{:#?}", report.findings());
    assert_eq!(validator.validate(payload), report, "a second run gives the same report");
    findings(payload, report.findings());
    for finding in report.findings() {
        let has_rule = !finding.rule.keyword().is_empty() && !matches!(finding.rule, Rule::ReadOnly | Rule::WriteOnly);
        assert!(finding.contract.is_some() == has_rule || finding.rule == Rule::WorkBudget, "{finding:?}");
    }
    report
}

/// Checks the findings on a payload.
pub(crate) fn findings(payload: &[u8], findings: &[Finding]) {
    assert!(
        findings.len() <= 2 * Limits::default().findings + 1,
        "errors, warnings, and one finding that counts the rest"
    );
    assert!(findings.is_sorted_by_key(|finding| finding.offset), "{findings:#?}");
    for finding in findings {
        place(payload, finding);
        has_text(finding);
    }
}

/// Checks that each pointer names the value at the offset. Skips payloads with duplicate keys: `serde_json` keeps one.
pub(crate) fn values(payload: &[u8], findings: &[Finding]) {
    let repeats = |finding: &Finding| matches!(finding.rule, Rule::DuplicateKey | Rule::TooManyFindings);
    if let Some(tree) = tree(payload)
        && !findings.iter().any(repeats)
    {
        findings.iter().take(50).for_each(|finding| value(payload, &tree, finding));
    }
}

/// Checks the findings on a request or a response with this body.
pub(crate) fn message(body: &[u8], report: &Report) {
    for finding in report.findings() {
        has_text(finding);
        match &finding.part {
            Some(Part::Body) => place(body, finding),
            part => {
                let part = part.as_ref().map(ToString::to_string);
                assert!(part.is_some_and(|part| part == part.trim()), "{finding:?}");
            }
        }
    }
}

fn has_text(finding: &Finding) {
    assert!(!finding.expected.to_string().is_empty() && !finding.found.to_string().is_empty(), "{finding:?}");
}

/// Reads the payload with `serde_json`.
pub(crate) fn tree(payload: &[u8]) -> Option<Value> {
    serde_json::from_slice(payload.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(payload)).ok()
}

/// Checks that line and column are those of the offset.
fn place(payload: &[u8], finding: &Finding) {
    let end = finding.offset + finding.len;
    assert!(payload.get(finding.offset..end).is_some(), "{finding:?} in {} bytes", payload.len());
    let before = &payload[..finding.offset];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    assert_eq!(finding.line, 1 + before.iter().filter(|byte| **byte == b'\n').count(), "{finding:?}");
    if let Ok(text) = std::str::from_utf8(&before[line_start..]) {
        assert_eq!(finding.column, 1 + text.chars().count(), "{finding:?}");
    }
}

fn value(payload: &[u8], tree: &Value, finding: &Finding) {
    let named = tree.pointer(&finding.pointer).unwrap_or_else(|| panic!("the pointer names no value: {finding:?}"));
    let at = &payload[finding.offset..];
    match finding.rule {
        Rule::AdditionalProperties | Rule::UndeclaredProperty | Rule::ReadOnly | Rule::WriteOnly => {
            let token = finding.pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
            assert_eq!(first(at), Some(Value::String(token)), "{finding:?}");
        }
        Rule::LoneSurrogate | Rule::ByteOrderMark | Rule::Nesting | Rule::DocumentSize => {}
        _ => assert_eq!(first(at).as_ref(), Some(named), "{finding:?}"),
    }
}

/// Reads the value at the start of a text.
fn first(text: &[u8]) -> Option<Value> {
    serde_json::Deserializer::from_slice(text).into_iter().next()?.ok()
}

/// Allows everything that has a level.
pub(crate) fn lenient() -> Strictness {
    let mut lenient = Strictness::default();
    Rule::ALL.iter().for_each(|rule| _ = lenient.set(*rule, Level::Allow));
    lenient
}

/// Returns limits that small inputs reach.
pub(crate) fn narrow() -> Limits {
    let mut limits = Limits::default();
    (limits.nesting, limits.findings, limits.size, limits.work, limits.unique_items) = (5, 3, 3_000, 2, 4);
    limits
}
