//! An operation without a name.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-operation-id",
    severity: Error,
    summary: "Every operation has an `operationId`.",
    why: "It names the method of the client; progenitor stops without it.",
    failing: &[fails(Frame::Paths, 2, "/tasks:\n  get:\n    summary: A.\n    responses: {\"204\": {description: None.}}")],
    passing: &[passes(Frame::Paths, "/tasks:\n  get:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.operations().filter(|site| site.get("operationId").is_none()) {
        sink.report(site.at.clone(), "the operation has no `operationId`", "add one in snake_case, such as `show_import_task`");
    }
}
