//! Reports operations that declare no response.

use dataarts_insight_openapi::grammar::is_status;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-response",
    severity: Warning,
    summary: "An operation has at least one response.",
    why: "Each response of the service is then unexpected: nothing of it can be validated or decoded.",
    failing: &[fails(Surroundings::Operation, 4, "operationId: a\nsummary: A.\ntags: [t]\nresponses: {}")],
    passing: &[passes(Surroundings::Responses, "\"204\": {description: Done.}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Responses) {
        if !object.node.entries().iter().any(|entry| is_status(&entry.key)) {
            findings.report(object.span.clone(), "an operation needs at least one response", "add the response of the success");
        }
    }
}
