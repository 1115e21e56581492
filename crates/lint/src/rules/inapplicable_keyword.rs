//! A keyword that has no effect on the type beside it.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "inapplicable-keyword",
    severity: Warning,
    summary: "The keywords of a schema apply to its type.",
    why: "It restricts nothing: validators ignore it, though it reads as if it held.",
    failing: &[
        fails(Frame::Schema, 3, "type: integer\ndescription: Count.\nmaxLength: 3"),
        fails(Frame::Schema, 3, "type: integer\ndescription: Count.\nformat: uuid"),
    ],
    passing: &[passes(Frame::Schema, "type: integer\ndescription: Count.\nmaximum: 3")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas() {
        let Some(stated) = schema::type_of(contract, site) else { continue };
        for entry in site.node.entries() {
            let types = schema::types_of_keyword(&entry.key);
            if !types.is_empty() && !types.contains(&stated) {
                sink.report(
                    entry.key_span.clone(),
                    format!("`{}` has no effect on the type {stated}", entry.key),
                    format!("remove it, or correct the type; it applies to {}", types.join(" and ")),
                );
            }
        }
        if let Some(types) = site.text("format").and_then(schema::types_of_format)
            && !types.contains(&stated)
        {
            sink.report(
                site.at_value("format"),
                format!("the format `{}` has no effect on the type {stated}", site.text("format").unwrap_or_default()),
                format!("remove it, or correct the type; it applies to {}", types.join(" and ")),
            );
        }
    }
}
