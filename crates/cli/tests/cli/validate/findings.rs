//! The lines of `jsonl` of every rule, checked by the published schema.

use std::{fs, process::Stdio};

use dataarts_insight_validator::{
    Rule,
    rules::{self, Example, Subject},
};
use jsonschema::Validator;
use serde_json::{Value, json};

use super::File;
use crate::{Run, program, read, write_all};

fn schema() -> Validator {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/finding.schema.json")).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

/// Validates bytes, which may not be text.
fn validate(args: &[&str], input: &[u8]) -> Run {
    let mut command = program(&[&["validate", "-o", "jsonl", "--strict", "--deny", "unknown-header"], args].concat());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    write_all(&mut child, input);
    read(child.wait_with_output().unwrap())
}

#[test]
fn every_rule_writes_lines_that_the_schema_describes() {
    let schema = schema();
    for rule in rules::all() {
        let example = rule.example;
        let run = match example.subject {
            Subject::Document => document(rule.rule, &example),
            Subject::Message => message(&example),
        };
        if matches!(rule.rule, Rule::UnknownPath | Rule::UnknownMethod) {
            // An entry that calls no operation of the contract has no finding.
            assert!(run.code == 0 && super::findings(&run).is_empty(), "{}: {run}", rule.id);
            continue;
        }
        let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for line in &lines {
            let errors: Vec<String> = schema.iter_errors(line).map(|error| error.to_string()).collect();
            assert_eq!(errors, [""; 0], "{line}");
        }
        let found: Vec<&Value> = lines.iter().filter(|line| line["rule"] == rule.id).collect();
        assert!(!found.is_empty(), "{}: {run}", rule.id);
        for line in found {
            assert!(line["record"].is_null(), "{line}");
            let states =
                !rule.rule.keyword().is_empty() || rule.rule == Rule::WorkBudget || example.subject == Subject::Message;
            assert_eq!(line["contract"].is_string(), states, "a rule about the text itself has no place: {line}");
            assert_eq!(line["severity"], "error", "{line}");
        }
    }
}

#[test]
fn the_schema_requires_exactly_these_fields() {
    let schema = schema();
    let run = validate(&["--lines"], b"\n[]");
    let line = super::findings(&run).remove(0);
    assert!(schema.is_valid(&line), "{line}");
    assert_eq!((&line["record"], &line["hint"]), (&json!(2), &Value::Null), "{line}");
    for field in line.as_object().unwrap().keys() {
        let mut less = line.clone();
        less.as_object_mut().unwrap().remove(field);
        assert!(!schema.is_valid(&less), "without {field}");
    }
    let mut more = line;
    more["more"] = Value::Null;
    assert!(!schema.is_valid(&more));
}

fn contract(rule: &str, text: &str) -> File {
    File::new(&format!("finding-{rule}.yaml"), format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{text}\n"))
}

fn document(rule: Rule, example: &Example) -> Run {
    let (mut schema, mut text) = (example.contract.to_owned(), example.refused.to_vec());
    let mut args = Vec::new();
    match rule {
        Rule::ReadOnly | Rule::WriteOnly => return body(rule, example),
        Rule::Nesting => args = vec!["--max-nesting", "3"],
        Rule::DocumentSize => args = vec!["--max-size", "8"],
        // No option sets the limits of this example.
        Rule::TooManyFindings => text = format!("[{}0]", "0, ".repeat(10_001)).into_bytes(),
        Rule::WorkBudget => (schema, text) = (ways(), br#""xx""#.to_vec()),
        _ => {}
    }
    let file = contract(rule.id(), &format!("paths: {{}}\ncomponents:\n  schemas:\n    E: {schema}"));
    validate(&[&args[..], &["--contract", file.path(), "--component", "E"]].concat(), &text)
}

/// Returns a schema with 10^9 paths: ten references on each of nine levels.
fn ways() -> String {
    let references = |level| vec![format!("{{$ref: '#/components/schemas/L{level}'}}"); 10].join(", ");
    let levels: String =
        (1..9).map(|level| format!("\n    L{level}: {{anyOf: [{}]}}", references(level + 1))).collect();
    format!("{{anyOf: [{}]}}{levels}\n    L9: {{type: string, maxLength: 1}}", references(1))
}

/// Validates a document as the body of a request and of a response, for rules that depend on the direction.
fn body(rule: Rule, example: &Example) -> Run {
    let content = format!("content: {{application/json: {{schema: {}}}}}", example.contract);
    let file = contract(
        rule.id(),
        &format!(
            "paths:\n  /a:\n    post:\n      requestBody: {{{content}}}\n      responses: {{default: {{description: d, {content}}}}}"
        ),
    );
    let text = std::str::from_utf8(example.refused).unwrap();
    let content = json!({"mimeType": "application/json", "text": text});
    capture(
        &file,
        json!({
            "request": {"method": "POST", "url": "https://example.com/a", "headers": [], "postData": content},
            "response": {"status": 200, "headers": [], "content": content},
        }),
    )
}

/// Validates the request or the response of an example.
fn message(example: &Example) -> Run {
    let text = std::str::from_utf8(example.refused).unwrap();
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let (start, headers) = head.split_once('\n').unwrap_or((head, ""));
    let headers: Vec<Value> = headers
        .lines()
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    let content = json!({"mimeType": "", "text": body});
    let entry = match start.split_once(' ') {
        Some((method, target)) => json!({
            "request": {"method": method, "url": format!("https://example.com{target}"), "headers": headers, "postData": content},
            "response": {"status": 0},
        }),
        None => json!({
            "request": {"method": "GET", "url": "https://example.com/tasks"},
            "response": {"status": start.parse::<u16>().unwrap(), "headers": headers, "content": content},
        }),
    };
    let file = contract(start.split(' ').next().unwrap(), example.contract);
    capture(&file, entry)
}

fn capture(contract: &File, entry: Value) -> Run {
    validate(&["--har", "--contract", contract.path()], json!({"log": {"entries": [entry]}}).to_string().as_bytes())
}
