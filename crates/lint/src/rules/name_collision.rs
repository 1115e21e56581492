//! Names that differ in the contract and not in Rust.

use std::collections::{HashMap, HashSet};

use dataarts_insight_openapi::document::Node;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "name-collision",
    severity: Error,
    summary: "Properties of a schema, parameters of an operation and components stay apart as Rust names.",
    why: "progenitor gives two fields, arguments or types one name and says nothing; its output does not compile.",
    failing: &[
        fails(
            Frame::Schema,
            5,
            "type: object\ndescription: Task.\nproperties:\n  a-b: {type: string, description: A.}\n  a_b: {type: string, description: B.}",
        ),
        fails(
            Frame::Parameters,
            5,
            "- name: limit\n  in: query\n  description: A.\n  schema: {type: string}\n- name: Limit\n  in: query\n  description: B.\n  schema: {type: string}",
        ),
    ],
    passing: &[passes(
        Frame::Schema,
        "type: object\ndescription: Task.\nproperties:\n  a-b: {type: string, description: A.}\n  a_c: {type: string, description: B.}",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for schema in contract.schemas() {
        let properties = contract.children(schema, "properties").map(|site| (site.key, site.at.clone()));
        distinct("property", "field", names::snake, properties, sink);
        let closed = schema.get("additionalProperties").and_then(Node::as_bool) == Some(false);
        for property in contract.children(schema, "properties").filter(|_| !closed) {
            // typify calls the map of the other properties `extra`, whatever else is called so.
            if names::snake(property.key) == "extra" {
                sink.report(
                    property.at.clone(),
                    format!("the property `{}` becomes the field `extra`, as the map of unknown properties does", property.key),
                    "leave the property out: it is kept in that map",
                );
            }
        }
    }
    for operation in contract.operations() {
        // The same parameter twice has a rule of its own.
        let mut seen = HashSet::new();
        let parameters = contract.parameters(operation).into_iter().filter_map(|site| {
            let (name, place) = (site.text("name")?, site.text("in")?);
            let key = if place == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
            seen.insert((key, place)).then(|| (name, site.at_value("name")))
        });
        let body = operation.entry("requestBody").map(|entry| ("body", entry.key_span.clone()));
        distinct("parameter", "argument", names::snake, parameters.chain(body), sink);
    }
    titles(contract, sink);
    for components in contract.of(Kind::Components) {
        let schemas = contract.children(components, "schemas").map(|site| (site.key, site.at.clone()));
        distinct("component", "type", names::pascal, schemas, sink);
    }
}

/// A schema within another is a type of its own, named by its title.
fn titles(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    let components: HashMap<String, &str> = contract
        .all()
        .iter()
        .filter(|site| contract.section(site) == Some("schemas"))
        .map(|site| (names::pascal(site.key), site.key))
        .collect();
    for site in contract.schemas().filter(|site| contract.section(site).is_none()) {
        let Some(title) = site.text("title") else { continue };
        if let Some(component) = components.get(&names::pascal(title)) {
            sink.report(
                site.at_value("title"),
                format!("the title `{title}` becomes the type `{}`, as the component `{component}` does", names::pascal(title)),
                "remove the title, or refer to the component if it is meant",
            );
        }
    }
}

fn distinct<'a>(
    what: &str,
    rust: &str,
    name_of: fn(&str) -> String,
    sites: impl Iterator<Item = (&'a str, std::ops::Range<usize>)>,
    sink: &mut Sink<'_>,
) {
    let mut seen: HashMap<String, (&str, usize)> = HashMap::new();
    for (name, at) in sites {
        let made = name_of(name);
        match seen.get(&made) {
            Some((first, start)) if *first != name || (what == "parameter" && *start != at.start) => {
                let message = format!("the {what} `{name}` becomes the {rust} `{made}`, as `{first}` does");
                sink.report(at, message, "rename one of them, if the service allows it; the wire name is what both keep");
            }
            Some(_) => {}
            None => {
                seen.insert(made, (name, at.start));
            }
        }
    }
}
