//! Reports a key that an object contains twice.

use std::collections::HashMap;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "duplicate-key",
    severity: Error,
    summary: "A mapping has each key once.",
    why: "One of the two is silently lost, and parsers differ in which one.",
    failing: &[fails(Surroundings::Schema, 3, "type: string\ndescription: Name.\ntype: string")],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Name.")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    search(objects, objects.document().root(), findings);
}

fn search(objects: &Objects<'_>, node: &Node, findings: &mut Findings<'_>) {
    let mut seen = HashMap::new();
    for entry in node.entries() {
        if let Some(first) = seen.insert(&entry.key, entry.key_span.start) {
            let line = objects.document().position(first).line;
            findings.report(
                entry.key_span.clone(),
                format!("the key `{}` is already on line {line}", entry.key),
                "remove one of them",
            );
        }
        search(objects, &entry.node, findings);
    }
    for item in node.items() {
        search(objects, item, findings);
    }
}
