//! A default that its own schema refuses.

use super::{super::{schema, verdict}, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "invalid-default",
    severity: Error,
    summary: "A default is valid by its schema.",
    why: "The default is a value that the contract itself refuses; progenitor stops or panics on it.",
    failing: &[
        fails(Surroundings::Schema, 3, "type: integer\ndescription: Limit.\ndefault: ten"),
        fails(Surroundings::Schema, 4, "type: integer\ndescription: Limit.\nmaximum: 5\ndefault: 10"),
        fails(Surroundings::Schema, 4, "type: array\ndescription: Names.\nitems: {type: string}\ndefault: [1]"),
    ],
    passing: &[passes(Surroundings::Schema, "type: integer\ndescription: Limit.\nmaximum: 10\ndefault: 10")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas() {
        let Some(default) = object.get("default") else { continue };
        // A value outside of its enum has a rule of its own.
        if schema::enum_of(objects, object).is_some() {
            continue;
        }
        if let Some(problem) = verdict::problems(objects, object, default).first() {
            findings.report(
                object.value_span("default"),
                format!("the default {} is not valid: {}", schema::show(default), problem.message),
                "correct the default or the schema",
            );
        }
        // typify makes a value of the generated structure of it, which has no other fields.
        let open = object.get("additionalProperties").is_some() || object.get("properties").is_none();
        let known = |name: &str| objects.children(object, "properties").any(|property| property.key == name);
        if let Some(entry) = default.entries().iter().find(|entry| !open && !known(&entry.key)) {
            findings.report(
                entry.key_span.clone(),
                format!("the default sets `{}`, which the schema does not have", entry.key),
                "correct the default or the schema",
            );
        }
    }
}
