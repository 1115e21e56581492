//! Reports a value that an `enum` contains twice.

use std::collections::HashSet;

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "duplicate-enum-value",
    severity: Warning,
    summary: "An enum lists each value once.",
    why: "Readers that number the values or name them by position lose one of the two.",
    failing: &[fails(Surroundings::Schema, 3, "type: integer\ndescription: State.\nenum: [1, 2, 1]")],
    passing: &[passes(Surroundings::Schema, "type: integer\ndescription: State.\nenum: [1, 2, 3]")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.all().iter().filter(|object| matches!(object.kind, ObjectKind::Schema | ObjectKind::ServerVariable)) {
        let mut seen = HashSet::new();
        for value in object.items("enum") {
            if !seen.insert(value.to_json().to_string()) {
                findings.report(
                    value.span.clone(),
                    format!("the value {} is in the enum twice", schema::show(value)),
                    "remove one of them, and its name and description if it has them",
                );
            }
        }
    }
}
