//! Tests how the work of a validation is counted if a value is read several times.

use std::sync::Arc;

use super::{Silent, Walk, combine::PASS};
use crate::{Direction, Limits, document::Document, engine::compile};

/// Returns the work of a validation: the number of bytes that were read again, plus `PASS` for each schema with
/// combinators.
fn work(schema: &str, payload: &str) -> usize {
    let document = Arc::new(Document::parse("contract.yaml", schema).expect("YAML"));
    let program = compile(&document, document.root(), Direction::Either).expect("a schema");
    let limits = Limits::default();
    let mut walk = Walk::new(&program, &limits, payload.as_bytes(), Silent);
    let _ = walk.document();
    walk.work
}

#[test]
fn every_pass_but_the_first_is_paid_for_whether_it_accepts_or_refuses() {
    let payload = "[1, 2, 3, 4, 5]";
    for (schema, passes) in [
        ("{items: {}}", 0),
        ("{not: {maxItems: 4}}", 0),
        ("{type: array, allOf: [{items: {}}, {items: {}}]}", 2),
        ("{anyOf: [{maxItems: 4}, {maxItems: 3}, {items: {}}, {items: {}}]}", 2),
        ("{anyOf: [{maxItems: 4}, {maxItems: 3}, {maxItems: 2}]}", 2),
        ("{oneOf: [{items: {}}, {maxItems: 3}, {items: {}}]}", 2),
        ("{allOf: [{items: {}}, {items: {}}, {items: {}}, {maxItems: 4}]}", 3),
        ("{allOf: [{items: {}}, {items: {}}], not: {items: {}}}", 2),
    ] {
        let alone = if schema == "{items: {}}" { 0 } else { PASS };
        assert_eq!(work(schema, payload), passes * payload.len() + alone, "{schema}");
    }
    assert_eq!(work("{uniqueItems: true}", payload), payload.len(), "items are hashed");
    assert_eq!(work("{minProperties: 2}", r#"{"a": 1, "b": 2}"#), r#"{"a": 1, "b": 2}"#.len(), "names are counted");
    assert_eq!(work("{properties: {a: {}, b: {}}, minProperties: 2}", r#"{"a": 1, "b": 2}"#), 0, "bits are");
}
