//! HTTP methods that the client does not know.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unsupported-method",
    severity: Error,
    summary: "No operation has the method OPTIONS or TRACE.",
    why: "progenitor calls a function of reqwest by the name of the method; for these there is none, it does not compile.",
    failing: &[fails(
        Frame::Paths,
        2,
        "/tasks:\n  trace:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}",
    )],
    passing: &[passes(
        Frame::Paths,
        "/tasks:\n  head:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.operations().filter(|site| matches!(site.key, "options" | "trace")) {
        sink.report(site.at.clone(), format!("the client cannot send {}", site.key.to_uppercase()), "remove the operation");
    }
}
