//! Reports operations without a summary and without a description.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "undocumented-operation",
    severity: Warning,
    summary: "Every operation has a summary or description.",
    why: "It becomes the documentation of a method of the client.",
    failing: &[fails(Surroundings::Operation, 0, "operationId: a\nresponses: {\"204\": {description: None.}}")],
    passing: &[passes(Surroundings::Operation, "operationId: a\ndescription: A.\nresponses: {\"204\": {description: None.}}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.operations().filter(|object| !schema::says(object, "summary") && !schema::says(object, "description")) {
        let name = object.text("operationId").unwrap_or(object.key);
        findings.report(object.span.clone(), format!("the operation `{name}` has no summary or description"), "add `summary` or `description`");
    }
}
