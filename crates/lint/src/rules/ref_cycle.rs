//! References that never arrive.

use std::collections::HashSet;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "ref-cycle",
    severity: Error,
    summary: "A `$ref` ends at something, and no schema is composed of itself.",
    why: "There is nothing at its end; progenitor overflows its stack. (A property or item of one's own type is fine.)",
    failing: &[fails(
        Frame::Schema,
        5,
        "description: Task.\nallOf:\n  - type: object\n    properties: {a: {type: string, description: A.}}\n  - $ref: \"#/components/schemas/Task\"",
    )],
    passing: &[passes(
        Frame::Schema,
        "description: Task.\ntype: object\nproperties:\n  children:\n    type: array\n    description: Children.\n    items:\n      $ref: \"#/components/schemas/Task\"",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| site.reference.is_some() && site.kind != Kind::PathItem) {
        if returns(contract, site) {
            sink.report(
                site.at_value("$ref"),
                format!("the reference `{}` leads back to itself", site.text("$ref").unwrap_or_default()),
                "refer to something that is written out",
            );
        }
    }
}

/// Whether a reference comes back to where it started, through nothing but references and compositions.
fn returns(contract: &Contract<'_>, start: &Site<'_>) -> bool {
    let mut seen = HashSet::new();
    let mut todo = vec![start];
    while let Some(site) = todo.pop() {
        let next: Vec<_> = match site.reference {
            Some(entry) => {
                let node = entry.node.as_str().and_then(|text| contract.document().reference(text));
                node.and_then(|node| contract.site(node)).into_iter().collect()
            }
            None => ["allOf", "anyOf", "oneOf", "not"].iter().flat_map(|key| contract.children(site, key)).collect(),
        };
        for site in next {
            if site.index == start.index {
                return true;
            }
            if seen.insert(site.index) {
                todo.push(site);
            }
        }
    }
    false
}
