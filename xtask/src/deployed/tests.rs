use dataarts_insight_diff::{Decoding, compare};
use dataarts_insight_openapi::Contract;

use super::{Deviation, RULES, effects};
use crate::{lower::lower, manifest::Needed};

/// Returns a contract with one operation, `show`. `body` is the schema of its response 200, and `more` are further
/// responses.
fn contract(body: &str, more: &str) -> Contract {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /t:\n    get:\n      operationId: show\n      \
         responses:\n        '200': {{description: d, content: {{application/json: {{schema: {body}}}}}}}\n{more}"
    );
    Contract::parse("t.yaml", text).unwrap()
}

/// Returns the effects of a change as lines such as `loses show 200: /a`.
fn lines(old: &Contract, new: &Contract, needed: &[&str]) -> Vec<String> {
    let needed: Vec<Needed> = needed
        .iter()
        .map(|pointer| Needed { operation: "show".to_owned(), pointer: (*pointer).to_owned(), span: 0..0 })
        .collect();
    let found = effects(&compare(old, new).unwrap(), &lower(old.document().root()), &needed);
    found.iter().map(|effect| format!("{} {}", effect.result.name(), effect.what)).collect()
}

fn object(property: &str) -> String {
    format!("{{type: object, properties: {{a: {property}}}}}")
}

#[test]
fn each_change_of_a_field_has_its_effect() {
    for (old, new, expected) in [
        ("{type: string}", "{type: integer}", "loses show 200: /a"),
        ("{type: string, enum: [x]}", "{type: string, enum: [x, y]}", "decodes show 200: /a"),
        ("{type: string, maxLength: 3}", "{type: string, maxLength: 4}", "decodes show 200: /a"),
        ("{type: string}", "{type: string, nullable: true}", "decodes show 200: /a"),
        ("{type: integer, format: int32}", "{type: integer, format: int64}", "decodes show 200: /a"),
        ("{type: integer, format: int64}", "{type: integer}", "loses show 200: /a"),
        ("{type: number, maximum: 9}", "{type: number, maximum: 10}", "decodes show 200: /a"),
        ("{type: array, items: {type: string}}", "{type: array, items: {type: integer}}", "loses show 200: /a"),
        (
            "{type: array, items: {type: object, properties: {b: {type: string}}}}",
            "{type: array, items: {type: object, properties: {b: {type: boolean}}}}",
            "loses show 200: /a/*/b",
        ),
        (
            "{type: object, additionalProperties: {type: string}}",
            "{type: object, additionalProperties: {type: boolean}}",
            "loses show 200: /a",
        ),
    ] {
        let found = lines(&contract(&object(old), ""), &contract(&object(new), ""), &[]);
        assert_eq!(found, [expected], "{old} => {new}");
    }
}

#[test]
fn each_change_of_a_body_has_its_effect() {
    let a = object("{type: string}");
    let required = "{type: object, required: [a], properties: {a: {type: string}}}";
    let required_null = "{type: object, required: [a], properties: {a: {type: string, nullable: true}}}";
    let renamed = "{type: object, properties: {b: {type: string}}}";
    for (old, new, expected) in [
        (required, a.as_str(), vec!["loses show 200: /a"]),
        (required, required_null, vec!["loses show 200: /a"]),
        (&a, renamed, vec!["loses show 200: /a", "decodes show 200: /b"]),
        (&a, "{type: object, properties: {}}", vec!["loses show 200: /a"]),
        (&a, "{type: array, items: {type: string}}", vec!["fails show 200"]),
        (required_null, required, vec!["decodes show 200"]),
    ] {
        assert_eq!(lines(&contract(old, ""), &contract(new, ""), &[]), expected, "{old} => {new}");
    }
    let old = contract(&a, "");
    assert!(lines(&old, &old, &["/a"]).is_empty());
    let new = contract(
        &a,
        "        '404': {description: e}\n        '302': {description: e}\n        '204': {description: e}\n",
    );
    assert_eq!(lines(&old, &new, &[]), ["fails show 302", "fails show 204", "decodes show 404", "decodes show 200"]);
    let text = old.document().text().replace("application/json", "text/html");
    let html = Contract::parse("t.yaml", text).unwrap();
    assert_eq!(lines(&old, &html, &[]), ["fails show 200"]);
    let text = old.document().text().replace("    get:", "    put:").replace("show", "save");
    assert_eq!(lines(&old, &Contract::parse("t.yaml", text).unwrap(), &[]), ["fails show"]);
}

#[test]
fn program_refuses_a_response_without_a_field_that_it_needs() {
    let old = contract(&object("{type: integer, format: int32}"), "");
    for new in [object("{type: string}"), "{type: object, properties: {b: {type: boolean}}}".to_owned()] {
        let found = lines(&old, &contract(&new, ""), &["/a"]);
        assert_eq!(found.first().map(String::as_str), Some("fails show 200: /a"), "{new}");
    }
    let found = lines(&old, &contract(&object("{type: integer, format: int64}"), ""), &["/a"]);
    assert_eq!(found, ["decodes show 200: /a"]);
}

#[test]
fn example_of_the_new_contract_is_decoded() {
    let text = contract("{type: object}", "")
        .document()
        .text()
        .replace("{schema: {type: object}}", "{schema: {type: object}, example: {a: 12345678901234567890123}}");
    let new = Contract::parse("t.yaml", text).unwrap();
    let old = contract("{type: object, properties: {a: {type: integer, maximum: 5}}}", "");
    let found = effects(&compare(&old, &new).unwrap(), &lower(old.document().root()), &[]);
    let rounded = found.iter().find(|effect| effect.message.contains("rounded")).unwrap();
    assert_eq!((rounded.what.as_str(), rounded.result), ("show 200: /a", Decoding::Loses));
    assert!(rounded.message.ends_with("for example in {\"a\":12345678901234567890123}"), "{}", rounded.message);
}

#[test]
fn each_deviation_has_one_rule() {
    for rule in &RULES {
        assert_eq!(RULES.iter().filter(|other| other.deviation == rule.deviation).count(), 1, "{rule:?}");
    }
    // The table is complete if the last variant is the last row.
    assert_eq!(RULES.len(), Deviation::NewStatus as usize + 1);
}
