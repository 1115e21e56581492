//! Compares random pairs of schemas: an old schema and a new schema.
//!
//! - If the comparison proves that one schema accepts all values of the other, no value may contradict the proof.
//! - If the comparison reports a value that only one schema accepts, the validator must confirm this.
//! - If a message becomes invalid, the comparison must contain a change that is not safe.
//! - If the old and the new schema are swapped, the comparison must report the opposite rules.

use fastrand::Rng;

use dataarts_insight_openapi::Contract;
use dataarts_insight_validator::{Direction as Way, Validator};

use super::contract;
use crate::{
    Certificate, Side, Verdict, compare,
    containment::{Payloads, Prover, Schema},
    payload, rules,
};

/// Returns the number of schema pairs. The environment variable `DIFF_PAIRS` changes this number.
fn pairs() -> u64 {
    std::env::var("DIFF_PAIRS").ok().and_then(|text| text.parse().ok()).unwrap_or(80)
}

/// Returns random pairs of schemas as texts, each with its seed: a schema, and the schema after an edit.
fn texts() -> impl Iterator<Item = (u64, String, String)> {
    (0..pairs()).map(|seed| {
        let mut rng = Rng::with_seed(seed);
        let old = schema(&mut rng, 2);
        let new = edited(&mut rng, &old);
        (seed, old, new)
    })
}

/// Returns a random schema as text. Schemas can be nested in it, at most `depth` levels deep.
fn schema(rng: &mut Rng, depth: u8) -> String {
    let mut keys: Vec<String> = Vec::new();
    let kind = ["string", "integer", "number", "boolean", "array", "object", ""][rng.usize(0..7)];
    if !kind.is_empty() {
        keys.push(format!("type: {kind}"));
        if rng.u8(0..5) == 0 {
            keys.push("nullable: true".to_owned());
        }
    }
    let some = |rng: &mut Rng| rng.u8(0..3) == 0;
    match kind {
        "string" => {
            for (key, range) in [("minLength", 0..3_u8), ("maxLength", 2..6)] {
                if some(rng) {
                    keys.push(format!("{key}: {}", rng.u8(range)));
                }
            }
            if rng.u8(0..6) == 0 {
                keys.push(format!("format: {}", ["date", "uuid", "wide"][rng.usize(0..3)]));
            }
            if rng.u8(0..6) == 0 {
                const PATTERNS: [&str; 8] =
                    ["^a", "^[0-9]+$", "b", "^\\d+$", "^[ab]*$", "^a?b?$", "^.{0,3}$", "^(?!a)"];
                keys.push(format!("pattern: '{}'", PATTERNS[rng.usize(0..8)]));
            }
            if rng.u8(0..5) == 0 {
                keys.push(format!("enum: [{}]", ["a", "a, b", "abc, b", "''"][rng.usize(0..4)]));
            }
        }
        "integer" | "number" => {
            for (key, range) in [("minimum", 0..4_u8), ("maximum", 3..9)] {
                if some(rng) {
                    keys.push(format!("{key}: {}", rng.u8(range)));
                    if rng.u8(0..4) == 0 {
                        keys.push(format!("exclusive{}{}: true", key[..1].to_uppercase(), &key[1..]));
                    }
                }
            }
            if rng.u8(0..5) == 0 {
                keys.push(format!("multipleOf: {}", rng.u8(1..4)));
            }
            if rng.u8(0..6) == 0 {
                keys.push(format!("format: {}", ["int32", "int64", "float"][rng.usize(0..3)]));
            }
            if rng.u8(0..5) == 0 {
                keys.push(format!("enum: [{}]", ["1", "1, 2", "2, 3.0", "5"][rng.usize(0..4)]));
            }
        }
        "array" => {
            keys.push(format!("items: {}", if depth == 0 { "{}".to_owned() } else { schema(rng, depth - 1) }));
            for (key, range) in [("minItems", 0..3_u8), ("maxItems", 1..4)] {
                if some(rng) {
                    keys.push(format!("{key}: {}", rng.u8(range)));
                }
            }
            if rng.u8(0..5) == 0 {
                keys.push("uniqueItems: true".to_owned());
            }
        }
        "object" => {
            let names = ["a", "b", "c"];
            let mut properties = Vec::new();
            for name in names {
                if depth > 0 && rng.bool() {
                    let flag = ["", "", "", ", readOnly: true", ", writeOnly: true"][rng.usize(0..5)];
                    let inner = schema(rng, depth - 1);
                    let inner = inner.strip_suffix('}').unwrap_or(&inner);
                    let comma = if inner == "{" { "" } else { ", " };
                    properties.push(format!("{name}: {inner}{comma}title: t{flag}}}"));
                }
            }
            keys.push(format!("properties: {{{}}}", properties.join(", ")));
            let required: Vec<&str> = names.into_iter().filter(|_| rng.u8(0..3) == 0).collect();
            if !required.is_empty() {
                keys.push(format!("required: [{}]", required.join(", ")));
            }
            match rng.u8(0..6) {
                0 => keys.push("additionalProperties: false".to_owned()),
                1 if depth > 0 => keys.push(format!("additionalProperties: {}", schema(rng, depth - 1))),
                _ => {}
            }
            if rng.u8(0..6) == 0 {
                keys.push(format!("maxProperties: {}", rng.u8(1..4)));
            }
        }
        _ => {}
    }
    if depth > 0 && rng.u8(0..4) == 0 {
        let key = ["allOf", "anyOf", "oneOf"][rng.usize(0..3)];
        let parts: Vec<String> = (0..rng.usize(1..4)).map(|_| schema(rng, depth - 1)).collect();
        keys.push(format!("{key}: [{}]", parts.join(", ")));
    }
    if depth > 0 && rng.u8(0..10) == 0 {
        keys.push(format!("not: {}", schema(rng, depth - 1)));
    }
    format!("{{{}}}", keys.join(", "))
}

/// Returns the schema with other numbers, names or types. About one of five results is a completely new random schema.
fn edited(rng: &mut Rng, text: &str) -> String {
    const EDITS: [(&str, &str); 17] = [
        ("'^[0-9]+$'", "'^\\d+$'"),
        ("'^[ab]*$'", "'^[abc]*$'"),
        ("'^a'", "'^ab'"),
        (": 1", ": 2"),
        (": 2", ": 3"),
        (": 3", ": 2"),
        ("type: integer", "type: number"),
        ("type: number", "type: integer"),
        ("nullable: true", "nullable: false"),
        ("required: [a", "required: [b"),
        ("enum: [1", "enum: [7, 1"),
        ("enum: [a", "enum: [c, a"),
        ("additionalProperties: false", "additionalProperties: true"),
        ("anyOf", "oneOf"),
        ("oneOf", "anyOf"),
        ("title: t", "maxLength: 4"),
        ("readOnly: true", "readOnly: false"),
    ];
    let mut text = text.to_owned();
    for _ in 0..rng.u8(1..4) {
        let (from, to) = EDITS[rng.usize(0..EDITS.len())];
        text = text.replacen(from, to, 1);
    }
    if rng.u8(0..5) == 0 { schema(rng, 2) } else { text }
}

fn component(schema: &str) -> Contract {
    contract(&format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{/a: {{post: {{operationId: a, requestBody: {{content: \
         {{application/json: {{schema: {{$ref: '#/components/schemas/S'}}}}}}}}, responses: {{'200': {{description: \
         Done., content: {{application/json: {{schema: {{$ref: '#/components/schemas/S'}}}}}}}}}}}}}}}}\ncomponents: \
         {{schemas: {{S: {schema}}}}}\n"
    ))
}

fn at<'c>(contract: &'c Contract, pointer: &str) -> Schema<'c> {
    let document = contract.document();
    Schema { document, node: document.pointer(pointer).expect("the schema") }
}

#[test]
fn the_validator_contradicts_no_proof() {
    let (mut proved, mut equal) = (0, 0);
    for (seed, old_text, new_text) in texts() {
        let (old, new) = (component(&old_text), component(&new_text));
        equal += usize::from(old_text == new_text);
        for direction in [Way::Request, Way::Response] {
            let (old, new) = (at(&old, "/components/schemas/S"), at(&new, "/components/schemas/S"));
            let mut prover = Prover::new(direction);
            for (wide, narrow) in [(new, old), (old, new)] {
                if prover.covers(wide, narrow, Payloads::All) {
                    proved += 1;
                    let found = payload::search(&mut prover, narrow, wide, direction);
                    assert!(found.is_empty(), "seed {seed}, {direction:?}: {old_text} {new_text}: {found:?}");
                }
            }
        }
    }
    // If the prover proved nothing, the loop above would check nothing. Therefore the number of proofs is checked.
    assert!(proved > usize::try_from(pairs()).unwrap() / 2, "{proved} proofs, {equal} equal pairs");
}

#[test]
fn a_comparison_is_not_only_safe_if_a_message_becomes_invalid() {
    let mut shown = 0;
    for (seed, old_text, new_text) in texts() {
        let (old, new) = (component(&old_text), component(&new_text));
        let Ok(comparison) = compare(&old, &new) else { continue };
        let (old, new) = (at(&old, "/components/schemas/S"), at(&new, "/components/schemas/S"));
        for (direction, narrow, wide) in [(Way::Request, old, new), (Way::Response, new, old)] {
            let mut prover = Prover::new(direction);
            // A payload with undeclared properties counts only if no proof covers all other payloads.
            if prover.covers(wide, narrow, Payloads::Declared) {
                continue;
            }
            let found = payload::search(&mut prover, narrow, wide, direction);
            shown += usize::from(!found.is_empty());
            let case = || format!("seed {seed}, {direction:?}: {old_text} {new_text}: {found:?} {comparison:#?}");
            assert!(found.is_empty() || comparison.worst() > Verdict::Safe, "{}", case());
        }
    }
    assert!(u64::try_from(shown).unwrap() > pairs() / 5, "{shown} payloads");
}

#[test]
fn the_validator_confirms_each_payload() {
    let mut shown = 0;
    for (seed, old_text, new_text) in texts() {
        let (old, new) = (component(&old_text), component(&new_text));
        let Ok(comparison) = compare(&old, &new) else { continue };
        for change in &comparison.changes {
            let case = format!("seed {seed}: {old_text} {new_text}: {change:#?}");
            match &change.certificate {
                Some(Certificate::Payload { accepted_by, old_schema, new_schema, text }) => {
                    shown += 1;
                    assert!(change.wire > Verdict::Safe, "{case}");
                    let way = if *accepted_by == Side::Old { Way::Request } else { Way::Response };
                    let accepts = |contract: &Contract, pointer: &Option<String>| {
                        // If the contract does not contain the schema, every value is valid.
                        let Some(pointer) = pointer else { return true };
                        let schema = at(contract, pointer);
                        let validator = Validator::new(contract.document(), schema.node, way).expect("a verdict");
                        validator.is_valid(text.as_bytes())
                    };
                    let verdicts = (accepts(&old, old_schema), accepts(&new, new_schema));
                    assert_eq!(verdicts, (*accepted_by == Side::Old, *accepted_by == Side::New), "{case}");
                }
                Some(Certificate::Covered { .. }) => assert!(change.wire <= Verdict::Safe, "{case}"),
                None => {}
            }
        }
    }
    assert!(shown > pairs() / 4, "{shown} payloads");
}

#[test]
fn a_comparison_mirrors_the_reverse_one() {
    for (seed, old_text, new_text) in texts() {
        let (old, new) = (component(&old_text), component(&new_text));
        let (Ok(there), Ok(back)) = (compare(&old, &new), compare(&new, &old)) else { continue };
        let mut there: Vec<&str> = there.changes.iter().map(|change| change.rule.mirror).collect();
        let mut back: Vec<&str> = back.changes.iter().map(|change| change.rule.id).collect();
        there.sort_unstable();
        back.sort_unstable();
        assert_eq!(there, back, "seed {seed}: {old_text} {new_text}");
        assert!(back.iter().all(|id| rules::find(id).is_some()));
    }
}
