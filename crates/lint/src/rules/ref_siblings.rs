//! Words beside a reference that nobody reads.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "ref-siblings",
    severity: Warning,
    summary: "Nothing stands beside a `$ref`.",
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
    for object in objects.all().iter().filter(|object| object.reference.is_some() && object.kind != ObjectKind::PathItem) {
        for entry in object.node.entries().iter().filter(|entry| entry.key != "$ref" && !entry.key.starts_with("x-")) {
            findings.report(
                entry.key_span.clone(),
                format!("`{}` beside a `$ref` is ignored", entry.key),
                "put the reference in an `allOf` of one, and the key beside that; or remove it",
            );
        }
    }
}
