//! Names and descriptions beside an enum, one for each value.

use dataarts_insight_openapi::document::{Node, Value};

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "enum-names-mismatch",
    severity: Error,
    summary: "`x-enum-varnames` and `x-enum-descriptions` are lists as long as their enum.",
    why: "They are matched by position: one too few or too many and every later value has another's name.",
    failing: &[
        fails(Frame::Schema, 4, "type: integer\ndescription: State.\nenum: [1, 2]\nx-enum-varnames: [Ready]"),
        fails(Frame::Schema, 4, "type: integer\ndescription: State.\nenum: [1, 2]\nx-enum-descriptions: [A., B., C.]"),
    ],
    passing: &[passes(
        Frame::Schema,
        "type: integer\ndescription: State.\nenum: [1, 2]\nx-enum-varnames: [Ready, Done]\nx-enum-descriptions: [A., B.]",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas() {
        let values = site.get("enum").map(Node::items).unwrap_or_default().len();
        for key in ["x-enum-varnames", "x-enum-descriptions"] {
            let Some(node) = site.get(key) else { continue };
            let help = "write one string for each value, in the order of the enum";
            match &node.value {
                Value::Array(items) => {
                    for item in items.iter().filter(|item| item.as_str().is_none()) {
                        sink.report(item.span.clone(), format!("an item of `{key}` is {}, not a string", item.kind()), help);
                    }
                    if items.len() != values {
                        sink.report(site.at_key(key), format!("`{key}` has {} items for {values} values", items.len()), help);
                    }
                }
                _ => sink.report(site.at_key(key), format!("`{key}` is {}, not a list", node.kind()), help),
            }
        }
    }
}
