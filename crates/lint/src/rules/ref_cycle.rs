//! Reports `$ref`s that lead back to themselves, and chains of too many `$ref`s.

use std::collections::HashSet;

use dataarts_insight_openapi::MAX_HOPS;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "ref-cycle",
    severity: Error,
    summary: "A `$ref` leads to a value, and no schema is composed of itself.",
    why: "The reference has no value. (A property or item of the own type is fine.)",
    failing: &[fails(
        Surroundings::Schema,
        5,
        "description: Task.\nallOf:\n  - type: object\n    properties: {a: {type: string, description: A.}}\n  - $ref: \"#/components/schemas/Task\"",
    )],
    passing: &[passes(
        Surroundings::Schema,
        "description: Task.\ntype: object\nproperties:\n  children:\n    type: array\n    description: Children.\n    items:\n      $ref: \"#/components/schemas/Task\"",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.references() {
        let text = object.reference_text().unwrap_or_default();
        let message = if returns(objects, object) {
            format!("the reference `{text}` leads back to itself")
        } else if is_too_long(objects, object) {
            format!("the reference `{text}` leads through more than {MAX_HOPS} references")
        } else {
            continue;
        };
        findings.report(object.value_span("$ref"), message, "refer to a value that is not a `$ref`");
    }
}

/// Returns whether the chain of `$ref`s that starts here is one `$ref` longer than the limit. A chain that is too long
/// has only one such `$ref`, so the chain is reported once.
fn is_too_long(objects: &Objects<'_>, object: &Object<'_>) -> bool {
    let document = objects.document();
    let next = object.reference_text().and_then(|text| document.reference(text));
    document.resolve(object.node).is_err() && next.is_some_and(|next| document.resolve(next).is_ok())
}

/// Returns whether the `$ref` leads back to itself through `$ref`s, `allOf`, `anyOf`, `oneOf` and `not`.
fn returns(objects: &Objects<'_>, start: &Object<'_>) -> bool {
    let mut seen = HashSet::new();
    let mut todo = vec![start];
    while let Some(object) = todo.pop() {
        let next: Vec<_> = match object.reference_text() {
            Some(text) => {
                objects.document().reference(text).and_then(|node| objects.object(node)).into_iter().collect()
            }
            None => ["allOf", "anyOf", "oneOf", "not"].iter().flat_map(|key| objects.children(object, key)).collect(),
        };
        for object in next {
            if object.index == start.index {
                return true;
            }
            if seen.insert(object.index) {
                todo.push(object);
            }
        }
    }
    false
}
