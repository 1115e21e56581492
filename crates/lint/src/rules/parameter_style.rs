//! Reports parameters with a `style` that is not the default of their location.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "parameter-style",
    severity: Warning,
    summary: "Parameters have the default style of their location.",
    why: "The client takes a list with separators, or an object that is not exploded, as one text that the caller must write.",
    failing: &[fails(
        Surroundings::Parameters,
        3,
        "- name: ids\n  in: query\n  style: pipeDelimited\n  description: IDs.\n  schema: {type: array, items: {type: string}}",
    )],
    passing: &[passes(
        Surroundings::Parameters,
        "- name: ids\n  in: query\n  style: form\n  description: IDs.\n  schema: {type: array, items: {type: string}}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Parameter) {
        let usual = match object.text("in") {
            Some("path" | "header") => "simple",
            Some("query") => "form",
            _ => continue,
        };
        if let Some(style) = object.text("style").filter(|style| *style != usual) {
            findings.report(object.value_span("style"), format!("the style `{style}` is not supported"), format!("use `{usual}`, the default"));
        }
    }
}
