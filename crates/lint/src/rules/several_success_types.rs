//! Successes of a choice.

use super::{super::response, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "several-success-types",
    severity: Error,
    summary: "All successes of an operation have the same body.",
    why: "A method returns one type; progenitor panics at several (\"assertion failed: response_types.len() <= 1\").",
    failing: &[fails(
        Frame::Responses,
        4,
        "\"200\":\n  description: A.\n  content: {application/json: {schema: {type: string}}}\n\"202\":\n  description: B.",
    )],
    passing: &[passes(
        Frame::Responses,
        "\"200\":\n  description: A.\n  content: {application/json: {schema: {type: string}}}\n\"400\":\n  description: B.",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for responses in response::of_operations(contract) {
        let mut successes = contract.children(responses, "").filter(|site| response::is_success(site.key));
        let Some(first) = successes.next() else { continue };
        for other in successes {
            if response::body(contract, first) != response::body(contract, other) {
                sink.report(
                    other.at.clone(),
                    format!("the response {} has another body than the response {}", other.key, first.key),
                    "give both the same `$ref`, or leave out the one that does not happen",
                );
            }
        }
    }
}
