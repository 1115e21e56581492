//! Each example, judged.

use super::*;
use crate::{Contract, Direction, Exchanges, Report, RequestParts, ResponseParts, Strictness, Validator};

#[test]
fn every_example_is_what_it_says() {
    let mut wrong = Vec::new();
    for rule in Rule::ALL.iter().copied() {
        let example = of(rule);
        let judge = |text: &[u8]| match example.subject {
            Subject::Document => document(rule, example.contract, text),
            Subject::Message => message(example.contract, text),
        };
        let (accepted, refused) = (judge(example.accepted), judge(example.refused));
        if !accepted.findings().is_empty() {
            wrong.push(format!("{rule}: accepted, yet {:?}", accepted.findings()));
        }
        let warned_of = rule == Rule::UnexpectedBody;
        if refused.is_valid() != warned_of || !refused.findings().iter().any(|finding| finding.rule == rule) {
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

fn document(rule: Rule, schema: &str, text: &[u8]) -> Report {
    let contract = contract(&format!("paths: {{}}\ncomponents:\n  schemas:\n    E: {schema}"));
    let direction = if rule == Rule::ReadOnly { Direction::Request } else { Direction::Response };
    let schema = contract.document().pointer("/components/schemas/E").unwrap();
    let validator = Validator::new(contract.document(), schema, direction).unwrap();
    validator.with_strictness(Strictness::strict()).with_limits(limits(rule)).validate(text)
}

fn message(text: &str, message: &[u8]) -> Report {
    let exchanges = Exchanges::new(&contract(text)).unwrap().with_strictness(&Strictness::strict());
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
