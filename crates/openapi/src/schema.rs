//! Finds the schemas inside a schema, and the components that a schema refers to.

use std::collections::BTreeSet;

use crate::{
    document::{Node, Value, join_pointer},
    grammar::{ObjectKind, ValueKind},
    operation::is_method,
    tree,
};

/// The first part of each `$ref` to a component schema.
pub const COMPONENTS: &str = "#/components/schemas/";

/// Returns `Task` for a `$ref` to `#/components/schemas/Task`; `None` for other nodes.
#[must_use]
pub fn component(node: &Node) -> Option<&str> {
    node.get("$ref")?.as_str()?.strip_prefix(COMPONENTS)
}

/// Returns the component schemas of a document.
#[must_use]
pub fn components(root: &Node) -> &[crate::document::Entry] {
    root.pointer("/components/schemas").map_or(&[], Node::entries)
}

/// Returns the value of `type`. Returns `None` if `type` is missing or is not a string.
#[must_use]
pub fn kind(schema: &Node) -> Option<&str> {
    schema.get("type")?.as_str()
}

/// Returns whether the schema has a scalar type: string, integer, number or boolean. Does not look at other keywords.
#[must_use]
pub fn is_scalar(schema: &Node) -> bool {
    matches!(kind(schema), Some("string" | "integer" | "number" | "boolean"))
}

/// The form of a keyword's value: one schema, a list of schemas, or an object of schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// One schema. `additionalProperties` can also be a boolean.
    One,
    /// A list of schemas.
    List,
    /// An object whose values are schemas, such as the value of `properties`.
    Named,
}

fn holds(keyword: &str) -> Option<Holds> {
    let is_schema = |value: &ValueKind| matches!(value, ValueKind::ObjectOrRef(ObjectKind::Schema));
    match ObjectKind::Schema.definition().key(keyword)?.value {
        ValueKind::SchemaOrBool | ValueKind::ObjectOrRef(ObjectKind::Schema) => Some(Holds::One),
        ValueKind::List(item) if is_schema(item) => Some(Holds::List),
        ValueKind::Map(value) if is_schema(value) => Some(Holds::Named),
        _ => None,
    }
}

/// Returns the schemas directly inside a schema.
#[must_use]
pub fn children(schema: &Node) -> Vec<&Node> {
    let mut found = Vec::new();
    for entry in schema.entries() {
        match holds(&entry.key) {
            Some(Holds::One) => found.extend(is_object(&entry.node).then_some(&entry.node)),
            Some(Holds::List) => found.extend(entry.node.items()),
            Some(Holds::Named) => found.extend(entry.node.entries().iter().map(|named| &named.node)),
            None => {}
        }
    }
    found
}

/// Returns mutable references to the schemas directly inside a schema. Each comes with its JSON Pointer relative to the
/// outer schema, such as `/properties/name`.
pub fn children_mut(schema: &mut Node) -> Vec<(String, &mut Node)> {
    let mut found = Vec::new();
    for entry in tree::entries_mut(schema) {
        let pointer = join_pointer("", &entry.key);
        match holds(&entry.key) {
            Some(Holds::One) if is_object(&entry.node) => found.push((pointer, &mut entry.node)),
            Some(Holds::List) => {
                let items = tree::items_mut(&mut entry.node).iter_mut().enumerate();
                found.extend(items.map(|(index, item)| (join_pointer(&pointer, &index.to_string()), item)));
            }
            Some(Holds::Named) => {
                let named = tree::entries_mut(&mut entry.node).iter_mut();
                found.extend(named.map(|named| (join_pointer(&pointer, &named.key), &mut named.node)));
            }
            _ => {}
        }
    }
    found
}

/// Calls `visit` on a schema and on all schemas inside the schema. Visits an inner schema before its outer schema.
pub fn visit_mut(schema: &mut Node, visit: &mut dyn FnMut(&mut Node)) {
    for (_, child) in children_mut(schema) {
        visit_mut(child, visit);
    }
    visit(schema);
}

fn is_object(node: &Node) -> bool {
    matches!(node.value, Value::Object(_))
}

/// Returns mutable references to the schemas of all response bodies.
pub fn response_schemas_mut(root: &mut Node) -> Vec<&mut Node> {
    let mut found = Vec::new();
    for operation in operations_mut(root) {
        let Some(responses) = tree::get_mut(operation, "responses") else { continue };
        for response in tree::entries_mut(responses) {
            let Some(content) = tree::get_mut(&mut response.node, "content") else { continue };
            let media_types = tree::entries_mut(content).iter_mut();
            found.extend(media_types.filter_map(|media| tree::get_mut(&mut media.node, "schema")));
        }
    }
    found
}

/// Returns mutable references to all operations of a contract.
pub fn operations_mut(root: &mut Node) -> Vec<&mut Node> {
    let Some(paths) = tree::get_mut(root, "paths") else { return Vec::new() };
    let items = tree::entries_mut(paths).iter_mut().flat_map(|path| tree::entries_mut(&mut path.node));
    items.filter(|entry| is_method(&entry.key)).map(|entry| &mut entry.node).collect()
}

/// Returns the names of the components in `start`, and of all components to which they refer directly or through other
/// components.
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

/// Returns the names of the components to which the `$ref`s of a tree lead. A `$ref` inside an example does not count.
#[must_use]
pub fn mentioned(node: &Node) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(node, &mut found);
    found
}

/// Returns whether the keys inside an object are names that the author of the contract chose, not keywords of OpenAPI.
/// `key` is the key of the object itself. For example, inside `properties`, the key `example` is the name of a
/// property.
#[must_use]
pub fn holds_names(key: &str, value: &Node) -> bool {
    const NAMES: [&str; 9] =
        ["properties", "schemas", "responses", "parameters", "requestBodies", "headers", "paths", "callbacks", "links"];
    NAMES.contains(&key) && is_object(value)
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
