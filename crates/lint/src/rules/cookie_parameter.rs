//! Reports parameters with `in: cookie`.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "cookie-parameter",
    severity: Warning,
    summary: "No parameter is sent in a cookie.",
    why: "The generated client does not send it: what sends the requests must add it.",
    failing: &[fails(
        Surroundings::Parameters,
        2,
        "- name: session\n  in: cookie\n  description: The session.\n  schema:\n    type: string",
    )],
    passing: &[passes(
        Surroundings::Parameters,
        "- name: X-Session\n  in: header\n  description: The session.\n  schema:\n    type: string",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Parameter).filter(|object| object.text("in") == Some("cookie")) {
        let name = object.text("name").unwrap_or_default();
        findings.report(
            object.value_span("in"),
            format!("the parameter `{name}` is sent in a cookie"),
            "declare a credential in `securitySchemes`, and anything else in a header or the query",
        );
    }
}
