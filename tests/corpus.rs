//! The corpus: payloads, edges of JSON, and messages, each with its verdict and the one reason for it; every finding
//! about them stands in a reviewed snapshot.
//!
//! To add a case, add a file, or a line to a list:
//!
//! - `corpus/VERDICT/COMPONENT/RULE.CASE.json`, a payload of a component of the contract. The verdict is `valid`,
//!   `warned` (valid, but invalid under `--strict`) or `invalid`; the rule is the only one that is to blame, and missing
//!   in the name of what is valid.
//! - `corpus/VERDICT/requests/RULE.CASE.http` and `…/responses/…`, a message as HTTP writes it, judged by the contract.
//! - `corpus/edges.yaml`, a text that editors would mangle or that JSON itself decides.
//! - `corpus/every-rule.yaml`, a rule that the contract does not use, with its own small schema.
//!
//! Then `INSTA_UPDATE=always cargo test -p dataarts-insight-tests corpus`, and read what the snapshot says of it.

use std::collections::BTreeSet;

use dataarts_insight_validator::{Finding, Level, Report, Severity, Strictness, rules};

use crate::case::{self, Group, Verdict};

#[test]
fn every_case_has_its_verdict_for_the_one_reason_that_it_gives() {
    let mut wrong = Vec::new();
    for case in case::all() {
        let report = case.judge(&Strictness::default());
        let strict = case.judge(&Strictness::strict());
        let (errors, warnings) = (ids(&report, Severity::Error), ids(&report, Severity::Warning));
        let by: BTreeSet<&str> = case.by.iter().map(String::as_str).collect();
        let fine = match case.verdict {
            Verdict::Valid => report.findings().is_empty() && strict.is_valid(),
            Verdict::Warned => {
                errors.is_empty() && warnings == by && strict.is_valid() != by.iter().all(|id| can_be_denied(id))
            }
            Verdict::Invalid => errors == by && by.iter().all(|id| !is_about_the_text(id)) && !strict.is_valid(),
            Verdict::NoJson => errors == by && by.iter().all(|id| is_about_the_text(id)) && !strict.is_valid(),
        };
        if !fine {
            wrong.push(format!("{}: {}\n{}", case.place, case.title, lines(&report)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn ids(report: &Report, severity: Severity) -> BTreeSet<&'static str> {
    report.findings().iter().filter(|finding| finding.severity == severity).map(|finding| finding.rule.id()).collect()
}

/// Whether a rule is one whose level a [`Strictness`] sets.
fn can_be_denied(id: &str) -> bool {
    rules::find(id).is_some_and(|rule| Strictness::default().set(rule.rule, Level::Deny))
}

/// Whether a text that violates the rule is no JSON.
fn is_about_the_text(id: &str) -> bool {
    matches!(id, "json-syntax" | "trailing-data" | "invalid-utf8")
}

#[test]
fn every_rule_has_a_case_that_violates_it() {
    let cases = case::all();
    let covered: BTreeSet<&str> = cases.iter().flat_map(|case| &case.by).map(String::as_str).collect();
    let missing: Vec<&str> = rules::all().map(|rule| rule.id).filter(|id| !covered.contains(id)).collect();
    assert!(missing.is_empty(), "no case of the corpus violates {}", missing.join(", "));
}

/// By whatever way the engine comes to a value, it says the same about it.
#[test]
fn schemas_that_mean_the_same_say_the_same() {
    let mut compared = 0;
    for case in case::all() {
        for strictness in [Strictness::default(), Strictness::strict()] {
            let expected = case.judge(&strictness);
            for component in case.same() {
                let found = case.judge_by(&component, &strictness);
                assert_eq!(lines(&found), lines(&expected), "{}: {component}", case.place);
                compared += 1;
            }
        }
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn what_is_said_about_payloads() {
    insta::assert_snapshot!(snapshot(Group::Payloads));
}

#[test]
fn what_is_said_about_requests_and_responses() {
    insta::assert_snapshot!(snapshot(Group::Messages));
}

#[test]
fn what_is_said_about_the_edges_of_json() {
    insta::assert_snapshot!(snapshot(Group::Edges));
}

#[test]
fn what_is_said_about_every_rule() {
    insta::assert_snapshot!(snapshot(Group::EveryRule));
}

/// Every case about which there is something to say.
fn snapshot(group: Group) -> String {
    let cases = case::all().into_iter().filter(|case| case.group == group && case.verdict != Verdict::Valid);
    cases
        .map(|case| format!("{}\n{}", case.title, lines(&case.judge(&Strictness::default()))))
        .collect::<Vec<_>>()
        .join("\n")
}

fn lines(report: &Report) -> String {
    report.findings().iter().map(line).collect()
}

/// Everything that a finding says, on one line: what `Display` shows, then the byte and the contract's line.
fn line(finding: &Finding) -> String {
    let contract = finding.contract.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
    format!("   {finding} [byte {}{contract}]\n", finding.offset)
}
