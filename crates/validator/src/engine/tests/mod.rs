//! Tests the engine with examples, tests its limits, and compares the engine with another implementation.

mod budget;
mod differential;
mod keywords;
mod patterns;
mod strictness;
mod tokens;
mod values;

use std::sync::Arc;

use dataarts_insight_openapi::Error;

use super::*;
use crate::{Direction, Rule, Severity, Validator, document::Document};

/// Compiles the schema under the key `schema` of a contract.
fn compile(contract: &str) -> Validator {
    try_compile(contract, Direction::Either).unwrap_or_else(|errors| panic!("{contract}: {errors:?}"))
}

fn try_compile(contract: &str, direction: Direction) -> Result<Validator, Error> {
    let document = Document::parse("contract.yaml", contract).unwrap_or_else(|error| panic!("{contract}: {error}"));
    let document = Arc::new(document);
    let schema = document.pointer("/schema").expect("a schema");
    Validator::new(&document, schema, direction)
}

fn findings(compiled: &Validator, payload: &[u8]) -> Vec<Finding> {
    compiled.validate(payload).into_findings()
}

/// Checks that the verdict and the diagnosis agree. Returns the ids of the violated rules, with `?` after each warning.
fn rules(compiled: &Validator, payload: &[u8]) -> Vec<String> {
    let report = compiled.validate(payload);
    let shown = || String::from_utf8_lossy(payload).into_owned();
    assert_eq!(compiled.is_valid(payload), report.is_valid(), "{:?}: {report:#?}", shown());
    assert_eq!(compiled.diagnose(payload).is_valid(), report.is_valid(), "{:?}: {report:#?}", shown());
    let mark = |finding: &Finding| if finding.severity == Severity::Warning { "?" } else { "" };
    report.findings().iter().map(|finding| format!("{}{}", finding.rule, mark(finding))).collect()
}

fn check(contract: &str, cases: &[(&str, &[&str])]) {
    let compiled = compile(contract);
    for (payload, expected) in cases {
        assert_eq!(rules(&compiled, payload.as_bytes()), *expected, "{contract}\n{payload}");
    }
}
