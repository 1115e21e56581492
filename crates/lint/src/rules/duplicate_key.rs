//! A key twice in a mapping.

use std::collections::HashMap;

use dataarts_insight_openapi::document::Node;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "duplicate-key",
    severity: Error,
    summary: "Each key stands in its mapping once.",
    why: "One of the two is silently lost, and readers differ in which.",
    failing: &[fails(Frame::Schema, 3, "type: string\ndescription: Name.\ntype: string")],
    passing: &[passes(Frame::Schema, "type: string\ndescription: Name.")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    search(contract, contract.document().root(), sink);
}

fn search(contract: &Contract<'_>, node: &Node, sink: &mut Sink<'_>) {
    let mut seen = HashMap::new();
    for entry in node.entries() {
        if let Some(first) = seen.insert(&entry.key, entry.key_span.start) {
            let line = contract.document().position(first).line;
            sink.report(
                entry.key_span.clone(),
                format!("the key `{}` is already on line {line}", entry.key),
                "remove one of them",
            );
        }
        search(contract, &entry.node, sink);
    }
    for item in node.items() {
        search(contract, item, sink);
    }
}
