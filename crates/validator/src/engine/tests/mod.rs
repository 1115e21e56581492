//! The engine against examples, its limits, and an oracle.

mod budget;
mod differential;
mod keywords;
mod strictness;

use super::*;

/// Compiles a schema that stands alone or beside components: `schema: …` at the root, `components: …`.
fn compile(contract: &str) -> Compiled {
    try_compile(contract, Direction::Either).unwrap_or_else(|errors| panic!("{contract}: {errors:?}"))
}

fn try_compile(contract: &str, direction: Direction) -> Result<Compiled, Vec<CompileError>> {
    let document = Document::parse("contract.yaml", contract).unwrap_or_else(|error| panic!("{contract}: {error}"));
    let schema = document.pointer("/schema").expect("a schema");
    Compiled::new(&document, schema, direction)
}

/// The verdict and the diagnosis must agree; returns the rules that were found, with `?` behind warnings.
fn rules(compiled: &Compiled, payload: &[u8]) -> Vec<String> {
    let findings = compiled.findings(payload);
    let denied = findings.iter().any(|finding| finding.level == Level::Deny);
    assert_eq!(compiled.is_valid(payload), !denied, "{:?}: {findings:#?}", String::from_utf8_lossy(payload));
    let diagnosed = compiled.diagnose(payload).iter().any(|finding| finding.level == Level::Deny);
    assert_eq!(diagnosed, denied, "{:?}: {findings:#?}", String::from_utf8_lossy(payload));
    let mark = |finding: &Finding| if finding.level == Level::Warn { "?" } else { "" };
    findings.iter().map(|finding| format!("{}{}", finding.rule, mark(finding))).collect()
}

fn check(contract: &str, cases: &[(&str, &[&str])]) {
    let compiled = compile(contract);
    for (payload, expected) in cases {
        assert_eq!(rules(&compiled, payload.as_bytes()), *expected, "{contract}\n{payload}");
    }
}
