//! Reports responses without a description.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-response-description",
    severity: Warning,
    summary: "Every response has a description.",
    why: "OpenAPI 3.0 requires it, and some readers refuse the whole file without it.",
    failing: &[
        fails(Surroundings::Responses, 1, "\"204\":\n  headers: {}"),
        fails(Surroundings::Responses, 2, "\"204\":\n  description: \"\""),
    ],
    passing: &[passes(Surroundings::Responses, "\"204\":\n  description: Done.")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Response) {
        match object.get("description") {
            None => findings.report(object.span.clone(), format!("the response `{}` has no description", object.key), "add `description`"),
            Some(node) if node.as_str().is_some_and(|text| text.trim().is_empty()) => {
                findings.report(object.value_span("description"), format!("the description of the response `{}` is empty", object.key), "describe the response");
            }
            Some(_) => {}
        }
    }
}
