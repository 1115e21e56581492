//! The corpus: payloads, requests and responses, each with its expected verdict and the rule that it violates. The
//! snapshots contain every finding.
//!
//! To add a case, add a file in `corpus`, or an item in one of the two YAML files:
//!
//! - `corpus/VERDICT/COMPONENT/RULE.CASE.json`: a payload of a component of `fixtures/import-tasks.yaml`. VERDICT is
//!   `valid`, `warned` (valid by default, but invalid with `--strict`), `invalid` or `no-json`. The payload violates
//!   only the rule RULE. A valid payload has no RULE in its file name.
//! - `corpus/VERDICT/requests/RULE.CASE.http` and `…/responses/…`: a request or a response as HTTP/1.1 text.
//! - `corpus/edges.yaml`: texts that an editor would change when it saves a file, and texts that test the syntax of
//!   JSON.
//! - `corpus/every-rule.yaml`: rules that `fixtures/import-tasks.yaml` does not use. Each rule has its own small
//!   schema.
//!
//! Then run `INSTA_UPDATE=always cargo test -p dataarts-insight-tests corpus`, and read the findings in the snapshot.

use std::collections::BTreeSet;

use dataarts_insight_validator::{Finding, Level, Report, Severity, Strictness, rules};

use crate::case::{self, Group, Verdict};

#[test]
fn every_case_has_its_verdict_and_violates_its_rule_only() {
    let mut wrong = Vec::new();
    for case in case::all() {
        let report = case.validate(&Strictness::default());
        let strict = case.validate(&Strictness::strict());
        let (errors, warnings) = (ids(&report, Severity::Error), ids(&report, Severity::Warning));
        let by: BTreeSet<&str> = case.by.iter().map(String::as_str).collect();
        let correct = match case.verdict {
            Verdict::Valid => report.findings().is_empty() && strict.is_valid(),
            Verdict::Warned => {
                errors.is_empty() && warnings == by && strict.is_valid() != by.iter().all(|id| can_be_denied(id))
            }
            Verdict::Invalid => errors == by && by.iter().all(|id| !is_about_the_text(id)) && !strict.is_valid(),
            Verdict::NoJson => errors == by && by.iter().all(|id| is_about_the_text(id)) && !strict.is_valid(),
        };
        if !correct {
            wrong.push(format!("{}: {}\n{}", case.place, case.title, lines(&report)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn ids(report: &Report, severity: Severity) -> BTreeSet<&'static str> {
    report.findings().iter().filter(|finding| finding.severity == severity).map(|finding| finding.rule.id()).collect()
}

/// Returns whether a [`Strictness`] can set the level of this rule to deny.
fn can_be_denied(id: &str) -> bool {
    rules::find(id).is_some_and(|rule| Strictness::default().set(rule.rule, Level::Deny))
}

/// Returns whether a violation of the rule means that the text is not JSON.
fn is_about_the_text(id: &str) -> bool {
    matches!(id, "json-syntax" | "trailing-data" | "invalid-utf8")
}

/// Runs the checks of the fuzz targets on each payload of the corpus.
#[test]
fn every_payload_has_the_properties_of_the_fuzz_targets() {
    for case in case::all().into_iter().filter(|case| case.component().is_some()) {
        dataarts_insight_fuzz::bytes(&case.bytes);
    }
}

#[test]
fn every_rule_has_a_case_that_violates_it() {
    let cases = case::all();
    let covered: BTreeSet<&str> = cases.iter().flat_map(|case| &case.by).map(String::as_str).collect();
    // A rule with the default level allow reports nothing, so the corpus has no case for such a rule.
    let is_reported =
        |id: &&str| rules::find(id).is_some_and(|rule| Strictness::default().level(rule.rule) > Level::Allow);
    let missing: Vec<&str> =
        rules::all().map(|rule| rule.id).filter(is_reported).filter(|id| !covered.contains(id)).collect();
    assert!(missing.is_empty(), "no case of the corpus violates {}", missing.join(", "));
}

/// Two schemas with the same meaning must give the same findings.
#[test]
fn equivalent_schemas_give_the_same_findings() {
    let mut compared = 0;
    for case in case::all() {
        for strictness in [Strictness::default(), Strictness::strict()] {
            let expected = case.validate(&strictness);
            for component in case.same_as() {
                let found = case.validate_by(&component, &strictness);
                assert_eq!(lines(&found), lines(&expected), "{}: {component}", case.place);
                compared += 1;
            }
        }
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn findings_on_payloads() {
    insta::assert_snapshot!(snapshot(Group::Payloads));
}

#[test]
fn findings_on_requests_and_responses() {
    insta::assert_snapshot!(snapshot(Group::Exchanges));
}

#[test]
fn findings_on_the_edges_of_json() {
    insta::assert_snapshot!(snapshot(Group::Edges));
}

#[test]
fn findings_of_every_rule() {
    insta::assert_snapshot!(snapshot(Group::EveryRule));
}

/// Lists the invalid and warned cases of a group, with their findings.
fn snapshot(group: Group) -> String {
    let cases = case::all().into_iter().filter(|case| case.group == group && case.verdict != Verdict::Valid);
    cases
        .map(|case| format!("{}\n{}", case.title, lines(&case.validate(&Strictness::default()))))
        .collect::<Vec<_>>()
        .join("\n")
}

fn lines(report: &Report) -> String {
    report.findings().iter().map(line).collect()
}

/// Writes a finding on one line: the finding, its byte offset, and its place in the contract.
fn line(finding: &Finding) -> String {
    let contract = finding.contract.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
    format!("   {finding} [byte {}{contract}]\n", finding.offset)
}
