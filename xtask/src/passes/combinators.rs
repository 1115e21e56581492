//! Replaces combinations of schemas (`allOf`, `anyOf`, `oneOf`, `not`) by one plain schema.
//!
//! - An `allOf` with one schema is replaced by this schema. But an `allOf` with one `$ref` stays, because OpenAPI 3.0
//!   contracts need it to add a description to a `$ref`.
//! - An `allOf` of objects becomes one object with all properties.
//! - `anyOf` or `oneOf` of scalars of one type becomes a scalar of this type, without `enum`.
//! - In a request, a `oneOf` of objects that are all components stays, and typify makes an enum.
//! - In a request, any other `anyOf` or `oneOf` of objects becomes one object with the properties of all its schemas.
//! - In a response, if a schema has `properties` and also `anyOf` or `oneOf`, only the `properties` stay.
//! - Any other `anyOf` or `oneOf` becomes a schema for any value. typify would make an untagged enum, and the decoding
//!   would fail if the service sends a new kind of value.
//! - An `allOf` that cannot be merged becomes a schema for any value. But in a response, if the `allOf` contains a
//!   `$ref`, only the first `$ref` stays.
//! - `not` is removed.

use std::cell::Cell;

use dataarts_insight_openapi::document::{Entry, Node, Value};

use super::without;
use crate::{schema, tree};

/// Keywords that no response schema has after this pass.
pub const REMOVES: &[&str] = &["oneOf", "anyOf", "not"];

/// The limit for one component: the total size ([`count`]) of the schemas that replace a `$ref` inside the component.
const BUDGET: usize = 4000;

/// Replaces the combinations in a schema and in the schemas inside it. `root` is the contract before the pass.
/// `component` is the name of the schema if the schema is a component.
pub fn apply(schema: &mut Node, root: &Node, component: Option<&str>, in_response: bool) {
    let combined = Combined { root, in_response, left: Cell::new(BUDGET) };
    let open = component.map(str::to_owned).into_iter().collect();
    combined.schema(schema, &open, 0);
}

struct Combined<'r> {
    root: &'r Node,
    in_response: bool,
    /// [`BUDGET`] minus the size of the schemas so far.
    left: Cell<usize>,
}

/// The names of the components that the current schema is inside of. A `$ref` to one of these components is not
/// replaced by the component, because the replacement of a schema that contains itself would never end.
type Open = Vec<String>;

impl Combined<'_> {
    fn schema(&self, schema: &mut Node, open: &Open, depth: usize) {
        self.left.set(self.left.get().saturating_sub(1));
        if depth > 32 {
            *schema = tree::object([], schema);
            return;
        }
        let mut open = open.clone();
        if let Some(parts) = schema.get("allOf").map(|list| list.items().to_vec()) {
            self.all_of(schema, parts, &mut open);
        }
        null_choices(schema);
        let choices = choices(schema);
        if !choices.is_empty() {
            self.one_of(schema, &choices, &mut open);
        }
        without(schema, &["anyOf", "not"]);
        if self.in_response {
            without(schema, REMOVES);
        }
        for (place, child) in schema::children_mut(schema) {
            if !place.starts_with("/allOf/") && !place.starts_with("/oneOf/") {
                self.schema(child, &open, depth + 1);
            }
        }
    }

    fn all_of(&self, schema: &mut Node, mut parts: Vec<Node>, open: &mut Open) {
        let alone = ["properties", "anyOf", "oneOf", "enum"].iter().all(|key| schema.get(key).is_none());
        // Removes the schemas of `allOf` that have only a description, because a description does not restrict the
        // value.
        if parts.len() > 1 {
            parts.retain(|part| part.entries().iter().any(|entry| says_something(&entry.key)));
        }
        match parts.as_slice() {
            // Keeps `allOf` with the `$ref`, and the keywords that only describe, for example `description`.
            [only] if alone && only.get("$ref").is_some() => {
                set_only_part(schema, only);
                without(schema, &["type", "required", "additionalProperties"]);
            }
            [only] if alone => {
                without(schema, &["allOf"]);
                fill(schema, only);
                if let Some(parts) = schema.get("allOf").map(|list| list.items().to_vec()) {
                    self.all_of(schema, parts, open);
                }
            }
            parts => {
                let mut own = schema.clone();
                without(&mut own, &["allOf"]);
                let merged = self.merged(parts.iter().chain([&own]), open);
                let keep = |key: &str| !says_something(key) || key == "nullable";
                tree::retain(schema, |entry| keep(&entry.key));
                match merged {
                    Some(merged) => fill(schema, &merged),
                    // The parts cannot be merged, for example if the schema contains itself. Keeps only the first part
                    // with a `$ref`. The client decodes the properties of the other parts as unknown fields.
                    None if self.in_response => {
                        if let Some(part) = parts.iter().find(|part| part.get("$ref").is_some()) {
                            set_only_part(schema, part);
                        }
                    }
                    None => {}
                }
            }
        }
    }

    /// Merges the parts of an `allOf` into one schema. Returns `None` if this is not possible, for example if the parts
    /// have different types.
    fn merged<'a>(&self, parts: impl Iterator<Item = &'a Node>, open: &mut Open) -> Option<Node> {
        let mut merged: Option<Node> = None;
        for part in parts {
            let part = self.expanded(part, open)?;
            let target = merged.get_or_insert_with(|| tree::object([], &part));
            let (left, right) = (kind_of(target), kind_of(&part));
            if left.is_some() && right.is_some() && left != right {
                return None;
            }
            for entry in part.entries() {
                match (entry.key.as_str(), tree::get_mut(target, &entry.key)) {
                    ("properties", Some(old)) => {
                        let mut all = old.entries().to_vec();
                        merge(&mut all, entry.node.entries());
                        old.value = Value::Object(all);
                    }
                    ("required", Some(old)) => {
                        let mut all = old.items().to_vec();
                        all.extend(entry.node.items().iter().cloned());
                        old.value = Value::Array(all);
                    }
                    ("oneOf" | "anyOf" | "allOf", _) => return None,
                    (_, Some(_)) => {}
                    (_, None) => tree::set(target, &entry.key, entry.node.clone()),
                }
            }
        }
        merged
    }

    /// Replaces the `$ref` of one part by the component, and an inner `allOf` by one merged schema. Returns `None` if
    /// the component contains itself, does not exist or is too large, or if the part has `anyOf` or `oneOf`.
    fn expanded(&self, part: &Node, open: &mut Open) -> Option<Node> {
        let mut part = part.clone();
        while part.get("$ref").is_some() {
            let name = schema::component(&part)?;
            if open.iter().any(|other| other == name) || open.len() > 32 {
                return None;
            }
            let target = self.root.pointer("/components/schemas").and_then(|all| all.get(name))?.clone();
            self.left.set(self.left.get().checked_sub(count(&target))?);
            open.push(name.to_owned());
            part = target;
        }
        if let Some(parts) = part.get("allOf").map(|list| list.items().to_vec()) {
            without(&mut part, &["allOf"]);
            part = self.merged(parts.iter().chain([&part]), open)?;
        }
        // Removes keywords that describe only this part and not the merged schema.
        without(&mut part, &["description", "title", "example", "default", "nullable", "not", "discriminator"]);
        if part.get("properties").is_some() {
            // Removes `anyOf` and `oneOf` if their schemas add no property, for example `anyOf: [{ required: [a] }]`.
            let narrows = |list: &Node| {
                list.items().iter().all(|choice| choice.get("properties").or(choice.get("$ref")).is_none())
            };
            for key in ["anyOf", "oneOf"] {
                if part.get(key).is_some_and(narrows) {
                    without(&mut part, &[key]);
                }
            }
        }
        (part.get("anyOf").or(part.get("oneOf")).is_none()).then_some(part)
    }

    fn one_of(&self, schema: &mut Node, choices: &[Node], open: &mut Open) {
        let is_nullable = |choice: &Node| choice.flag("nullable");
        let nullable = choices.iter().any(is_nullable) || is_nullable(schema);
        let resolved: Vec<Node> = choices
            .iter()
            .map(|choice| self.root.resolve(choice).map_or_else(|_| choice.clone(), |found| found.node.clone()))
            .collect();
        let own_properties = schema.get("properties").is_some();
        let narrows = |choice: &Node| {
            choice
                .entries()
                .iter()
                .all(|entry| !says_something(&entry.key) || ["required", "not", "type"].contains(&entry.key.as_str()))
        };
        let components = choices.iter().all(|choice| schema::component(choice).is_some());
        let objects =
            resolved.iter().all(|choice| kind_of(choice) == Some("object") && choice.get("properties").is_some());
        match choices {
            _ if own_properties && resolved.iter().all(narrows) => without(schema, &["anyOf", "oneOf"]),
            [only] if only.get("$ref").is_none() && !own_properties => {
                without(schema, &["anyOf", "oneOf"]);
                fill(schema, only);
                if let Some(parts) = schema.get("allOf").map(|list| list.items().to_vec()) {
                    self.all_of(schema, parts, open);
                }
                let choices = self::choices(schema);
                if !choices.is_empty() {
                    self.one_of(schema, &choices, open);
                }
            }
            [only] if !own_properties => {
                without(schema, &["anyOf", "oneOf", "type"]);
                set_only_part(schema, only);
            }
            _ if !own_properties && same_scalar(&resolved) => {
                let first = resolved.first().cloned().unwrap_or_else(|| schema.clone());
                without(schema, &["anyOf", "oneOf", "enum"]);
                if let Some(kind) = first.get("type").cloned() {
                    tree::set(schema, "type", kind);
                }
                let format = first.get("format").filter(|_| resolved.iter().all(|choice| same_format(choice, &first)));
                if let Some(format) = format.cloned() {
                    tree::set(schema, "format", format);
                }
            }
            _ if !self.in_response && components && objects && !own_properties && schema.get("anyOf").is_none() => {
                // Keeps `oneOf`, so that typify makes an enum. Removes the other keywords that restrict values, because
                // typify would read them as a second schema that the value must match.
                tree::retain(schema, |entry| {
                    !says_something(&entry.key) || ["oneOf", "nullable"].contains(&entry.key.as_str())
                });
            }
            _ if !self.in_response && objects => match self.union(schema, choices, open) {
                Some(union) => {
                    without_all(schema);
                    fill(schema, &union);
                }
                None => without_all(schema),
            },
            _ if own_properties && self.in_response => without(schema, REMOVES),
            _ => without_all(schema),
        }
        if nullable {
            let yes = tree::boolean(true, schema);
            tree::set(schema, "nullable", yes);
        }
    }

    /// Returns one object with the properties of all choices. A property is required if every choice requires it, or if
    /// `schema` itself requires it.
    fn union(&self, schema: &Node, choices: &[Node], open: &mut Open) -> Option<Node> {
        let mut properties: Vec<Entry> = schema.get("properties").map_or_else(Vec::new, |own| own.entries().to_vec());
        let mut required: Option<Vec<Node>> = None;
        let before = open.clone();
        for choice in choices {
            let mut inner = before.clone();
            let choice = self.expanded(choice, &mut inner)?;
            open.extend(inner);
            for entry in choice.get("properties").map_or(&[][..], Node::entries) {
                match properties.iter_mut().find(|old| old.key == entry.key) {
                    Some(old) if old.node.to_json() == entry.node.to_json() => {}
                    Some(old) => old.node = either(&old.node, &entry.node),
                    None => properties.push(entry.clone()),
                }
            }
            let names = choice.get("required").map_or(&[][..], Node::items);
            required = Some(match required {
                None => names.to_vec(),
                Some(all) => {
                    all.into_iter().filter(|name| names.iter().any(|other| other.as_str() == name.as_str())).collect()
                }
            });
        }
        let mut all = required.unwrap_or_default();
        all.extend(schema.get("required").map_or(&[][..], Node::items).iter().cloned());
        let properties = Node { span: schema.span.clone(), value: Value::Object(properties) };
        let required = Node { span: schema.span.clone(), value: Value::Array(all) };
        Some(tree::object(
            [("type", tree::string("object", schema)), ("properties", properties), ("required", required)],
            schema,
        ))
    }
}

/// Returns one schema for a property that two choices define differently. If both define the same scalar type, the
/// schema has this type. Otherwise the schema accepts any value.
fn either(left: &Node, right: &Node) -> Node {
    let mut made = tree::object([], left);
    if schema::is_scalar(left)
        && schema::kind(left) == schema::kind(right)
        && let Some(kind) = left.get("type")
    {
        tree::set(&mut made, "type", kind.clone());
    }
    if let Some(description) = left.get("description").or_else(|| right.get("description")) {
        tree::set(&mut made, "description", description.clone());
    }
    made
}

/// Removes the schemas of `anyOf` and `oneOf` that accept only `null`. If it removes one, adds `nullable: true`.
fn null_choices(schema: &mut Node) {
    let is_null = |choice: &Node| {
        let values = choice.get("enum").map_or(&[][..], Node::items);
        !values.is_empty() && values.iter().all(|value| matches!(value.value, Value::Null))
    };
    for key in ["anyOf", "oneOf"] {
        let Some(Value::Array(choices)) = tree::get_mut(schema, key).map(|list| &mut list.value) else { continue };
        let count = choices.len();
        if choices.iter().any(|choice| !is_null(choice)) {
            choices.retain(|choice| !is_null(choice));
        }
        if choices.len() < count {
            let yes = tree::boolean(true, schema);
            tree::set(schema, "nullable", yes);
        }
    }
}

/// Returns the schemas in the lists `anyOf` and `oneOf`.
fn choices(schema: &Node) -> Vec<Node> {
    ["anyOf", "oneOf"].iter().filter_map(|key| schema.get(key)).flat_map(Node::items).cloned().collect()
}

/// Returns whether a keyword restricts values. Other keywords only describe: `title`, `example`, `x-…`.
fn says_something(key: &str) -> bool {
    const DESCRIBES: [&str; 8] =
        ["title", "description", "example", "examples", "deprecated", "externalDocs", "readOnly", "writeOnly"];
    !DESCRIBES.contains(&key) && !key.starts_with("x-")
}

/// Removes every keyword that restricts values. The description stays.
fn without_all(schema: &mut Node) {
    tree::retain(schema, |entry| !says_something(&entry.key));
}

fn kind_of(schema: &Node) -> Option<&str> {
    schema::kind(schema).or_else(|| schema.get("properties").map(|_| "object"))
}

fn same_scalar(choices: &[Node]) -> bool {
    let kinds: Vec<Option<&str>> = choices.iter().map(schema::kind).collect();
    choices.iter().all(schema::is_scalar) && kinds.windows(2).all(|pair| matches!(pair, [a, b] if a == b))
}

/// Estimates the size of a schema: 1, plus a quarter of the total size of the values of its keys.
fn count(node: &Node) -> usize {
    1 + node.entries().iter().map(|entry| count(&entry.node)).sum::<usize>() / 4
}

fn merge(properties: &mut Vec<Entry>, more: &[Entry]) {
    for entry in more {
        match properties.iter_mut().find(|old| old.key == entry.key) {
            Some(old) => *old = entry.clone(),
            None => properties.push(entry.clone()),
        }
    }
}

fn same_format(left: &Node, right: &Node) -> bool {
    left.get("format").and_then(Node::as_str) == right.get("format").and_then(Node::as_str)
}

/// Sets `allOf` to a list with one part.
fn set_only_part(schema: &mut Node, part: &Node) {
    let list = Node { span: schema.span.clone(), value: Value::Array(vec![part.clone()]) };
    tree::set(schema, "allOf", list);
}

/// Copies the keywords of `from` that `schema` does not have.
fn fill(schema: &mut Node, from: &Node) {
    for entry in from.entries() {
        if schema.get(&entry.key).is_none() {
            tree::set(schema, &entry.key, entry.node.clone());
        }
    }
}
