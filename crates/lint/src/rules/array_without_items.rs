//! Reports arrays without `items`.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "array-without-items",
    severity: Warning,
    summary: "An array has `items`.",
    why: "OpenAPI 3.0 requires `items` in every array; without it the client gets a list of untyped JSON.",
    failing: &[fails(Surroundings::Schema, 2, "description: A list.\ntype: array")],
    passing: &[passes(Surroundings::Schema, "description: A list.\ntype: array\nitems:\n  type: string")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas().filter(|object| object.text("type") == Some("array") && object.get("items").is_none()) {
        // A schema inside `allOf`, `anyOf` or `oneOf` is skipped, because the schema around it may contain the `items`.
        if !schema::is_part(objects, object) {
            findings.report(object.key_span("type"), "the array has no `items`", "add `items` with the schema of one item; `items: {}` accepts anything");
        }
    }
}
