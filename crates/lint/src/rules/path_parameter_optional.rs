//! Parts of a path that may be missing.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "path-parameter-optional",
    severity: Error,
    summary: "A path parameter is `required: true`.",
    why: "OpenAPI says so, since a path without it is another path; progenitor panics.",
    failing: &[fails(
        Frame::Paths,
        6,
        "/tasks/{id}:\n  get:\n    operationId: a\n    summary: A.\n    parameters:\n      - name: id\n        in: path\n        description: ID.\n        schema: {type: string}\n    responses: {\"204\": {description: None.}}",
    )],
    passing: &[passes(
        Frame::Paths,
        "/tasks/{id}:\n  get:\n    operationId: a\n    summary: A.\n    parameters:\n      - name: id\n        in: path\n        required: true\n        description: ID.\n        schema: {type: string}\n    responses: {\"204\": {description: None.}}",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::Parameter).filter(|site| site.text("in") == Some("path") && !site.flag("required")) {
        let name = site.text("name").unwrap_or_default();
        let at = if site.get("required").is_some() { site.at_value("required") } else { site.at_value("name") };
        sink.report(at, format!("the path parameter `{name}` is not required"), "add `required: true`");
    }
}
