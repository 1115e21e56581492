//! Parameters that do not fit into a URL or a header.

use std::collections::HashSet;

use dataarts_insight_openapi::document::Node;

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "parameter-type",
    severity: Error,
    summary: "A path or header parameter is one scalar; a query parameter is a scalar or a list of scalars.",
    why: "progenitor takes every structure for the request body and panics; a list or null in a path or header does not \
          compile (\"doesn't implement Display\").",
    failing: &[
        fails(
            Frame::Parameters,
            4,
            "- name: filter\n  in: query\n  description: Filter.\n  schema: {type: object, properties: {a: {type: string, description: A.}}}",
        ),
        fails(
            Frame::Parameters,
            4,
            "- name: X-Ids\n  in: header\n  description: IDs.\n  schema: {type: array, items: {type: string}}",
        ),
        fails(
            Frame::Parameters,
            4,
            "- name: X-Id\n  in: header\n  description: ID.\n  schema: {type: string, nullable: true}",
        ),
    ],
    passing: &[passes(
        Frame::Parameters,
        "- name: ids\n  in: query\n  description: IDs.\n  schema: {type: array, items: {type: string}}\n- name: X-Id\n  in: header\n  description: ID.\n  schema: {type: integer}",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::Parameter) {
        let place = site.text("in").unwrap_or_default();
        for written in contract.children(site, "schema") {
            let problem = match trouble(contract, written, &schema::Budget::of(500)) {
                Some("a list of one") if place == "query" => None,
                Some("null") if place == "query" => None,
                Some("a list of one") => Some("a list"),
                other => other,
            };
            if let Some(problem) = problem {
                let name = site.text("name").unwrap_or_default();
                sink.report(
                    site.at_key("schema"),
                    format!("the {place} parameter `{name}` can be {problem}"),
                    "make it a string, number or boolean; each property of a structure a parameter of its own",
                );
            }
        }
    }
}

/// What a value of the schema can be that is no scalar.
fn trouble(contract: &Contract<'_>, site: &Site<'_>, budget: &schema::Budget) -> Option<&'static str> {
    let site = contract.target(site)?;
    let _level = budget.enter()?;
    if ["properties", "required", "additionalProperties"].iter().any(|key| site.get(key).is_some()) {
        return Some("an object");
    }
    let values = site.get("enum").map(Node::items).unwrap_or_default();
    if values.iter().any(|value| matches!(value.kind(), "an object" | "an array")) {
        return Some("a structure");
    }
    match schema::type_of(contract, site) {
        Some("object") => return Some("an object"),
        Some("array") => {
            let items = contract.children(site, "items").next()?;
            return Some(trouble(contract, items, budget).map_or("a list of one", |_| "a list of structures"));
        }
        _ => {}
    }
    if site.flag("nullable") || values.iter().any(|value| value.kind() == "null") {
        return Some("null");
    }
    let parts = |key: &'static str| contract.children(site, key);
    // typify makes a structure of these, unless there is but one part.
    if parts("anyOf").count() > 1 && schema::type_of(contract, site).is_none() {
        // An integer is a number too; types that exclude each other become an enumeration, which is fine.
        let plain = |part| schema::type_of(contract, part).map(|name| if name == "integer" { "number" } else { name });
        let mut seen = HashSet::new();
        if !parts("anyOf").all(|part| seen.insert(plain(part))) {
            return Some("of several parts of `anyOf`");
        }
    }
    let closed = |key| parts(key).count() > 1 && parts(key).any(|part| schema::enum_of(contract, part).is_some());
    if closed("anyOf") || closed("oneOf") {
        return Some("of an enum and something else");
    }
    if parts("allOf").count() > 1 {
        return Some("of several parts of `allOf`");
    }
    ["allOf", "anyOf", "oneOf"].into_iter().flat_map(parts).find_map(|part| trouble(contract, part, budget))
}
