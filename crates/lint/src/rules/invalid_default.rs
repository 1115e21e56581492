//! Reports a default that is not valid by its own schema.

use super::{
    super::{schema, values::{self, StatedValue}},
    prelude::*,
};

pub(super) static RULE: Rule = Rule {
    id: "invalid-default",
    severity: Warning,
    summary: "A default is valid by its schema.",
    why: "The contract refuses its own default; the client leaves defaults to the service.",
    failing: &[
        fails(Surroundings::Schema, 3, "type: integer\ndescription: Limit.\ndefault: ten"),
        fails(Surroundings::Schema, 4, "type: integer\ndescription: Limit.\nmaximum: 5\ndefault: 10"),
        fails(Surroundings::Schema, 4, "type: array\ndescription: Names.\nitems: {type: string}\ndefault: [1]"),
    ],
    passing: &[passes(Surroundings::Schema, "type: integer\ndescription: Limit.\nmaximum: 10\ndefault: 10")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    // The rule `default-outside-enum` checks schemas with an `enum`, so this rule skips them.
    let defaults = values::defaults(objects, false);
    for (StatedValue { schema, value, .. }, problems) in defaults.iter().zip(values::validate(objects, &defaults)) {
        if let Some(problem) = problems.first() {
            findings.report(
                schema.value_span("default"),
                format!("the default {} is not valid: {}", schema::show(value), problem.message),
                "correct the default or the schema",
            );
        }
        // typify writes the default of an object as a Rust structure. An unknown property of the default is therefore
        // reported, because the structure has no field for it.
        let open = schema.get("additionalProperties").is_some() || schema.get("properties").is_none();
        let known = |name: &str| objects.children(schema, "properties").any(|property| property.key == name);
        if let Some(entry) = value.entries().iter().find(|entry| !open && !known(&entry.key)) {
            findings.report(
                entry.key_span.clone(),
                format!("the default sets `{}`, which is not a property of the schema", entry.key),
                "correct the default or the schema",
            );
        }
    }
}
