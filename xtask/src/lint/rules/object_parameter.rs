//! Structures in the URL or a header.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "object-parameter",
    severity: Error,
    summary: "A path, query or header parameter is no object.",
    why: "progenitor takes every structure for the request body and panics.",
    failing: &[fails(
        Frame::Parameters,
        4,
        "- name: filter\n  in: query\n  description: Filter.\n  schema: {type: object, properties: {a: {type: string, description: A.}}}",
    )],
    passing: &[passes(Frame::Parameters, "- name: filter\n  in: query\n  description: Filter.\n  schema: {type: string}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::Parameter) {
        for child in contract.children(site, "schema") {
            if is_object(contract, child, 0) {
                let name = site.text("name").unwrap_or_default();
                sink.report(site.at_key("schema"), format!("the parameter `{name}` is an object"), "make each of its properties a parameter");
            }
        }
    }
}

fn is_object(contract: &Contract<'_>, site: &Site<'_>, depth: usize) -> bool {
    let Some(site) = contract.target(site).filter(|_| depth < 16) else { return false };
    schema::type_of(contract, site) == Some("object")
        || ["properties", "required", "additionalProperties"].iter().any(|key| site.get(key).is_some())
        || ["allOf", "anyOf", "oneOf"]
            .iter()
            .any(|key| contract.children(site, key).any(|part| is_object(contract, part, depth + 1)))
}
