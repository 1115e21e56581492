//! Reports a parameter that occurs twice in the same `parameters` list.

use std::collections::HashSet;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "duplicate-parameter",
    severity: Warning,
    summary: "A list has each parameter once, by name and location.",
    why: "One of the two is silently lost.",
    failing: &[fails(
        Surroundings::Parameters,
        5,
        "- name: limit\n  in: query\n  description: Limit.\n  schema: {type: integer}\n- name: limit\n  in: query\n  description: Limit.\n  schema: {type: string}",
    )],
    passing: &[passes(
        Surroundings::Parameters,
        "- name: limit\n  in: query\n  description: Limit.\n  schema: {type: integer}\n- name: offset\n  in: query\n  description: Offset.\n  schema: {type: string}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for holder in objects.all().iter().filter(|object| matches!(object.kind, ObjectKind::PathItem | ObjectKind::Operation)) {
        let mut seen = HashSet::new();
        for listed in objects.children(holder, "parameters") {
            let Some(object) = objects.target(listed) else { continue };
            let (Some(name), Some(place)) = (object.text("name"), object.text("in")) else { continue };
            // In HTTP, header names with different letter case are equal: `X-Id` and `x-id`.
            let key = if place == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
            if !seen.insert((key, place)) {
                let at = if listed.reference.is_some() { listed.value_span("$ref") } else { listed.value_span("name") };
                findings.report(at, format!("the {place} parameter `{name}` is already in this list"), "remove one of them");
            }
        }
    }
}
