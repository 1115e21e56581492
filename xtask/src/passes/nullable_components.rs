//! Removes `nullable` from each component, and adds it to each `$ref` to the component.
//!
//! For a nullable component, typify would make two types with the same name. The `$ref` of a response property does not
//! get `nullable`: the property is optional, so its type is an `Option` that accepts `null`.

use std::collections::BTreeSet;

use dataarts_insight_openapi::document::{Node, Value};

use crate::{
    schema::{self, children_mut},
    tree,
};

/// Applies this pass to a whole contract. `responses` are the names of the components that a response body can contain.
pub fn apply(root: &mut Node, responses: &BTreeSet<String>) {
    let Some(components) = tree::pointer_mut(root, "/components/schemas") else { return };
    let mut nullable = BTreeSet::new();
    for entry in tree::entries_mut(components) {
        if entry.node.flag("nullable") {
            nullable.insert(entry.key.clone());
        }
        tree::remove(&mut entry.node, "nullable");
    }
    if nullable.is_empty() {
        return;
    }
    for entry in tree::entries_mut(components) {
        let lenient = responses.contains(&entry.key);
        children(&mut entry.node, &nullable, lenient);
    }
    for operation in schema::operations_mut(root) {
        for (key, lenient) in [("requestBody", false), ("responses", true)] {
            if let Some(node) = tree::get_mut(operation, key) {
                bodies(node, &nullable, lenient);
            }
        }
    }
}

/// Adds `nullable` to the references in each `schema` of a request body or of the responses.
fn bodies(node: &mut Node, nullable: &BTreeSet<String>, lenient: bool) {
    for entry in tree::entries_mut(node) {
        if entry.key == "schema" {
            children(&mut entry.node, nullable, lenient);
            wrap(&mut entry.node, nullable);
        } else if !["example", "examples", "headers"].contains(&entry.key.as_str()) {
            bodies(&mut entry.node, nullable, lenient);
        }
    }
}

fn children(schema: &mut Node, nullable: &BTreeSet<String>, lenient: bool) {
    for (place, child) in children_mut(schema) {
        children(child, nullable, lenient);
        let composed = ["/allOf", "/anyOf", "/oneOf"].iter().any(|key| place.starts_with(key));
        let is_optional = lenient && place.starts_with("/properties/");
        if !composed && !is_optional {
            wrap(child, nullable);
        }
    }
}

fn wrap(node: &mut Node, nullable: &BTreeSet<String>) {
    if schema::component(node).is_some_and(|name| nullable.contains(name)) {
        let parts = Node { span: node.span.clone(), value: Value::Array(vec![node.clone()]) };
        *node = tree::object([("nullable", tree::boolean(true, node)), ("allOf", parts)], node);
    }
}
