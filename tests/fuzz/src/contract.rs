//! Contracts, and payloads by them.

use dataarts_insight_validator::{
    Contract, Error, ErrorKind, Exchanges, Limits, RequestParts, ResponseParts, Validator,
    document::{Document, Node},
};

use crate::{
    checks::{self, validate},
    oracle,
};

/// Separates the contract from the payloads; no text in UTF-8 contains it.
const SEPARATOR: u8 = 0xFF;
/// Payloads that every contract validates.
const PAYLOADS: [&[u8]; 6] =
    [b"null", b"-1", b"\"2024-02-29\"", b"[1,\"a\",{}]", b"{\"id\":1,\"name\":\"a\",\"x\":{\"id\":null}}", b"{"];
/// How many components, operations and payloads are tried: a contract may have thousands.
const FEW: usize = 12;

/// Reads any text as a contract, followed by payloads. A contract without defined verdicts has an error with a place;
/// with any other, every check holds for every payload.
pub fn contract(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let payloads = data.split(|byte| *byte == SEPARATOR).skip(1).take(FEW);
    let payloads: Vec<&[u8]> = payloads.chain(PAYLOADS).collect();
    document(text);
    let contract = match Contract::parse("fuzz.yaml", text) {
        Ok(contract) => contract,
        Err(error) => return refused(text, &error, ErrorKind::Unreadable),
    };
    let components = contract.document().pointer("/components/schemas").map(Node::entries).unwrap_or_default();
    for entry in components.iter().take(FEW) {
        match Validator::component(&contract, &entry.key) {
            Ok(validator) => payloads_by(validator, &payloads, oracle_of(&contract, &entry.key)),
            Err(error) => refused(text, &error, ErrorKind::Undefined),
        }
    }
    for operation in contract.operations().iter().take(FEW) {
        match Validator::response(&contract, &operation.id, 200) {
            Ok(validator) => payloads_by(validator, &payloads, None),
            Err(error) if error.kind() == ErrorKind::NotFound => assert!(!error.problems().is_empty()),
            Err(error) => refused(text, &error, ErrorKind::Undefined),
        }
    }
    match Exchanges::new(&contract) {
        Ok(exchanges) => messages(&exchanges.with_limits(&limits()), &payloads),
        Err(error) => refused(text, &error, ErrorKind::Undefined),
    }
}

/// Returns the contract, without the payloads.
pub(crate) fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data.split(|byte| *byte == SEPARATOR).next()?).ok()
}

/// Checks that every value has a place in the text, and that JSON is read as `serde_json` reads it.
fn document(text: &str) {
    let read = Document::parse("fuzz.yaml", text);
    let json: Option<serde_json::Value> = serde_json::from_str(text).ok();
    match &read {
        Ok(document) => {
            places(text, document.root());
            if let Some(json) = json.filter(|json| json.is_object() || json.is_array()) {
                assert_eq!(document.root().to_json(), json);
            }
        }
        Err(error) => {
            assert!(text.get(error.offset..).is_some(), "{error:?}");
            assert!(!json.is_some_and(|json| json.is_object() || json.is_array()), "it is JSON: {error:?}");
        }
    }
}

fn places(text: &str, node: &Node) {
    assert!(text.get(node.span.clone()).is_some(), "no such place: {node:?}");
    for entry in node.entries() {
        assert!(text.get(entry.key_span.clone()).is_some(), "no such place: {entry:?}");
        places(text, &entry.node);
    }
    node.items().iter().for_each(|item| places(text, item));
}

/// Checks that an error has a message and a place.
fn refused(text: &str, error: &Error, kind: ErrorKind) {
    assert_eq!(error.kind(), kind, "{error}");
    assert!(!error.problems().is_empty());
    for problem in error.problems() {
        let position = problem.position.unwrap_or_else(|| panic!("no place: {problem}"));
        let line = text.split('\n').nth(position.line - 1).unwrap_or_else(|| panic!("no such line: {problem}"));
        assert!(position.column <= line.chars().count() + 1, "no such column: {problem}");
        assert!(!problem.message.is_empty());
    }
}

/// Returns a small limit of work: random contracts with combinators use all of it.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.work = 16;
    limits
}

fn payloads_by(validator: Validator, payloads: &[&[u8]], oracle: Option<jsonschema::Validator>) {
    let validator = validator.with_limits(limits());
    for payload in payloads {
        let report = validate(&validator, payload);
        checks::values(payload, report.findings());
        oracle::agree_on_json(payload, &report);
        if let (Some(oracle), Some(tree)) = (&oracle, checks::tree(payload)) {
            oracle::agree(oracle, payload, &tree, &report);
        }
    }
}

/// Returns the oracle of a component, if the contract has no keywords that the two define differently and few
/// combinators, which take the oracle exponential time.
fn oracle_of(contract: &Contract, component: &str) -> Option<jsonschema::Validator> {
    let text = contract.document().text();
    let apart = ["pattern", "format", "discriminator", "<<", "&", "*", "!"].iter().any(|word| text.contains(word));
    let ways: usize = ["allOf", "anyOf", "oneOf", "not"].iter().map(|word| text.matches(word).count()).sum();
    // A contract with errors has no JSON Schemas.
    let published = || {
        dataarts_insight_lint::lint(contract.document(), &dataarts_insight_lint::Levels::default())
            .iter()
            .all(|f| f.severity != dataarts_insight_lint::Severity::Error)
    };
    if apart || ways > 4 || text.len() > 4_000 || !published() {
        return None;
    }
    oracle::of(contract.document(), component)
}

fn messages(exchanges: &Exchanges, payloads: &[&[u8]]) {
    let operations: Vec<_> = exchanges.operations().take(FEW).collect();
    for operation in operations {
        for payload in payloads {
            let text = String::from_utf8_lossy(payload);
            let target = format!("{}?id={text}&id=1&{text}", operation.path.replace(['{', '}'], ""));
            for media_type in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
                let request = RequestParts::new(&operation.method, &target)
                    .header("Content-Type", media_type)
                    .header("Cookie", "id=1; name=a,b")
                    .body(payload);
                let validated = exchanges.request(&request);
                checks::message(payload, &validated.report);
                for status in [200, 404, 599] {
                    let response = ResponseParts::new(status).header("Content-Type", media_type).body(payload);
                    let report = exchanges.response(&operation.id, &response).unwrap_or_else(|error| panic!("{error}"));
                    checks::message(payload, &report);
                }
            }
        }
    }
}
