//! Schemas that typify cannot convert.

use dataarts_insight_openapi::document::Node;

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "unsupported-schema",
    severity: Error,
    summary: "A schema says what a value is, in parts that are there.",
    why: "typify panics on `not` and on an empty composition, and makes broken code of the other shapes that this rule finds.",
    failing: &[
        fails(
            Frame::Schema,
            2,
            "description: Name.\nnullable: true\nallOf:\n  - {type: object, properties: {a: {type: string, description: A.}}}",
        ),
        fails(Frame::Schema, 2, "description: Name.\nallOf: [{type: string}, {type: integer}]"),
        fails(Frame::Schema, 4, "type: array\ndescription: Names.\nitems: {type: string}\nminItems: 40\nmaxItems: 40"),
        fails(Frame::Schema, 2, "description: Name.\nnot:\n  type: string"),
        fails(Frame::Schema, 2, "description: Name.\nallOf: []"),
    ],
    passing: &[passes(Frame::Schema, "type: string\ndescription: Name.")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas() {
        if site.get("not").is_some() {
            sink.report(site.at_key("not"), "`not` cannot be converted to a type", "say what the value is, or say it in the description");
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            if site.get(key).is_some_and(|node| node.kind() == "an array" && node.items().is_empty()) {
                sink.report(site.at_key(key), format!("`{key}` has no parts"), format!("add a part, or remove `{key}`"));
            }
        }
        if contract.section(site).is_some()
            && let Some(part) = nullable_composition(contract, site, 0)
        {
            sink.report(
                part.at_key("nullable"),
                "a nullable component of parts becomes two types of one name",
                "say `nullable: true` where the component is used: beside an `allOf` of its reference",
            );
        }
        if schema::types_of(contract, site).is_some_and(|types| types.is_empty()) {
            sink.report(site.at_key("allOf"), "no value is of the types of all parts of `allOf`", "correct the parts");
        }
        let least = site.get("minItems").and_then(Node::as_number);
        if let Some(count) = least.filter(|count| site.get("maxItems").and_then(Node::as_number) == Some(count))
            && count.parse::<u32>().is_ok_and(|count| count > 32)
        {
            sink.report(
                site.at_key("minItems"),
                format!("exactly {count} items become a Rust array that serde does not carry (it stops at 32)"),
                "leave out `minItems`",
            );
        }
    }
}

/// The part of a component that is nullable and composed: itself, or a part of its `allOf` that is written out.
fn nullable_composition<'a, 'd>(contract: &'a Contract<'d>, site: &'a Site<'d>, depth: usize) -> Option<&'a Site<'d>> {
    let composed = ["allOf", "anyOf", "oneOf"].iter().any(|key| site.get(key).is_some());
    if site.flag("nullable") && composed {
        return Some(site);
    }
    let mut parts = contract.children(site, "allOf").filter(|part| part.reference.is_none() && depth < 16);
    parts.find_map(|part| nullable_composition(contract, part, depth + 1))
}
