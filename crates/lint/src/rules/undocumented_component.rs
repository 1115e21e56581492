//! Reports component schemas without a description.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "undocumented-component",
    severity: Warning,
    summary: "Every component schema has a description.",
    why: "It becomes the documentation of a public type.",
    failing: &[fails(Surroundings::Schema, 0, "type: string")],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: A task.")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas().filter(|object| objects.section(object) == Some("schemas")) {
        if !schema::says(object, "description") {
            findings.report(object.key_span("description"), format!("the component `{}` has no description", object.key), "add `description`");
        }
    }
}
