//! Sets the key `x-rust-name` where a Rust name would already be used by another generated item.
//!
//! - For example, the properties `task-id` and `task_id` would both become the field `task_id`.
//! - progenitor and typify do not report this. The generated code would not compile, or would not contain one of the
//!   items.
//! - [`crate::render::client`] uses the new names in Rust only. JSON and URLs keep the names of the contract.

use std::collections::BTreeSet;

use dataarts_insight_lint::names;
use dataarts_insight_openapi::{
    document::{Node, Value},
    is_method,
};

use crate::{schema, tree};

/// The key for the Rust name of an operation, a parameter, a property or a component.
pub const KEY: &str = "x-rust-name";
/// The key for the Rust name of the type of an inline schema.
pub const TYPE_KEY: &str = "x-rust-type-name";

/// Names of the methods and fields that every generated client has.
const METHODS: [&str; 10] =
    ["new", "new_with_client", "client", "inner", "baseurl", "api_version", "clone", "exec", "pre", "post"];
/// Types that the generated module of request builders uses by their plain names, without a path.
const BUILDERS: [&str; 17] = [
    "ByteStream",
    "Client",
    "ClientHooks",
    "ClientInfo",
    "Default",
    "Err",
    "Error",
    "None",
    "Ok",
    "OperationInfo",
    "Option",
    "RequestBuilderExt",
    "ResponseValue",
    "Result",
    "Some",
    "String",
    "Self",
];
/// Types, traits and variants that the generated module of types uses by their plain names, without a path.
const TYPES: [&str; 14] = [
    "Clone", "Debug", "Default", "Err", "From", "None", "Ok", "Option", "Result", "Self", "Some", "String", "TryFrom",
    "Vec",
];
/// Names of methods and variables in a generated request builder.
const SETTERS: [&str; 13] = [
    "has_body",
    "new",
    "send",
    "request",
    "decode",
    "body",
    "body_map",
    "client",
    "header_map",
    "url",
    "response",
    "result",
    "info",
];

/// Applies this pass to a whole contract.
pub fn apply(root: &mut Node) {
    let mut types: BTreeSet<String> = TYPES.iter().map(|name| (*name).to_owned()).collect();
    if let Some(components) = tree::pointer_mut(root, "/components/schemas") {
        for entry in tree::entries_mut(components) {
            let made = names::pascal(&entry.key);
            let name = free(&made, &mut types, "");
            set_if_other(&mut entry.node, &name, &made);
        }
        for entry in tree::entries_mut(components) {
            let name = name_of(&entry.node).unwrap_or_else(|| names::pascal(&entry.key));
            inner(&mut entry.node, &name, &mut types);
        }
    }
    let mut methods: BTreeSet<String> = METHODS.iter().map(|name| (*name).to_owned()).collect();
    let mut builders: BTreeSet<String> = BUILDERS.iter().map(|name| (*name).to_owned()).collect();
    let Some(paths) = tree::get_mut(root, "paths") else { return };
    for path in tree::entries_mut(paths) {
        for entry in tree::entries_mut(&mut path.node).iter_mut().filter(|entry| is_method(&entry.key)) {
            let operation = &mut entry.node;
            let id = operation.get("operationId").and_then(Node::as_str).unwrap_or_default().to_owned();
            let made = names::snake(&id);
            let is_reserved = METHODS.contains(&made.as_str()) || BUILDERS.contains(&names::pascal(&made).as_str());
            let plain = if is_reserved { format!("call_{}", made.trim_end_matches('_')) } else { made.clone() };
            let mut name = plain.clone();
            let mut number = 2;
            while methods.contains(&name) || builders.contains(&names::pascal(&name)) {
                name = format!("{plain}_{number}");
                number += 1;
            }
            methods.insert(name.clone());
            builders.insert(names::pascal(&name));
            set_if_other(operation, &name, &made);
            self::operation(operation, &name, &mut types);
        }
    }
}

/// Returns the name that this pass gave to a node.
#[must_use]
pub fn name_of(node: &Node) -> Option<String> {
    node.get(KEY).and_then(Node::as_str).map(str::to_owned)
}

fn set_if_other(node: &mut Node, name: &str, made: &str) {
    if name != made && matches!(node.value, Value::Object(_)) {
        let name = tree::string(name, node);
        tree::set(node, KEY, name);
    }
}

/// Returns the first of `name`, `name2`, `name3`, … that is not in `taken`, and adds it to `taken`. `between` is the
/// text before the number, for example `_` for `name_2`.
fn free(name: &str, taken: &mut BTreeSet<String>, between: &str) -> String {
    let mut made = name.to_owned();
    let mut number = 2;
    while !taken.insert(made.clone()) {
        made = format!("{}{between}{number}", name.trim_end_matches('_'));
        number += 1;
    }
    made
}

fn operation(operation: &mut Node, id: &str, types: &mut BTreeSet<String>) {
    let mut setters: BTreeSet<String> = SETTERS.iter().map(|name| (*name).to_owned()).collect();
    let mut wires = BTreeSet::new();
    if let Some(parameters) = tree::get_mut(operation, "parameters") {
        for parameter in tree::items_mut(parameters) {
            let wire = parameter.get("name").and_then(Node::as_str).unwrap_or_default().to_owned();
            let made = names::snake(&wire);
            let plain = if SETTERS.contains(&made.as_str()) { format!("{made}_value") } else { made.clone() };
            let name = free(&plain, &mut setters, "_");
            // progenitor treats `id` in the path and `id` in the query as the same parameter.
            if name != made || !wires.insert(wire) || !names::has_letters(&made) {
                let name = tree::string(name.clone(), parameter);
                tree::set(parameter, KEY, name);
            }
            if let Some(schema) = tree::get_mut(parameter, "schema") {
                named(schema, &names::pascal(&format!("{id}-{name}")), types);
            }
        }
    }
    for (pointer, suffix) in [("/requestBody/content", "body"), ("/responses", "response")] {
        let Some(node) = tree::pointer_mut(operation, pointer) else { continue };
        let mut contents: Vec<&mut Node> = Vec::new();
        if suffix == "body" {
            contents.push(node);
        } else {
            contents.extend(
                tree::entries_mut(node).iter_mut().filter_map(|entry| tree::get_mut(&mut entry.node, "content")),
            );
        }
        let name = names::pascal(&format!("{id}-{suffix}"));
        let mut first: Option<Node> = None;
        for schema in contents
            .into_iter()
            .flat_map(tree::entries_mut)
            .filter_map(|media| tree::get_mut(&mut media.node, "schema"))
        {
            // All success responses of an operation have the same body, so they all get the same type.
            match &first {
                Some(first) => *schema = first.clone(),
                None => {
                    named(schema, &name, types);
                    first = Some(schema.clone());
                }
            }
        }
    }
}

/// Sets other type names for an inline schema and the schemas inside it, if the names that typify would choose are
/// already used. `name` is the name that typify would choose for the outer schema.
fn named(schema: &mut Node, name: &str, types: &mut BTreeSet<String>) {
    if schema.get("$ref").is_some() {
        return;
    }
    let mut own = name.to_owned();
    if becomes_type(schema) {
        own = free(name, types, "");
        if own != name {
            let title = tree::string(own.clone(), schema);
            tree::set(schema, TYPE_KEY, title);
        }
    }
    inner(schema, &own, types);
}

fn inner(schema: &mut Node, name: &str, types: &mut BTreeSet<String>) {
    let open = schema.get("additionalProperties").is_some_and(|node| matches!(node.value, Value::Object(_)));
    let has_properties = schema.get("properties").is_some();
    if let Some(properties) = tree::get_mut(schema, "properties") {
        let mut fields = BTreeSet::new();
        if open {
            // typify calls the map of unknown properties `extra`.
            fields.insert("extra".to_owned());
            // The field `unfit_fields` of the client lists the fields with a wrong type.
            fields.insert("unfit_fields".to_owned());
        }
        for entry in tree::entries_mut(properties) {
            let made = names::snake(&entry.key);
            let field = free(&made, &mut fields, "_");
            set_if_other(&mut entry.node, &field, &made);
            named(&mut entry.node, &names::pascal(&format!("{name}_{field}")), types);
        }
    }
    let suffix = if has_properties { "extra" } else { "value" };
    for (key, suffix) in [("items", "item"), ("additionalProperties", suffix)] {
        if let Some(child) = tree::get_mut(schema, key) {
            named(child, &names::pascal(&format!("{name}_{suffix}")), types);
        }
    }
}

fn becomes_type(schema: &Node) -> bool {
    let constrained = ["enum", "minLength", "maxLength", "oneOf", "properties"];
    constrained.iter().any(|key| schema.get(key).is_some()) || schema::kind(schema) == Some("object")
}
