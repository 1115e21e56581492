//! Reports names in `x-enum-varnames` that are not valid names of Rust variants.

use std::collections::HashMap;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "enum-names-invalid",
    severity: Warning,
    summary: "The names in `x-enum-varnames` are different Rust identifiers.",
    why: "The names become the variants of the wrapper's enum, unchanged.",
    failing: &[
        fails(Surroundings::Schema, 4, "type: integer\ndescription: State.\nenum: [1, 2]\nx-enum-varnames: [Ready, not ready]"),
        fails(Surroundings::Schema, 4, "type: integer\ndescription: State.\nenum: [1, 2]\nx-enum-varnames: [Ready, Ready]"),
    ],
    passing: &[passes(Surroundings::Schema, "type: integer\ndescription: State.\nenum: [1, 2]\nx-enum-varnames: [Ready, Done]")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas() {
        let mut seen = HashMap::new();
        for node in object.items("x-enum-varnames") {
            let Some(name) = node.as_str() else { continue };
            let problem = if !names::is_identifier(name) {
                "is not a Rust identifier"
            } else if name == "Unknown" {
                "is the variant for values that the contract does not know"
            } else if seen.insert(names::pascal(name), name).is_some() {
                "is already the name of another value"
            } else {
                continue;
            };
            findings.report(node.span.clone(), format!("the name `{name}` {problem}"), "give the value a unique name in PascalCase");
        }
    }
}
