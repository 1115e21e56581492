//! Reports keys next to a `$ref`, because OpenAPI 3.0 ignores such keys.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "ref-siblings",
    severity: Warning,
    summary: "A `$ref` has no other keys beside it.",
    why: "OpenAPI 3.0 ignores every key beside `$ref`.",
    failing: &[fails(
        Surroundings::Schema,
        6,
        "type: object\ndescription: Task.\nproperties:\n  parent:\n    $ref: \"#/components/schemas/Task\"\n    description: The parent.",
    )],
    passing: &[passes(
        Surroundings::Schema,
        "type: object\ndescription: Task.\nproperties:\n  parent:\n    allOf: [{$ref: \"#/components/schemas/Task\"}]\n    description: The parent.",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.references() {
        for entry in object.node.entries().iter().filter(|entry| entry.key != "$ref" && !entry.key.starts_with("x-")) {
            findings.report(
                entry.key_span.clone(),
                format!("`{}` beside a `$ref` is ignored", entry.key),
                "put the reference into an `allOf` with one part and the key beside the `allOf`, or remove the key",
            );
        }
    }
}
