//! Reports extensions that are similar to a known extension, such as `x-sensitve` for `x-sensitive`.

use dataarts_insight_openapi::suggestion::did_you_mean;

use super::prelude::*;

/// The extensions that generators and validators of this project read.
const KNOWN: [&str; 3] = ["x-enum-descriptions", "x-enum-varnames", "x-sensitive"];

pub(super) static RULE: Rule = Rule {
    id: "misspelt-extension",
    severity: Warning,
    summary: "No extension is nearly one that this project reads.",
    why: "Unknown extensions have no effect: the names of an enumeration or the mark of a secret are lost.",
    failing: &[
        fails(Surroundings::Schema, 4, "type: string\ndescription: State.\nenum: [on, off]\nx-enum-varname: [On, Off]"),
        fails(Surroundings::Schema, 3, "type: string\ndescription: Password.\nx-sensitve: true"),
    ],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Password.\nx-sensitive: true\nx-order: 1")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.definitions() {
        let extensions = object.node.entries().iter().filter(|entry| entry.key.starts_with("x-"));
        for entry in extensions.filter(|entry| !KNOWN.contains(&entry.key.as_str())) {
            if let Some(question) = did_you_mean(&entry.key, KNOWN) {
                findings.report(entry.key_span.clone(), format!("`{}` has no effect", entry.key), question);
            }
        }
    }
}
