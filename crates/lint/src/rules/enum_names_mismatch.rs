//! Reports a list of names or descriptions that does not fit its `enum`, such as two names for three values.

use dataarts_insight_openapi::document::Value;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "enum-names-mismatch",
    severity: Warning,
    summary: "`x-enum-varnames` and `x-enum-descriptions` are lists as long as their enum.",
    why: "They are matched by position: one missing item gives every later value the wrong name.",
    failing: &[
        fails(Surroundings::Schema, 4, "type: integer\ndescription: State.\nenum: [1, 2]\nx-enum-varnames: [Ready]"),
        fails(Surroundings::Schema, 4, "type: integer\ndescription: State.\nenum: [1, 2]\nx-enum-descriptions: [A., B., C.]"),
    ],
    passing: &[passes(
        Surroundings::Schema,
        "type: integer\ndescription: State.\nenum: [1, 2]\nx-enum-varnames: [Ready, Done]\nx-enum-descriptions: [A., B.]",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas() {
        let values = object.items("enum").len();
        for key in ["x-enum-varnames", "x-enum-descriptions"] {
            let Some(node) = object.get(key) else { continue };
            let help = "write one string for each value, in the order of the enum";
            match &node.value {
                Value::Array(items) => {
                    for item in items.iter().filter(|item| item.as_str().is_none()) {
                        findings.report(item.span.clone(), format!("an item of `{key}` is {}, not a string", item.kind()), help);
                    }
                    if items.len() != values {
                        findings.report(object.key_span(key), format!("`{key}` has {} items for {values} values", items.len()), help);
                    }
                }
                _ => findings.report(object.key_span(key), format!("`{key}` is {}, not a list", node.kind()), help),
            }
        }
    }
}
