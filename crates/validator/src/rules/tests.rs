//! Tests that the table of rules is complete. Tests that each accepted example is valid and each refused example is
//! invalid.

use std::{collections::BTreeSet, fs};

use super::*;
use crate::{Contract, Direction, Exchanges, Report, RequestParts, ResponseParts, Validator};

#[test]
fn every_rule_has_one_row() {
    let ids: Vec<&str> = rows().map(|row| row.rule.id()).collect();
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "{ids:?}");
    assert_eq!(distinct, Rule::ALL.iter().map(|rule| rule.id()).collect());
    let kebab = |id: &str| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    assert!(ids.iter().all(|id| kebab(id)), "{ids:?}");
}

/// Each keyword in `keywords::ALL` has a file, and each file has a keyword. The name of the file is the keyword in
/// snake case.
#[test]
fn every_keyword_has_one_file() {
    let listed: BTreeSet<String> = keywords::ALL.iter().map(|keyword| snake_case(keyword.name)).collect();
    assert_eq!(listed.len(), keywords::ALL.len());
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/engine/keywords");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.filter(|file| file != "mod.rs").map(|file| file.replace(".rs", "")).collect();
    assert_eq!(listed, files);
    for keyword in keywords::ALL {
        let id = keyword.row.as_ref().map(|row| row.rule.id().replace('-', "_"));
        assert!(id.is_none_or(|id| id == snake_case(keyword.name)), "{}", keyword.name);
    }
}

fn snake_case(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.into() };
    name.chars().map(letter).collect()
}

#[test]
fn every_example_is_what_it_says() {
    let mut wrong = Vec::new();
    for rule in Rule::ALL.iter().copied() {
        let example = find(rule.id()).expect("a row").example;
        let judge = |text: &[u8]| match example.subject {
            Subject::Document => document(rule, &example, text),
            Subject::Message => message(rule, example.contract, text),
        };
        let (accepted, refused) = (judge(example.accepted), judge(example.refused));
        if !accepted.findings().is_empty() {
            wrong.push(format!("{rule}: accepted, yet {:?}", accepted.findings()));
        }
        if refused.is_valid() || !refused.findings().iter().any(|finding| finding.rule == rule) {
            wrong.push(format!("{rule}: refused, yet {:?}", refused.findings()));
        }
        let others = refused.findings().iter().filter(|finding| finding.rule != rule);
        if rule != Rule::TooManyFindings && others.count() > 0 {
            wrong.push(format!("{rule}: refused for something else as well: {:?}", refused.findings()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn contract(text: &str) -> Contract {
    Contract::parse("example.yaml", format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{text}\n")).unwrap()
}

fn document(rule: Rule, example: &Example, text: &[u8]) -> Report {
    let contract = contract(&format!("paths: {{}}\ncomponents:\n  schemas:\n    E: {}", example.contract));
    let direction = if rule == Rule::ReadOnly { Direction::Request } else { Direction::Response };
    let schema = contract.document().pointer("/components/schemas/E").unwrap();
    let validator = Validator::new(contract.document(), schema, direction).unwrap();
    let mut strictness = Strictness::strict();
    if rule != Rule::UndeclaredProperty {
        // Some examples misspell a required property. Such an example violates two rules: `required` and the rule for
        // undeclared properties. This test expects exactly one violated rule.
        strictness.set(Rule::UndeclaredProperty, Level::Allow);
    }
    validator.with_strictness(strictness).with_limits(example.limits()).validate(text)
}

fn message(rule: Rule, text: &str, message: &[u8]) -> Report {
    let mut strictness = Strictness::strict();
    strictness.set(rule, Level::Deny);
    let exchanges = Exchanges::new(&contract(text)).unwrap().with_strictness(&strictness);
    let message = std::str::from_utf8(message).unwrap();
    let (head, body) = message.split_once("\n\n").unwrap_or((message, ""));
    let (start, headers) = head.split_once('\n').unwrap_or((head, ""));
    let headers = headers.lines().map(|line| line.split_once(": ").unwrap());
    let headers = headers.map(|(name, value)| (name, value.as_bytes()));
    match start.split_once(' ') {
        Some((method, target)) => {
            exchanges.request(&RequestParts::new(method, target).headers(headers).body(body)).report
        }
        None => {
            let operation = exchanges.operations().next().unwrap().id.clone();
            let response = ResponseParts::new(start.parse().unwrap()).headers(headers).body(body);
            exchanges.response(&operation, &response).unwrap()
        }
    }
}
