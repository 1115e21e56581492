//! Operations that say nothing.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "undocumented-operation",
    severity: Error,
    summary: "Every operation has a summary or description.",
    why: "It becomes the documentation of a method of the client.",
    failing: &[fails(Frame::Operation, 0, "operationId: a\nresponses: {\"204\": {description: None.}}")],
    passing: &[passes(Frame::Operation, "operationId: a\ndescription: A.\nresponses: {\"204\": {description: None.}}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.operations().filter(|site| !schema::says(site, "summary") && !schema::says(site, "description")) {
        let name = site.text("operationId").unwrap_or(site.key);
        sink.report(site.at.clone(), format!("the operation `{name}` has no summary or description"), "add `summary` or `description`");
    }
}
