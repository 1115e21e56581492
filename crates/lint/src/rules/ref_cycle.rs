//! Reports `$ref`s that lead back to themselves.

use std::collections::HashSet;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "ref-cycle",
    severity: Error,
    summary: "A `$ref` leads to a value, and no schema is composed of itself.",
    why: "The reference has no value; progenitor overflows its stack. (A property or item of the own type is fine.)",
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
    for object in objects.all().iter().filter(|object| object.reference.is_some() && object.kind != ObjectKind::PathItem) {
        if returns(objects, object) {
            findings.report(
                object.value_span("$ref"),
                format!("the reference `{}` leads back to itself", object.text("$ref").unwrap_or_default()),
                "refer to a value that is not a `$ref`",
            );
        }
    }
}

/// Tells whether a reference leads back to itself through references and compositions.
fn returns(objects: &Objects<'_>, start: &Object<'_>) -> bool {
    let mut seen = HashSet::new();
    let mut todo = vec![start];
    while let Some(object) = todo.pop() {
        let next: Vec<_> = match object.reference {
            Some(entry) => {
                let node = entry.node.as_str().and_then(|text| objects.document().reference(text));
                node.and_then(|node| objects.object(node)).into_iter().collect()
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
