//! Reports an `enum` without values.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "empty-enum",
    severity: Warning,
    summary: "An enum has at least one value.",
    why: "No payload is valid; the client ignores the empty enum instead.",
    failing: &[fails(Surroundings::Schema, 3, "type: string\ndescription: Name.\nenum: []")],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Name.\nenum: [a]")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.all().iter().filter(|object| matches!(object.kind, ObjectKind::Schema | ObjectKind::ServerVariable)) {
        if object.get("enum").is_some_and(|node| node.kind() == "an array" && node.items().is_empty()) {
            findings.report(object.key_span("enum"), "the enum has no values", "list the values, or remove `enum`");
        }
    }
}
