//! Reports parameters without a description.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "undocumented-parameter",
    severity: Warning,
    summary: "Every parameter has a description.",
    why: "It becomes the documentation of a setter of the client.",
    failing: &[fails(Surroundings::Parameters, 1, "- name: limit\n  in: query\n  schema: {type: integer}")],
    passing: &[passes(Surroundings::Parameters, "- name: limit\n  in: query\n  description: Limit.\n  schema: {type: integer}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Parameter).filter(|object| !schema::says(object, "description")) {
        let name = object.text("name").unwrap_or(object.key);
        findings.report(object.value_span("name"), format!("the parameter `{name}` has no description"), "add `description`");
    }
}
