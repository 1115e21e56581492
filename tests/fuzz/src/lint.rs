//! Contracts, linted.

use dataarts_insight_lint::lint_text;
use dataarts_insight_report::human_text;
use dataarts_insight_validator::{Contract, Exchanges, Validator, document::Node};

use crate::contract;

/// Lints any text as a contract. Every finding has its place, and a contract without findings can validate.
/// With warnings it may not: a pattern that is no regular expression does not stop the generator.
pub fn lint(data: &[u8]) {
    let Some(text) = contract::text(data) else { return };
    let findings = lint_text("fuzz.yaml", text);
    for finding in &findings {
        assert!(text.get(finding.span.clone()).is_some(), "no such place: {finding}");
    }
    let is_clean = findings.is_empty();
    let few: Vec<_> = findings.into_iter().take(20).collect();
    assert_eq!(human_text("fuzz.yaml", text, &few, true).is_empty(), few.is_empty());
    if !is_clean {
        return;
    }
    let contract =
        Contract::parse("fuzz.yaml", text).unwrap_or_else(|error| panic!("lint found nothing, but: {error}"));
    Exchanges::new(&contract).unwrap_or_else(|error| panic!("lint found nothing, but: {error}"));
    for entry in contract.document().pointer("/components/schemas").map(Node::entries).unwrap_or_default() {
        Validator::component(&contract, &entry.key).unwrap_or_else(|error| panic!("lint found nothing, but: {error}"));
    }
}
