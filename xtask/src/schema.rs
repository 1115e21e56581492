//! Walking the schemas of a contract.

use std::collections::BTreeSet;

use dataarts_insight_openapi::document::{Node, Value};

use crate::tree;

/// Where components lie, as the start of a `$ref`.
pub const COMPONENTS: &str = "#/components/schemas/";

/// The component that a node refers to, if it is a bare `$ref` to one.
#[must_use]
pub fn component(node: &Node) -> Option<&str> {
    node.get("$ref")?.as_str()?.strip_prefix(COMPONENTS)
}

/// The value of `type`.
#[must_use]
pub fn kind(schema: &Node) -> Option<&str> {
    schema.get("type")?.as_str()
}

/// Whether the schema is a scalar: a string, number or boolean, enumerations included.
#[must_use]
pub fn is_scalar(schema: &Node) -> bool {
    matches!(kind(schema), Some("string" | "integer" | "number" | "boolean"))
}

/// The schemas directly inside a schema.
#[must_use]
pub fn children(schema: &Node) -> Vec<&Node> {
    let mut found = Vec::new();
    if let Some(properties) = schema.get("properties") {
        found.extend(properties.entries().iter().map(|entry| &entry.node));
    }
    for key in ["items", "additionalProperties", "not"] {
        found.extend(schema.get(key).filter(|node| matches!(node.value, Value::Object(_))));
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        found.extend(schema.get(key).map_or(&[][..], Node::items));
    }
    found
}

/// Calls `visit` on every schema inside a schema and then on itself: inner ones are finished before outer ones.
pub fn visit_mut(schema: &mut Node, visit: &mut dyn FnMut(&mut Node)) {
    if let Some(properties) = tree::get_mut(schema, "properties") {
        for entry in tree::entries_mut(properties) {
            visit_mut(&mut entry.node, visit);
        }
    }
    for key in ["items", "additionalProperties", "not"] {
        if let Some(node) = tree::get_mut(schema, key)
            && matches!(node.value, Value::Object(_))
        {
            visit_mut(node, visit);
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        if let Some(list) = tree::get_mut(schema, key) {
            for node in tree::items_mut(list) {
                visit_mut(node, visit);
            }
        }
    }
    visit(schema);
}

/// The schemas that stand in the bodies of an operation's responses.
pub fn response_schemas_mut(root: &mut Node) -> Vec<&mut Node> {
    let mut found = Vec::new();
    for operation in operations_mut(root) {
        let Some(responses) = tree::get_mut(operation, "responses") else { continue };
        for response in tree::entries_mut(responses) {
            let Some(content) = tree::get_mut(&mut response.node, "content") else { continue };
            found.extend(
                tree::entries_mut(content).iter_mut().filter_map(|media| tree::get_mut(&mut media.node, "schema")),
            );
        }
    }
    found
}

/// Every operation of the contract.
pub fn operations_mut(root: &mut Node) -> Vec<&mut Node> {
    let Some(paths) = tree::get_mut(root, "paths") else { return Vec::new() };
    let items = tree::entries_mut(paths).iter_mut().flat_map(|path| tree::entries_mut(&mut path.node));
    items.filter(|entry| METHODS.contains(&entry.key.as_str())).map(|entry| &mut entry.node).collect()
}

/// The keys of a path item that are operations.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The components that these names reach through `$ref`s, themselves included.
#[must_use]
pub fn reachable(root: &Node, start: BTreeSet<String>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<String> = start.into_iter().collect();
    while let Some(name) = open.pop() {
        if let Some(schema) = root.pointer("/components/schemas").and_then(|all| all.get(&name)) {
            open.extend(mentioned(schema).into_iter().filter(|next| !reached.contains(next)));
        }
        reached.insert(name);
    }
    reached
}

/// The components whose `$ref`s stand anywhere in a tree (its examples aside, which are data).
#[must_use]
pub fn mentioned(node: &Node) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(node, &mut found);
    found
}

/// Whether the values under a key are known by names that people choose, so that none of these names is a keyword: a
/// property may be called `example`.
#[must_use]
pub fn holds_names(key: &str, value: &Node) -> bool {
    const NAMES: [&str; 9] =
        ["properties", "schemas", "responses", "parameters", "requestBodies", "headers", "paths", "callbacks", "links"];
    NAMES.contains(&key) && matches!(value.value, Value::Object(_))
}

fn collect(node: &Node, found: &mut BTreeSet<String>) {
    if let Some(name) = component(node) {
        found.insert(name.to_owned());
    }
    for entry in node.entries().iter().filter(|entry| entry.key != "example" && entry.key != "examples") {
        if holds_names(&entry.key, &entry.node) {
            entry.node.entries().iter().for_each(|named| collect(&named.node, found));
        } else {
            collect(&entry.node, found);
        }
    }
    for item in node.items() {
        collect(item, found);
    }
}
