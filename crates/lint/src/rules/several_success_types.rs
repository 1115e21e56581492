//! Reports operations with different bodies for their success statuses.

use super::{super::response, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "several-success-types",
    severity: Warning,
    summary: "All successes of an operation have the same body.",
    why: "A method returns one type: the client returns the others as unexpected responses, with their unread body.",
    failing: &[fails(
        Surroundings::Responses,
        4,
        "\"200\":\n  description: A.\n  content: {application/json: {schema: {type: string}}}\n\"202\":\n  description: B.",
    )],
    passing: &[passes(
        Surroundings::Responses,
        "\"200\":\n  description: A.\n  content: {application/json: {schema: {type: string}}}\n\"400\":\n  description: B.",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for responses in response::of_operations(objects) {
        let mut successes = objects.children(responses, "").filter(|object| response::is_success(object.key));
        let Some(first) = successes.next() else { continue };
        for other in successes {
            if response::body(objects, first) != response::body(objects, other) {
                findings.report(
                    other.span.clone(),
                    format!("the response {} has a different body from the response {}", other.key, first.key),
                    "give both the same `$ref`, or remove the response that does not occur",
                );
            }
        }
    }
}
