//! Describes schemas: type, limits, fields.

use std::fmt::Write as _;

use dataarts_insight_openapi::{
    document::{Node, Value},
    schema::{component, kind},
};

use super::cell;
use crate::tree;

/// The largest number of inline schemas inside each other that the table of fields shows.
const MAX_DEPTH: usize = 6;

/// Returns a value as Markdown code, such as `"import"` or `3`.
pub(super) fn code(value: &Node) -> String {
    format!("`{}`", cell(&tree::to_json_line(value)))
}

/// Returns the description of an object of the contract for a cell of a table.
pub(super) fn meaning(node: &Node) -> String {
    cell(node.get("description").and_then(Node::as_str).unwrap_or_default())
}

/// Returns the type of a schema, such as `array of [Task](#task)`.
pub(super) fn type_of(schema: &Node) -> String {
    if let Some(name) = component(schema) {
        return format!("[{}](#{})", cell(name), anchor(name));
    }
    let null = if schema.flag("nullable") { " or null" } else { "" };
    for (key, word) in [("allOf", " and "), ("oneOf", " or "), ("anyOf", " or ")] {
        let branches = schema.get(key).map(Node::items).unwrap_or_default();
        if branches.is_empty() {
            continue;
        }
        let branch = |node: &Node| match limits(node) {
            bounds if bounds.is_empty() => type_of(node),
            bounds => format!("{} ({bounds})", type_of(node)),
        };
        return branches.iter().map(branch).collect::<Vec<_>>().join(word) + null;
    }
    let extra = schema.get("additionalProperties").filter(|node| matches!(node.value, Value::Object(_)));
    let plain = match (kind(schema), schema.get("items"), extra) {
        (Some("array"), Some(items), _) => format!("array of {}", type_of(items)),
        (Some("object") | None, _, Some(values)) if schema.get("properties").is_none() => {
            format!("map of {}", type_of(values))
        }
        (None, _, _) if schema.get("properties").is_some() => "object".to_owned(),
        (None, ..) => "any".to_owned(),
        (Some(kind), ..) => cell(kind),
    };
    let format = schema.get("format").and_then(Node::as_str);
    format!("{plain}{}{null}", format.map(|format| format!(" ({})", cell(format))).unwrap_or_default())
}

/// Returns the anchor that GitHub makes for a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// Returns the limits of a schema and its default, separated by semicolons.
pub(super) fn limits(schema: &Node) -> String {
    let number = |key: &str| schema.get(key).and_then(Node::as_number);
    let mut found = Vec::new();
    for (least, most, unit) in [
        ("minLength", "maxLength", "character"),
        ("minItems", "maxItems", "item"),
        ("minProperties", "maxProperties", "property"),
    ] {
        let counted = |count: &str| match (count, unit) {
            ("1", _) => format!("1 {unit}"),
            (_, "property") => format!("{count} properties"),
            _ => format!("{count} {unit}s"),
        };
        match (number(least), number(most)) {
            (None, None) => {}
            (Some(least), Some(most)) if least == most => found.push(counted(most)),
            (Some(least), Some(most)) => found.push(format!("{least} to {}", counted(most))),
            (Some(least), None) => found.push(format!("at least {}", counted(least))),
            (None, Some(most)) => found.push(format!("at most {}", counted(most))),
        }
    }
    let (above, below) = (schema.flag("exclusiveMinimum"), schema.flag("exclusiveMaximum"));
    match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) if !above && !below => found.push(format!("{least} to {most}")),
        (least, most) => {
            found.extend(least.map(|least| format!("{} {least}", if above { "more than" } else { "at least" })));
            found.extend(most.map(|most| format!("{} {most}", if below { "less than" } else { "at most" })));
        }
    }
    found.extend(number("multipleOf").map(|step| format!("multiple of {step}")));
    found.extend(schema.get("pattern").map(|pattern| format!("pattern {}", code(pattern))));
    if let (Some(values), None) = (schema.get("enum"), schema.get("x-enum-varnames")) {
        found.push(format!("one of {}", values.items().iter().map(code).collect::<Vec<_>>().join(", ")));
    }
    found.extend(schema.get("default").map(|value| format!("default {}", code(value))));
    if schema.get("additionalProperties").and_then(Node::as_bool) == Some(false) {
        found.push("no other fields".to_owned());
    }
    for (key, words) in [
        ("uniqueItems", "no equal items"),
        ("readOnly", "only in responses"),
        ("writeOnly", "only in requests"),
        ("deprecated", "deprecated"),
        ("x-sensitive", "secret"),
    ] {
        if schema.flag(key) {
            found.push(words.to_owned());
        }
    }
    if let Some(items) = schema.get("items").map(limits).filter(|items| !items.is_empty()) {
        found.push(format!("each item: {items}"));
    }
    found.join("; ")
}

/// Returns the rows of the table of fields. A field of an inline object has a path, such as `owner.name` or
/// `items[].id`.
pub(super) fn field_rows(contract: &Node, schema: &Node) -> String {
    let mut rows = String::new();
    add_rows(&mut rows, contract, schema, "", 0);
    rows
}

fn add_rows(rows: &mut String, contract: &Node, schema: &Node, before: &str, depth: usize) {
    if depth > MAX_DEPTH || component(schema).is_some() {
        return;
    }
    let required = schema.get("required").map(Node::items).unwrap_or_default();
    for entry in schema.get("properties").map(Node::entries).unwrap_or_default() {
        let field = &entry.node;
        let name = format!("{before}{}", cell(&entry.key));
        let required = required.iter().any(|name| name.as_str() == Some(&entry.key));
        let required = if required { "yes" } else { "no" };
        let own = meaning(field);
        let said = if own.is_empty() { meaning(super::resolve(contract, field)) } else { own };
        // Writing into a `String` cannot fail.
        let _ = writeln!(rows, "| `{name}` | {} | {required} | {} | {said} |", type_of(field), limits(field));
        add_rows(rows, contract, field, &format!("{name}."), depth + 1);
        if let Some(items) = field.get("items") {
            add_rows(rows, contract, items, &format!("{name}[]."), depth + 1);
        }
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for branch in schema.get(key).map(Node::items).unwrap_or_default() {
            add_rows(rows, contract, branch, before, depth + 1);
        }
    }
    if let (Some(items), "") = (schema.get("items"), before) {
        add_rows(rows, contract, items, "[].", depth + 1);
    }
}
