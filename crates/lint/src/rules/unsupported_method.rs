//! Reports HTTP methods that the generated client cannot send.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unsupported-method",
    severity: Warning,
    summary: "No operation has the method OPTIONS or TRACE.",
    why: "The client leaves the operation out: its HTTP library has no function for the method.",
    failing: &[fails(
        Surroundings::Paths,
        2,
        "/tasks:\n  trace:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}",
    )],
    passing: &[passes(
        Surroundings::Paths,
        "/tasks:\n  head:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.operations().filter(|object| matches!(object.key, "options" | "trace")) {
        findings.report(object.span.clone(), format!("the client cannot send {}", object.key.to_uppercase()), "remove the operation");
    }
}
