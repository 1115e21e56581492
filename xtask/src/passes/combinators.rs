//! Replaces combinations of schemas by one plain schema.
//!
//! - `allOf` of one schema (in OpenAPI 3.0 it adds a description to a `$ref`) becomes that schema;
//! - `allOf` of objects becomes one object with all their properties;
//! - `anyOf`/`oneOf` of scalars of one type becomes that type, like an enumeration;
//! - any other `anyOf`/`oneOf`, and an `allOf` of different types, becomes any value: typify makes untagged enums of
//!   them, which reject every new value, or for `anyOf` code that rejects every string;
//! - `not` is removed: it only restricts values.

use dataarts_insight_openapi::document::{Entry, Node, Value};

use super::{Pass, without};
use crate::{schema, tree};

/// The pass of this module.
pub const PASS: Pass = Pass { apply, removes: &["oneOf", "anyOf", "not"] };

fn apply(schema: &mut Node, root: &Node) {
    if let Some(parts) = schema.get("allOf").map(|list| list.items().to_vec()) {
        all_of(schema, &parts, root);
    }
    let choices: Vec<Node> =
        ["anyOf", "oneOf"].iter().filter_map(|key| schema.get(key)).flat_map(|list| list.items().to_vec()).collect();
    if !choices.is_empty() {
        one_of(schema, &choices);
    }
}

fn all_of(schema: &mut Node, parts: &[Node], root: &Node) {
    let alone = schema.get("properties").is_none();
    match parts {
        // A reference with a description: both are kept.
        [only] if alone && only.get("$ref").is_some() => {}
        [only] if alone => {
            without(schema, &["allOf"]);
            fill(schema, only);
        }
        parts => {
            let mut properties = Vec::new();
            let mut objects = true;
            for part in parts {
                objects &= collect(part, root, &mut properties, 0);
            }
            if let Some(own) = schema.get("properties") {
                merge(&mut properties, own.entries());
            }
            without(schema, &["allOf", "properties", "type"]);
            if objects {
                let object = Node { span: schema.span.clone(), value: Value::Object(properties) };
                let kind = tree::string("object", schema);
                tree::set(schema, "type", kind);
                tree::set(schema, "properties", object);
            }
        }
    }
}

/// Collects the properties of an object, inherited ones first; returns `false` for a schema that is not an object.
fn collect(part: &Node, root: &Node, properties: &mut Vec<Entry>, depth: usize) -> bool {
    // A cycle of references is a lint error, but this must also end for a contract that was not linted.
    if depth > 16 {
        return false;
    }
    if let Some(name) = schema::component(part) {
        let target = root.pointer("/components/schemas").and_then(|all| all.get(name));
        return target.is_some_and(|target| collect(target, root, properties, depth + 1));
    }
    let inherited = part.get("allOf").map_or(&[][..], Node::items);
    let fits = inherited.iter().all(|inner| collect(inner, root, properties, depth + 1));
    let own = part.get("properties");
    if let Some(own) = own {
        merge(properties, own.entries());
    }
    // A part without properties and type only adds keywords such as `required`, which the other passes remove.
    fits && matches!(schema::kind(part), None | Some("object")) && part.get("anyOf").or(part.get("oneOf")).is_none()
}

fn merge(properties: &mut Vec<Entry>, more: &[Entry]) {
    for entry in more {
        match properties.iter_mut().find(|old| old.key == entry.key) {
            Some(old) => *old = entry.clone(),
            None => properties.push(entry.clone()),
        }
    }
}

fn one_of(schema: &mut Node, choices: &[Node]) {
    let nullable = choices.iter().any(|choice| choice.get("nullable").and_then(Node::as_bool) == Some(true));
    match choices {
        [only] if only.get("$ref").is_none() => fill(schema, only),
        [first, ..] if schema::is_scalar(first) && choices.iter().all(|c| schema::kind(c) == schema::kind(first)) => {
            if let Some(kind) = first.get("type").cloned() {
                tree::set(schema, "type", kind);
            }
            let format = first.get("format").filter(|_| choices.iter().all(|c| same_format(c, first)));
            if let Some(format) = format.cloned() {
                tree::set(schema, "format", format);
            }
        }
        _ => without(schema, &["type", "properties", "additionalProperties", "items"]),
    }
    if nullable {
        let yes = tree::boolean(true, schema);
        tree::set(schema, "nullable", yes);
    }
}

fn same_format(left: &Node, right: &Node) -> bool {
    left.get("format").and_then(Node::as_str) == right.get("format").and_then(Node::as_str)
}

/// Adds the keywords of `from` that `schema` does not have.
fn fill(schema: &mut Node, from: &Node) {
    for entry in from.entries() {
        if schema.get(&entry.key).is_none() {
            tree::set(schema, &entry.key, entry.node.clone());
        }
    }
}
