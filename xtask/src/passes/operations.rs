//! Changes each operation so that later passes find its ID, parameters and body inside the operation.
//!
//! - References to path items, parameters and request bodies are replaced by their targets.
//! - The parameters of a path are copied to its operations.
//! - An operation without an ID gets an ID from its method and path.
//! - Operations with the methods `OPTIONS` and `TRACE` are removed.

use std::collections::BTreeSet;

use dataarts_insight_lint::names;
use dataarts_insight_openapi::{
    document::{Node, Value},
    is_method,
};

use crate::{render::notes, tree};

/// Applies this pass to a whole contract.
pub fn apply(root: &mut Node) {
    let before = root.clone();
    let mut left_out = Vec::new();
    if let Some(paths) = tree::get_mut(root, "paths") {
        tree::retain(paths, |entry| entry.key.starts_with('/'));
        for path in tree::entries_mut(paths) {
            if let Ok(resolved) = before.resolve(&path.node) {
                path.node = resolved.node.clone();
            }
            path_item(&before, &path.key, &mut path.node, &mut left_out);
        }
    }
    ids(root);
    for note in left_out {
        notes::add(root, note);
    }
    if let Some(components) = tree::get_mut(root, "components") {
        tree::retain(components, |entry| !["parameters", "requestBodies"].contains(&entry.key.as_str()));
    }
}

fn path_item(before: &Node, path: &str, item: &mut Node, left_out: &mut Vec<String>) {
    let shared = item.get("parameters").map_or_else(Vec::new, |list| list.items().to_vec());
    tree::retain(item, |entry| {
        // reqwest has no function for these methods.
        let unsupported = ["options", "trace"].contains(&entry.key.as_str());
        if unsupported {
            left_out
                .push(format!("{} {path} is left out: the client cannot send the method", entry.key.to_uppercase()));
        }
        !unsupported && entry.key != "parameters"
    });
    for entry in tree::entries_mut(item).iter_mut().filter(|entry| is_method(&entry.key)) {
        let operation = &mut entry.node;
        let own = operation.get("parameters").map_or_else(Vec::new, |list| list.items().to_vec());
        let mut parameters: Vec<Node> = Vec::new();
        for parameter in shared.iter().chain(&own).filter_map(|node| before.resolve(node).ok()) {
            let key = |node: &Node| {
                let text = |key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
                let (name, place) = (text("name"), text("in"));
                (if place == "header" { name.to_ascii_lowercase() } else { name }, place)
            };
            // If the operation and its path have a parameter with the same name and location, keeps the parameter of
            // the operation.
            match parameters.iter_mut().find(|other| key(other) == key(parameter.node)) {
                Some(other) => *other = parameter.node.clone(),
                None => parameters.push(parameter.node.clone()),
            }
        }
        if parameters.is_empty() {
            tree::remove(operation, "parameters");
        } else {
            let list = Node { span: operation.span.clone(), value: Value::Array(parameters) };
            tree::set(operation, "parameters", list);
        }
        if let Some(body) = tree::get_mut(operation, "requestBody")
            && let Ok(resolved) = before.resolve(body)
        {
            *body = resolved.node.clone();
        }
    }
}

/// Adds missing operation IDs, such as `get_tasks_id` for `GET /tasks/{id}`.
fn ids(root: &mut Node) {
    let Some(paths) = tree::get_mut(root, "paths") else { return };
    let operations = |paths: &Node| {
        let items = paths.entries().iter().flat_map(|path| path.node.entries()).filter(|entry| is_method(&entry.key));
        items.filter_map(|entry| Some(entry.node.get("operationId")?.as_str()?.to_owned())).collect::<Vec<_>>()
    };
    let mut taken: BTreeSet<String> = operations(paths).iter().map(|id| names::snake(id)).collect();
    for path in tree::entries_mut(paths) {
        for entry in tree::entries_mut(&mut path.node).iter_mut().filter(|entry| is_method(&entry.key)) {
            if entry.node.get("operationId").and_then(Node::as_str).is_some_and(|id| !id.is_empty()) {
                continue;
            }
            let plain = names::snake(&format!("{} {}", entry.key, path.key));
            let mut id = plain.clone();
            let mut number = 2;
            while !taken.insert(id.clone()) {
                id = format!("{plain}_{number}");
                number += 1;
            }
            let id = tree::string(id, &entry.node);
            tree::set(&mut entry.node, "operationId", id);
        }
    }
}
