//! Reports request bodies with several media types.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "several-body-types",
    severity: Warning,
    summary: "A request body has one media type.",
    why: "The client sends one of them: JSON if it is there.",
    failing: &[fails(
        Surroundings::Body,
        3,
        "content:\n  application/json: {schema: {type: string}}\n  text/plain: {schema: {type: string}}",
    )],
    passing: &[passes(Surroundings::Body, "content:\n  application/json: {schema: {type: string}}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for body in objects.of(ObjectKind::RequestBody) {
        for object in objects.children(body, "content").skip(1) {
            findings.report(object.span.clone(), format!("the request body also has the media type {}", object.key), "keep the one that the client should send");
        }
    }
}
