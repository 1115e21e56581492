//! Reports path items that are a `$ref`.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "path-item-ref",
    severity: Warning,
    summary: "A path item is not a `$ref`.",
    why: "The client is generated as if the path had the operations itself; some readers ignore the reference.",
    failing: &[fails(Surroundings::Paths, 2, "/tasks:\n  $ref: \"#/paths/~1other\"")],
    passing: &[passes(Surroundings::Paths, "/tasks:\n  get:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.all().iter().filter(|object| object.kind == ObjectKind::PathItem && object.reference.is_some()) {
        findings.report(object.key_span("$ref"), format!("the path `{}` is a `$ref`", object.key), "write the path item here");
    }
}
