//! Reports schemas that typify cannot convert to Rust types.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "unsupported-schema",
    severity: Warning,
    summary: "A schema uses only combinations that typify can convert.",
    why: "No Rust type says the same: the client takes a wider one, often any value.",
    failing: &[
        fails(
            Surroundings::Schema,
            2,
            "description: Name.\nnullable: true\ntype: object\nallOf:\n  - {type: object, properties: {a: {type: string, description: A.}}}",
        ),
        fails(Surroundings::Schema, 2, "description: Name.\nallOf: [{type: string}, {type: integer}]"),
        fails(Surroundings::Schema, 4, "type: array\ndescription: Names.\nitems: {type: string}\nminItems: 40\nmaxItems: 40"),
        fails(Surroundings::Schema, 2, "description: Name.\nnot:\n  type: string"),
    ],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Name.")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas() {
        if object.get("not").is_some() {
            findings.report(object.key_span("not"), "`not` cannot be converted to a type", "say what the value is, or describe it in the description");
        }
        if objects.section(object).is_some()
            && let Some(part) = nullable_composition(objects, object, 0)
        {
            findings.report(
                part.key_span("nullable"),
                "a nullable composed component becomes two types with the same name",
                "write where the component is used `oneOf` of its reference and `{type: object, nullable: true, enum: [null]}`",
            );
        }
        if schema::types_of(objects, object).is_some_and(|types| types.is_empty()) {
            findings.report(object.key_span("allOf"), "no value has the types of all parts of `allOf`", "correct the parts");
        }
        let least = object.get("minItems").and_then(Node::as_number);
        if let Some(count) = least.filter(|count| object.get("maxItems").and_then(Node::as_number) == Some(count))
            && count.parse::<u32>().is_ok_and(|count| count > 32)
        {
            findings.report(
                object.key_span("minItems"),
                format!("exactly {count} items become a Rust array, which serde supports only up to 32 items"),
                "remove `minItems`",
            );
        }
    }
}

/// Finds a schema with `nullable: true` and `allOf`, `anyOf` or `oneOf`. Searches the schema `object` and the schemas
/// in its `allOf`, up to 16 levels of nesting. Does not follow `$ref`s.
fn nullable_composition<'a, 'd>(objects: &'a Objects<'d>, object: &'a Object<'d>, depth: usize) -> Option<&'a Object<'d>> {
    let composed = object.has_any(&["allOf", "anyOf", "oneOf"]);
    if object.flag("nullable") && composed {
        return Some(object);
    }
    let mut parts = objects.children(object, "allOf").filter(|part| part.reference.is_none() && depth < 16);
    parts.find_map(|part| nullable_composition(objects, part, depth + 1))
}
