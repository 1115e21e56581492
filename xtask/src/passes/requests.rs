//! Changes the schemas of requests so that typify generates code that compiles and sends what the contract requires.
//!
//! - `format` and `pattern` of strings are removed. The Rust types for dates and UUIDs can reject values that the
//!   service accepts, and would need more crates.
//! - `enum` is removed if a value is not a string, or if the Rust names of two values are equal.
//! - Defaults are removed. If the caller sets no value, the client sends none, and the service applies the default.
//! - A `readOnly` property is not required, because only the service sets this property.

use std::collections::BTreeSet;

use dataarts_insight_lint::names;
use dataarts_insight_openapi::document::{Node, Value};

use super::{formats::set_exact_number, without};
use crate::{schema, tree};

/// Changes one schema. The caller has already changed the inner schemas, such as the schemas of the properties.
pub fn apply(schema: &mut Node, root: &Node) {
    if schema.get("$ref").is_some() {
        tree::retain(schema, |entry| entry.key == "$ref");
        return;
    }
    without(
        schema,
        &[
            "default",
            "discriminator",
            "minProperties",
            "maxProperties",
            "uniqueItems",
            "minItems",
            "maxItems",
            "multipleOf",
        ],
    );
    enumeration(schema);
    implied_type(schema);
    match schema::kind(schema) {
        Some("string") => string(schema),
        Some("integer" | "number") => number(schema),
        Some("array") if schema.get("items").is_none() => {
            let anything = tree::object([], schema);
            tree::set(schema, "items", anything);
        }
        Some("object") => object(schema, root),
        _ => {}
    }
    let kind = schema::kind(schema).map(str::to_owned);
    let fits = |key: &str| match key {
        "properties" | "required" | "additionalProperties" => kind.as_deref() == Some("object"),
        "items" => kind.as_deref() == Some("array"),
        "minLength" | "maxLength" | "pattern" => kind.as_deref() == Some("string"),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
            matches!(kind.as_deref(), Some("integer" | "number"))
        }
        "format" => matches!(kind.as_deref(), Some("integer" | "number" | "string")),
        _ => true,
    };
    tree::retain(schema, |entry| fits(&entry.key));
    let is_any = schema.get("type").is_none() && schema.get("allOf").or(schema.get("oneOf")).is_none();
    if is_any {
        // A schema without a type already accepts `null`, so `nullable` is not necessary.
        without(schema, &["nullable"]);
    }
}

/// Keeps an enumeration only if all values are strings with different Rust names.
fn enumeration(schema: &mut Node) {
    let Some(list) = tree::get_mut(schema, "enum") else { return };
    let Value::Array(values) = &mut list.value else {
        without(schema, &["enum"]);
        return;
    };
    let had_null = values.iter().any(|value| matches!(value.value, Value::Null));
    values.retain(|value| !matches!(value.value, Value::Null));
    let texts: Vec<&str> = values.iter().filter_map(Node::as_str).collect();
    let all_texts = texts.len() == values.len() && !texts.is_empty();
    let distinct =
        |name: fn(&str) -> String| texts.iter().map(|text| name(text)).collect::<BTreeSet<_>>().len() == texts.len();
    let usable = all_texts
        && texts.iter().all(|text| names::has_letters(text))
        && (distinct(names::pascal) || distinct(names::pascal_spelt_out));
    if all_texts && schema.get("type").is_none() {
        let kind = tree::string("string", schema);
        tree::set(schema, "type", kind);
    }
    if !usable || schema::kind(schema) != Some("string") {
        without(schema, &["enum"]);
    }
    without(schema, &["x-enum-varnames", "x-enum-descriptions"]);
    if had_null && schema::kind(schema).is_some() {
        let yes = tree::boolean(true, schema);
        tree::set(schema, "nullable", yes);
    }
}

fn implied_type(schema: &mut Node) {
    let known = schema::kind(schema)
        .is_some_and(|kind| ["array", "boolean", "integer", "number", "object", "string"].contains(&kind));
    if known || schema.get("allOf").or(schema.get("oneOf")).is_some() {
        return;
    }
    let typed_map = schema.get("additionalProperties").is_some_and(|node| matches!(node.value, Value::Object(_)));
    let implied = if schema.get("properties").is_some() || typed_map {
        "object"
    } else if schema.get("items").is_some() {
        "array"
    } else {
        without(schema, &["type"]);
        return;
    };
    let node = tree::string(implied, schema);
    tree::set(schema, "type", node);
}

fn string(schema: &mut Node) {
    without(schema, &["format", "pattern"]);
    let length =
        |node: &Node, key: &str| node.get(key).and_then(Node::as_number).and_then(|text| text.parse::<u32>().ok());
    let (least, most) = (length(schema, "minLength"), length(schema, "maxLength"));
    // For `minLength: 0`, the generated code would compare a length with 0. The result is always the same, so rustc
    // would report a warning.
    if least.is_none_or(|least| least == 0) || schema.get("enum").is_some() {
        without(schema, &["minLength"]);
    }
    if most.is_none()
        || most.is_some_and(|most| least.is_some_and(|least| least > most))
        || schema.get("enum").is_some()
    {
        without(schema, &["maxLength"]);
    }
}

fn number(schema: &mut Node) {
    let is_integer = schema::kind(schema) == Some("integer");
    if is_integer {
        inclusive(schema, "minimum", "exclusiveMinimum", 1);
        inclusive(schema, "maximum", "exclusiveMaximum", -1);
    }
    without(schema, &["exclusiveMinimum", "exclusiveMaximum"]);
    let formats: &[&str] = if is_integer {
        &["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
    } else {
        &["float", "double"]
    };
    if schema.get("format").and_then(Node::as_str).is_none_or(|format| !formats.contains(&format)) {
        without(schema, &["format"]);
    }
    if !is_integer {
        without(schema, &["minimum", "maximum"]);
        return;
    }
    let bound = |key: &&str| schema.get(key).and_then(Node::as_number).map(str::to_owned);
    let bounds: Vec<String> = ["minimum", "maximum"].iter().filter_map(bound).collect();
    if bounds.iter().all(|text| text.parse::<i64>().is_ok()) {
        return;
    }
    let unsigned = bounds.iter().all(|text| text.parse::<u64>().is_ok());
    without(schema, &["minimum", "maximum", "format"]);
    if unsigned {
        let format = tree::string("uint64", schema);
        tree::set(schema, "format", format);
    } else if bounds.iter().any(|text| text.parse::<i64>().is_err() && text.parse::<i128>().is_ok()) {
        set_exact_number(schema);
    }
}

/// Replaces a bound of an integer by an inclusive whole number. For example, an exclusive minimum of 2.5 becomes the
/// minimum 3.
fn inclusive(schema: &mut Node, key: &str, exclusive: &str, step: i128) {
    let Some(text) = schema.get(key).and_then(Node::as_number).map(str::to_owned) else { return };
    let bound = match text.parse::<i128>() {
        Ok(bound) if schema.flag(exclusive) => bound.checked_add(step),
        Ok(_) => return,
        // Below 9e15, an `f64` is exact enough to find the next whole number. A larger bound is removed.
        Err(_) => text.parse::<f64>().ok().filter(|bound| bound.abs() < 9e15).map(|bound| {
            let whole = if step > 0 { bound.ceil() } else { bound.floor() };
            let excluded = schema.flag(exclusive) && whole == bound;
            whole as i128 + if excluded { step } else { 0 }
        }),
    };
    match bound {
        Some(bound) => {
            let node = Node { span: schema.span.clone(), value: Value::Number(bound.to_string()) };
            tree::set(schema, key, node);
        }
        None => without(schema, &[key]),
    }
}

fn object(schema: &mut Node, root: &Node) {
    let is_read_only = |node: &Node| {
        let says = |node: &Node| node.flag("readOnly");
        let target = root.resolve(node).map(|resolved| resolved.node);
        let parts = node.get("allOf").map_or(&[][..], Node::items);
        says(node)
            || target.is_ok_and(says)
            || parts.iter().any(|part| says(part) || root.resolve(part).is_ok_and(|resolved| says(resolved.node)))
    };
    let wanted: BTreeSet<String> = schema
        .get("properties")
        .map_or(&[][..], Node::entries)
        .iter()
        .filter(|entry| !is_read_only(&entry.node))
        .map(|entry| entry.key.clone())
        .collect();
    if let Some(required) = tree::get_mut(schema, "required") {
        let mut seen = BTreeSet::new();
        if let Value::Array(items) = &mut required.value {
            items
                .retain(|item| item.as_str().is_some_and(|name| wanted.contains(name) && seen.insert(name.to_owned())));
        }
    }
    if schema.get("required").is_some_and(|list| list.items().is_empty()) {
        without(schema, &["required"]);
    }
}
