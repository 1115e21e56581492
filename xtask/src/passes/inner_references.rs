//! Makes a component of each schema that a `$ref` points to and that is not a component yet.
//!
//! Such a `$ref` points to a part of a component (`#/components/schemas/Task/items`), to `$defs` or to another file.
//! The client generator reads only references to components.

use std::collections::{BTreeMap, BTreeSet};

use dataarts_insight_openapi::document::{Entry, Node, Value, unescape_token};

use crate::{schema, tree};

/// Rewrites the references in all schemas.
pub fn apply(root: &mut Node) {
    let before = root.clone();
    let taken = schema::components(&before).iter().map(|entry| entry.key.clone()).collect();
    let mut inner = Inner { root: &before, taken, names: BTreeMap::new(), open: Vec::new() };
    schemas(root, &mut inner);
    let mut made = Vec::new();
    while let Some((name, mut node)) = inner.open.pop() {
        inner.schema(&mut node);
        made.push(Entry { key: name, key_span: node.span.clone(), node });
    }
    if made.is_empty() {
        return;
    }
    made.sort_by(|a, b| a.key.cmp(&b.key));
    for key in ["/components", "/components/schemas"] {
        if root.pointer(key).is_none()
            && let Some((parent, name)) = key.rsplit_once('/')
            && let Some(parent) = tree::pointer_mut(root, parent)
        {
            let none = tree::object([], parent);
            tree::set(parent, name, none);
        }
    }
    if let Some(Node { value: Value::Object(components), .. }) = tree::pointer_mut(root, "/components/schemas") {
        components.extend(made);
    }
    // The schema is now a component. Replaces the original schema, such as `#/components/schemas/Task/items`, by a
    // reference to the component. Otherwise, two types would be generated for one schema.
    let places: Vec<(&str, &str)> =
        inner.names.iter().filter_map(|(text, name)| Some((text.strip_prefix('#')?, name.as_str()))).collect();
    for (pointer, name) in &places {
        let around = places
            .iter()
            .filter_map(|(outer, name)| Some((name, pointer.strip_prefix(outer).filter(|rest| rest.starts_with('/'))?)))
            .min_by_key(|(_, rest)| rest.len());
        let place = match around {
            Some((outer, rest)) => format!("/components/schemas/{outer}{rest}"),
            None => (*pointer).to_owned(),
        };
        if place.starts_with("/components/schemas/")
            && let Some(node) = tree::pointer_mut(root, &place)
        {
            *node = tree::object([("$ref", tree::string(format!("{}{name}", schema::COMPONENTS), node))], node);
        }
    }
}

/// Rewrites the references in the value of each key `schema`, and in the components.
fn schemas(node: &mut Node, inner: &mut Inner<'_>) {
    tree::items_mut(node).iter_mut().for_each(|item| schemas(item, inner));
    for entry in tree::entries_mut(node) {
        match entry.key.as_str() {
            "schema" => inner.schema(&mut entry.node),
            "schemas" => tree::entries_mut(&mut entry.node).iter_mut().for_each(|named| inner.schema(&mut named.node)),
            "example" | "examples" => {}
            _ => schemas(&mut entry.node, inner),
        }
    }
}

struct Inner<'r> {
    root: &'r Node,
    taken: BTreeSet<String>,
    /// For each replaced reference, the name of the new component.
    names: BTreeMap<String, String>,
    /// The new components whose own references are not rewritten yet.
    open: Vec<(String, Node)>,
}

impl Inner<'_> {
    fn schema(&mut self, node: &mut Node) {
        let reference = node.get("$ref").and_then(Node::as_str).map(str::to_owned);
        if let Some(reference) = reference.filter(|text| !is_component(text)) {
            if let Some(name) = self.component(&reference, node) {
                *node = tree::object([("$ref", tree::string(format!("{}{name}", schema::COMPONENTS), node))], node);
            }
            return;
        }
        for (_, child) in schema::children_mut(node) {
            self.schema(child);
        }
    }

    /// Returns the name of the component for the target of a reference, and makes this component if necessary. Returns
    /// `None` if the target does not exist.
    fn component(&mut self, reference: &str, node: &Node) -> Option<String> {
        if let Some(name) = self.names.get(reference) {
            return Some(name.clone());
        }
        let target = self.root.resolve(node).ok()?;
        if let Some(name) =
            target.reference.and_then(|text| text.strip_prefix(schema::COMPONENTS)).filter(|name| !name.contains('/'))
        {
            return Some(name.to_owned());
        }
        let plain = name_of(reference);
        let mut name = plain.clone();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{plain}{number}");
            number += 1;
        }
        self.names.insert(reference.to_owned(), name.clone());
        self.open.push((name.clone(), target.node.clone()));
        Some(name)
    }
}

fn is_component(reference: &str) -> bool {
    reference.strip_prefix(schema::COMPONENTS).is_some_and(|name| !name.contains('/'))
}

/// Joins the last two names in a reference. For example, `#/components/schemas/Task/properties/name` gives `Task_name`.
fn name_of(reference: &str) -> String {
    const WORDS: [&str; 7] = ["components", "schemas", "properties", "allOf", "anyOf", "oneOf", "$defs"];
    let tokens: Vec<String> = reference
        .split('/')
        .skip(1)
        .map(unescape_token)
        .filter(|token| !WORDS.contains(&token.as_str()) && token.parse::<u32>().is_err())
        .collect();
    let from = tokens.len().saturating_sub(2);
    let name = tokens.get(from..).unwrap_or_default().join("_");
    if name.is_empty() { "Inner".to_owned() } else { name }
}
