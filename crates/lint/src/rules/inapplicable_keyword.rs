//! Reports keywords that have no effect, such as `maxLength` next to `type: integer`.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "inapplicable-keyword",
    severity: Warning,
    summary: "The keywords of a schema apply to its type.",
    why: "It restricts nothing: validators ignore it, although readers expect it to hold.",
    failing: &[
        fails(Surroundings::Schema, 3, "type: integer\ndescription: Count.\nmaxLength: 3"),
        fails(Surroundings::Schema, 3, "type: integer\ndescription: Count.\nformat: uuid"),
    ],
    passing: &[passes(Surroundings::Schema, "type: integer\ndescription: Count.\nmaximum: 3")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas() {
        let Some(stated) = schema::type_of(objects, object) else { continue };
        for entry in object.node.entries() {
            let types = schema::types_of_keyword(&entry.key);
            if !types.is_empty() && !types.contains(&stated) {
                findings.report(
                    entry.key_span.clone(),
                    format!("`{}` has no effect on the type {stated}", entry.key),
                    format!("remove it, or correct the type; it applies to {}", types.join(" and ")),
                );
            }
        }
        if let Some(types) = object.text("format").and_then(schema::types_of_format)
            && !types.contains(&stated)
        {
            findings.report(
                object.value_span("format"),
                format!("the format `{}` has no effect on the type {stated}", object.text("format").unwrap_or_default()),
                format!("remove it, or correct the type; it applies to {}", types.join(" and ")),
            );
        }
    }
}
