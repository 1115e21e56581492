//! Styles other than the usual.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "parameter-style",
    severity: Error,
    summary: "Parameters have the style that is usual for their place.",
    why: "progenitor stops at every other style.",
    failing: &[fails(
        Frame::Parameters,
        3,
        "- name: ids\n  in: query\n  style: pipeDelimited\n  description: IDs.\n  schema: {type: array, items: {type: string}}",
    )],
    passing: &[passes(
        Frame::Parameters,
        "- name: ids\n  in: query\n  style: form\n  description: IDs.\n  schema: {type: array, items: {type: string}}",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::Parameter) {
        let usual = match site.text("in") {
            Some("path" | "header") => "simple",
            Some("query") => "form",
            _ => continue,
        };
        if let Some(style) = site.text("style").filter(|style| *style != usual) {
            sink.report(site.at_value("style"), format!("the style `{style}` is not supported here"), format!("use `{usual}`, the default"));
        }
    }
}
