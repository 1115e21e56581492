//! A default that its own schema refuses.

use super::{super::{schema, verdict}, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "invalid-default",
    severity: Error,
    summary: "A default is valid by its schema.",
    why: "The default is a value that the contract itself refuses; progenitor stops or panics on it.",
    failing: &[
        fails(Frame::Schema, 3, "type: integer\ndescription: Limit.\ndefault: ten"),
        fails(Frame::Schema, 4, "type: integer\ndescription: Limit.\nmaximum: 5\ndefault: 10"),
        fails(Frame::Schema, 4, "type: array\ndescription: Names.\nitems: {type: string}\ndefault: [1]"),
    ],
    passing: &[passes(Frame::Schema, "type: integer\ndescription: Limit.\nmaximum: 10\ndefault: 10")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas() {
        let Some(default) = site.get("default") else { continue };
        // A value outside of its enum has a rule of its own.
        if schema::enum_of(contract, site).is_some() {
            continue;
        }
        if let Some(problem) = verdict::problems(contract, site, default).first() {
            sink.report(
                site.at_value("default"),
                format!("the default {} is not valid: {}", schema::show(default), problem.message),
                "correct the default or the schema",
            );
        }
        // typify makes a value of the generated structure of it, which has no other fields.
        let open = site.get("additionalProperties").is_some() || site.get("properties").is_none();
        let known = |name: &str| contract.children(site, "properties").any(|property| property.key == name);
        if let Some(entry) = default.entries().iter().find(|entry| !open && !known(&entry.key)) {
            sink.report(
                entry.key_span.clone(),
                format!("the default sets `{}`, which the schema does not have", entry.key),
                "correct the default or the schema",
            );
        }
    }
}
