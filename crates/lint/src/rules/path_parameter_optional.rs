//! Reports path parameters without `required: true`.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "path-parameter-optional",
    severity: Warning,
    summary: "A path parameter is `required: true`.",
    why: "OpenAPI requires it, because the path without it is a different path; the client always sends it.",
    failing: &[fails(
        Surroundings::Paths,
        6,
        "/tasks/{id}:\n  get:\n    operationId: a\n    summary: A.\n    parameters:\n      - name: id\n        in: path\n        description: ID.\n        schema: {type: string}\n    responses: {\"204\": {description: None.}}",
    )],
    passing: &[passes(
        Surroundings::Paths,
        "/tasks/{id}:\n  get:\n    operationId: a\n    summary: A.\n    parameters:\n      - name: id\n        in: path\n        required: true\n        description: ID.\n        schema: {type: string}\n    responses: {\"204\": {description: None.}}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Parameter).filter(|object| object.text("in") == Some("path") && !object.flag("required")) {
        let name = object.text("name").unwrap_or_default();
        let at = if object.get("required").is_some() { object.value_span("required") } else { object.value_span("name") };
        findings.report(at, format!("the path parameter `{name}` is not required"), "add `required: true`");
    }
}
