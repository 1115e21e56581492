//! Validates the cases of `cases.yaml`.

#![allow(clippy::unwrap_used, reason = "a case that cannot be read fails the test")]

use dataarts_insight_validator::{
    Captures, Contract, Exchanges, Limits, Report, RequestParts, ResponseParts, Validator,
    document::{Document, Node},
};

const CASES: &str = include_str!("cases.yaml");

#[test]
fn verdicts_are_right() {
    let cases = Document::parse("cases.yaml", CASES).unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for case in cases.root().items() {
        let name = case.get("name").and_then(Node::as_str).unwrap();
        let contract = match Contract::parse("case.yaml", contract(case)) {
            Ok(contract) => contract,
            Err(error) => {
                wrong.push(format!("{name}: {error}"));
                continue;
            }
        };
        for expected in ["valid", "invalid", "other"] {
            for text in case.get(expected).map(Node::items).unwrap_or_default() {
                count += 1;
                let text = text.as_str().unwrap();
                let (verdict, findings) = match case.get("schema") {
                    Some(_) => verdict_of(Some(document(&contract, text))),
                    None if case.flag("entries") => verdict_of(entry(&contract, text)),
                    None => verdict_of(Some(message(&contract, text))),
                };
                if verdict != expected {
                    wrong.push(format!("{name}: {text:?} must be {expected}: {findings}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Writes the contract of a case.
fn contract(case: &Node) -> String {
    let text = |key: &str| case.get(key).and_then(Node::as_str).map(str::to_owned);
    let version = text("version").unwrap_or_else(|| "3.0.3".to_owned());
    let paths = text("paths").map_or_else(|| " {}".to_owned(), |paths| format!("\n  {}", paths.replace('\n', "\n  ")));
    let schema = case.get("schema").map_or_else(|| "{}".to_owned(), |schema| schema.to_json().to_string());
    let components = match case.get("components") {
        Some(node) if node.as_str().is_some() => node.as_str().unwrap_or_default().to_owned(),
        components => {
            let entries = components.map(Node::entries).unwrap_or_default();
            entries.iter().map(|entry| format!("\n    {}: {}", entry.key, entry.node.to_json())).collect()
        }
    };
    format!(
        "openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths:{paths}\ncomponents:\n  schemas:\n    Case: {schema}{components}\n"
    )
}

fn verdict_of(reports: Option<Vec<Report>>) -> (&'static str, String) {
    let Some(reports) = reports else { return ("other", String::new()) };
    let valid = reports.iter().all(Report::is_valid);
    let findings: Vec<String> = reports.iter().flat_map(Report::findings).map(ToString::to_string).collect();
    (if valid { "valid" } else { "invalid" }, findings.join("; "))
}

fn document(contract: &Contract, text: &str) -> Vec<Report> {
    vec![Validator::component(contract, "Case").unwrap().validate(text.as_bytes())]
}

fn message(contract: &Contract, text: &str) -> Vec<Report> {
    let exchanges = Exchanges::new(contract).unwrap();
    let (head, body) = text.split_once("\n\n").map_or((text, None), |(head, body)| (head, Some(body)));
    let (start, headers) = head.split_once('\n').unwrap_or((head, ""));
    let headers: Vec<(&str, &[u8])> = headers
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name, value.as_bytes()))
        .collect();
    vec![match start.split_once(' ') {
        Some((method, target)) => {
            let request = RequestParts::new(method, target).headers(headers);
            exchanges.request(&body.map_or(request.clone(), |body| request.body(body))).report
        }
        None => {
            let operation = exchanges.operations().next().unwrap().id.clone();
            let response = ResponseParts::new(start.parse().unwrap()).headers(headers);
            exchanges.response(&operation, &body.map_or(response.clone(), |body| response.body(body))).unwrap()
        }
    }]
}

fn entry(contract: &Contract, text: &str) -> Option<Vec<Report>> {
    let captures = Captures::new(Exchanges::new(contract).unwrap(), &Limits::default()).unwrap();
    let validated = captures.validate(text).unwrap()?;
    Some(validated.messages().map(|(_, message)| message.report.clone()).collect())
}
