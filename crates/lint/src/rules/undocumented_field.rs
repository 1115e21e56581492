//! Reports properties without a description.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "undocumented-field",
    severity: Warning,
    summary: "Every property has a description.",
    why: "It becomes the documentation of a public field.",
    failing: &[fails(Surroundings::Schema, 4, "type: object\ndescription: Task.\nproperties:\n  name: {type: string}")],
    passing: &[passes(Surroundings::Schema, "type: object\ndescription: Task.\nproperties:\n  name: {type: string, description: Name.}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.all().iter().filter(|object| object.kind == ObjectKind::Schema && object.field == "properties") {
        // If the property is a `$ref`, the description is read from the target of the `$ref`.
        let Some(target) = objects.target(object) else { continue };
        if !schema::says(target, "description") {
            findings.report(object.span.clone(), format!("the property `{}` has no description", object.key), "add `description`");
        }
    }
}
