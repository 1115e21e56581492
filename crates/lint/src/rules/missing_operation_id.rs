//! Reports operations without an `operationId`.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-operation-id",
    severity: Warning,
    summary: "Every operation has an `operationId`.",
    why: "It names the method of the client; without it, method and path do.",
    failing: &[fails(Surroundings::Paths, 2, "/tasks:\n  get:\n    summary: A.\n    responses: {\"204\": {description: None.}}")],
    passing: &[passes(Surroundings::Paths, "/tasks:\n  get:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.operations().filter(|object| object.get("operationId").is_none()) {
        findings.report(object.span.clone(), "the operation has no `operationId`", "add one in snake_case, such as `show_import_task`");
    }
}
