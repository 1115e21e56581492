//! The oracles: `serde_json` for the syntax of JSON, the `jsonschema` crate for schemas.

use dataarts_insight_validator::{Report, Rule, Severity, document::Document};
use jsonschema::Validator;
use serde_json::Value;

/// Compiles the JSON Schema of a component, without formats: the crate defines them differently.
pub(crate) fn of(document: &Document, component: &str) -> Option<Validator> {
    let text = dataarts_insight_openapi::json_schema::render(document.root(), "case.yaml", "none").remove(component)?;
    let schema: Value = serde_json::from_str(&text).ok()?;
    jsonschema::options().should_validate_formats(false).build(&schema).ok()
}

/// Checks that both read the payload as JSON, or neither. Ours accepts a few texts that `serde_json` rejects.
pub(crate) fn agree_on_json(payload: &[u8], report: &Report) {
    let bare = payload.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(payload);
    let no_json = [Rule::JsonSyntax, Rule::InvalidUtf8, Rule::TrailingData, Rule::Nesting];
    let refused = report.findings().iter().any(|finding| no_json.contains(&finding.rule));
    match serde_json::from_slice::<Value>(bare) {
        Ok(_) => assert!(!refused, "serde_json reads it: {report:#?}"),
        Err(error) => {
            let known = ["out of range", "surrogate", "unexpected end of hex escape", "recursion limit"];
            let message = error.to_string();
            let cut = report
                .findings()
                .iter()
                .any(|finding| matches!(finding.rule, Rule::TooManyFindings | Rule::DocumentSize | Rule::WorkBudget));
            assert!(refused || cut || known.iter().any(|known| message.contains(known)), "{message}: {report:#?}");
        }
    }
}

/// Returns whether both treat all numbers alike: in JSON Schema `1.0` is an integer, and long numbers and `-0` become
/// doubles.
pub(crate) fn are_numbers_plain(payload: &[u8]) -> bool {
    let mut runs = payload.split(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    runs.all(|run| {
        let whole =
            run.iter().position(|byte| *byte == b'.').is_some_and(|at| run[at + 1..].iter().all(|b| *b == b'0'));
        let exponent = run.windows(2).any(|pair| pair[0].is_ascii_digit() && matches!(pair[1], b'e' | b'E'));
        run.len() <= 15 && !whole && !exponent && !run.starts_with(b"-0")
    })
}

/// Checks that the verdicts are the same, where they can be compared.
pub(crate) fn agree(oracle: &Validator, payload: &[u8], tree: &Value, report: &Report) {
    let odd = |rule| matches!(rule, Rule::DuplicateKey | Rule::WorkBudget | Rule::PatternBudget | Rule::Nesting);
    if !are_numbers_plain(payload) || report.findings().iter().any(|finding| odd(finding.rule)) {
        return;
    }
    let mut errors = report.findings().iter().filter(|finding| finding.severity == Severity::Error);
    if errors.clone().next().is_none() {
        let error = oracle.validate(tree).err();
        assert!(error.is_none(), "the oracle rejects it: {}", error.map(|e| e.to_string()).unwrap_or_default());
    } else if errors.any(|finding| finding.rule != Rule::Format) {
        assert!(!oracle.is_valid(tree), "the oracle accepts it: {report:#?}");
    }
}
