//! A parameter twice in one list.

use std::collections::HashSet;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "duplicate-parameter",
    severity: Error,
    summary: "A list holds each parameter, by name and place, once.",
    why: "One of the two is silently lost.",
    failing: &[fails(
        Frame::Parameters,
        5,
        "- name: limit\n  in: query\n  description: Limit.\n  schema: {type: integer}\n- name: limit\n  in: query\n  description: Limit.\n  schema: {type: string}",
    )],
    passing: &[passes(
        Frame::Parameters,
        "- name: limit\n  in: query\n  description: Limit.\n  schema: {type: integer}\n- name: offset\n  in: query\n  description: Offset.\n  schema: {type: string}",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for holder in contract.all().iter().filter(|site| matches!(site.kind, Kind::PathItem | Kind::Operation)) {
        let mut seen = HashSet::new();
        for listed in contract.children(holder, "parameters") {
            let Some(site) = contract.target(listed) else { continue };
            let (Some(name), Some(place)) = (site.text("name"), site.text("in")) else { continue };
            // Header names are compared without regard to case, as HTTP does.
            let key = if place == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
            if !seen.insert((key, place)) {
                let at = if listed.reference.is_some() { listed.at_value("$ref") } else { listed.at_value("name") };
                sink.report(at, format!("the {place} parameter `{name}` is already in this list"), "remove one of them");
            }
        }
    }
}
