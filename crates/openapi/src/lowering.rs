//! Rewrites schemas of OpenAPI 3.1 to schemas of OpenAPI 3.0 with the same meaning. A new node has the byte range of
//! the keyword that it replaces. Keywords without an equivalent ([`UNSUPPORTED`]) stay, and the validator reports them
//! as errors.

use std::mem;

use crate::{
    document::{Entry, Node, Value},
    tree,
};

/// Keywords of JSON Schema 2020-12 without an equivalent in OpenAPI 3.0.
pub const UNSUPPORTED: &[&str] = &[
    "if",
    "then",
    "else",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "patternProperties",
    "propertyNames",
    "dependentSchemas",
    "unevaluatedItems",
    "unevaluatedProperties",
    "$dynamicRef",
];

/// The use of the rewritten schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// For validation. `integer` then also accepts `1.0`. `format` is removed, because OpenAPI 3.1 does not check
    /// formats.
    Validation,
    /// For code generation. `type: integer` and `format` stay, because the generator uses them to choose a Rust type.
    Code,
}

/// Keys that contain data, not schemas.
const DATA: [&str; 5] = ["example", "examples", "default", "enum", "const"];

/// Rewrites all schemas of a document.
pub(crate) fn lower(node: &mut Node, purpose: Purpose) {
    for item in tree::items_mut(node) {
        lower(item, purpose);
    }
    for entry in tree::entries_mut(node) {
        match entry.key.as_str() {
            "schema" => schema(&mut entry.node, purpose),
            "schemas" => {
                tree::entries_mut(&mut entry.node).iter_mut().for_each(|named| schema(&mut named.node, purpose));
            }
            key if DATA.contains(&key) || key.starts_with("x-") => {}
            _ => lower(&mut entry.node, purpose),
        }
    }
}

/// Rewrites a schema and all schemas inside the schema.
fn schema(node: &mut Node, purpose: Purpose) {
    if let Value::Bool(accepts) = node.value {
        let entries = if accepts { vec![] } else { vec![("not", tree::object([], node))] };
        *node = tree::object(entries, node);
        return;
    }
    for entry in tree::entries_mut(node) {
        match entry.key.as_str() {
            "properties" | "$defs" | "definitions" => {
                tree::entries_mut(&mut entry.node).iter_mut().for_each(|named| schema(&mut named.node, purpose));
            }
            "items" | "not" => schema(&mut entry.node, purpose),
            "additionalProperties" if !matches!(entry.node.value, Value::Bool(_)) => {
                schema(&mut entry.node, purpose);
            }
            "allOf" | "anyOf" | "oneOf" => {
                tree::items_mut(&mut entry.node).iter_mut().for_each(|part| schema(part, purpose));
            }
            _ => {}
        }
    }
    // OpenAPI 3.1 has no keyword `nullable`, and does not check `format`.
    tree::remove(node, "nullable");
    if purpose == Purpose::Validation {
        tree::remove(node, "format");
    }
    // Schemas that are added to `allOf`. For example, `const: a` becomes `allOf: [{enum: [a]}]` if the schema already
    // has an `enum`.
    let mut more: Vec<Node> = Vec::new();
    reference(node, &mut more);
    constant(node, &mut more);
    types(node, purpose, &mut more);
    exclusive(node, "minimum", "exclusiveMinimum", &mut more);
    exclusive(node, "maximum", "exclusiveMaximum", &mut more);
    dependent_required(node, &mut more);
    if more.is_empty() {
        return;
    }
    match tree::get_mut(node, "allOf").map(|all| &mut all.value) {
        Some(Value::Array(all)) => all.extend(more),
        Some(_) => {}
        None => {
            let all = Node { span: node.span.clone(), value: Value::Array(more) };
            tree::set(node, "allOf", all);
        }
    }
}

/// Removes a key from an object and returns its value.
fn take(node: &mut Node, key: &str) -> Option<Node> {
    let value = mem::replace(tree::get_mut(node, key)?, Node { span: 0..0, value: Value::Null });
    tree::remove(node, key);
    Some(value)
}

/// Moves a `$ref` into `allOf` if the schema has other keywords, because OpenAPI 3.0 ignores all keywords next to a
/// `$ref`.
fn reference(node: &mut Node, more: &mut Vec<Node>) {
    if node.entries().len() > 1
        && let Some(target) = take(node, "$ref")
    {
        more.push(tree::object([("$ref", target.clone())], &target));
    }
}

fn constant(node: &mut Node, more: &mut Vec<Node>) {
    let Some(value) = take(node, "const") else { return };
    let origin = value.clone();
    let listed = Node { span: origin.span.clone(), value: Value::Array(vec![value]) };
    if node.get("enum").is_some() {
        more.push(tree::object([("enum", listed)], &origin));
    } else {
        tree::set(node, "enum", listed);
    }
}

/// Rewrites `type`. `[string, 'null']` becomes `type: string` with `nullable: true`. `[string, integer]` becomes
/// `anyOf` with two schemas. For validation, `integer` becomes `number` with `multipleOf: 1`, because OpenAPI 3.1
/// accepts `1.0`.
fn types(node: &mut Node, purpose: Purpose, more: &mut Vec<Node>) {
    let Some(written) = node.get("type").cloned() else { return };
    let names: Vec<Node> = match &written.value {
        Value::Array(names) => names.clone(),
        _ => vec![written.clone()],
    };
    let is_null = |name: &&Node| name.as_str() == Some("null");
    let others: Vec<&Node> = names.iter().filter(|name| !is_null(name)).collect();
    let has_null = others.len() < names.len();
    match others.as_slice() {
        [] if purpose == Purpose::Code && node.get("enum").is_none() => {
            tree::remove(node, "type");
            tree::set(node, "enum", list(&written, vec![null(&written)]));
        }
        [only] if !has_null || node.get("enum").is_none() || purpose == Purpose::Code => {
            let is_integer = only.as_str() == Some("integer") && purpose == Purpose::Validation;
            let number = tree::string("number", only);
            tree::set(node, "type", if is_integer { number } else { (*only).clone() });
            if has_null {
                tree::set(node, "nullable", tree::boolean(true, &written));
            }
            if is_integer {
                let one = Node { span: only.span.clone(), value: Value::Number("1".to_owned()) };
                if node.get("multipleOf").is_some() {
                    more.push(tree::object([("type", tree::string("number", only)), ("multipleOf", one)], only));
                } else {
                    tree::set(node, "multipleOf", one);
                }
            }
        }
        _ => {
            tree::remove(node, "type");
            let alternatives = names.iter().map(|name| alternative(name, purpose)).collect();
            let any = list(&written, alternatives);
            more.push(tree::object([("anyOf", any)], &written));
        }
    }
}

/// Returns a schema that accepts the values of one type, such as `string` or `null`.
fn alternative(name: &Node, purpose: Purpose) -> Node {
    match name.as_str() {
        Some("null") => tree::object([("enum", list(name, vec![null(name)]))], name),
        Some("integer") if purpose == Purpose::Validation => {
            let one = Node { span: name.span.clone(), value: Value::Number("1".to_owned()) };
            tree::object([("type", tree::string("number", name)), ("multipleOf", one)], name)
        }
        _ => tree::object([("type", name.clone())], name),
    }
}

fn null(origin: &Node) -> Node {
    Node { span: origin.span.clone(), value: Value::Null }
}

fn list(origin: &Node, items: Vec<Node>) -> Node {
    Node { span: origin.span.clone(), value: Value::Array(items) }
}

/// Rewrites a bound that excludes its own value: `exclusiveMinimum: 3` becomes `minimum: 3` with
/// `exclusiveMinimum: true`.
fn exclusive(node: &mut Node, inclusive: &'static str, exclusive: &'static str, more: &mut Vec<Node>) {
    if !node.get(exclusive).is_some_and(|bound| matches!(bound.value, Value::Number(_))) {
        return;
    }
    let Some(bound) = take(node, exclusive) else { return };
    let yes = tree::boolean(true, &bound);
    if node.get(inclusive).is_some() {
        more.push(tree::object([(inclusive, bound.clone()), (exclusive, yes)], &bound));
    } else {
        tree::set(node, inclusive, bound);
        tree::set(node, exclusive, yes);
    }
}

/// Rewrites `dependentRequired: {a: [b]}` to an `anyOf` of two schemas. The first schema forbids the property `a`. The
/// second schema requires the property `b`.
fn dependent_required(node: &mut Node, more: &mut Vec<Node>) {
    let Some(written) = take(node, "dependentRequired") else { return };
    for Entry { key, node: names, .. } in written.entries() {
        let only = Node { span: names.span.clone(), value: Value::Array(vec![tree::string(key.as_str(), names)]) };
        let missing = tree::object([("not", tree::object([("required", only)], names))], names);
        let there = tree::object([("required", names.clone())], names);
        let any = Node { span: names.span.clone(), value: Value::Array(vec![missing, there]) };
        more.push(tree::object([("anyOf", any)], names));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Contract;

    fn lowered(schema: &str) -> Value {
        let text = format!("openapi: 3.1.0\npaths: {{}}\ncomponents:\n  schemas:\n    S: {schema}\n");
        let contract = Contract::parse("x.yaml", text).expect("a contract");
        contract.document().pointer("/components/schemas/S").expect("the schema").to_json()
    }

    #[test]
    fn rewrites_what_openapi_3_0_can_express() {
        for (written, expected) in [
            ("{type: [string, 'null'], minLength: 1}", json!({"type": "string", "nullable": true, "minLength": 1})),
            ("{type: integer}", json!({"type": "number", "multipleOf": 1})),
            (
                "{type: [boolean, 'null'], enum: [true, null]}",
                json!({
                    "enum": [true, null], "allOf": [{"anyOf": [{"type": "boolean"}, {"enum": [null]}]}]
                }),
            ),
            (
                "{type: [string, integer]}",
                json!({
                    "allOf": [{"anyOf": [{"type": "string"}, {"type": "number", "multipleOf": 1}]}]
                }),
            ),
            ("{type: 'null'}", json!({"allOf": [{"anyOf": [{"enum": [null]}]}]})),
            ("{const: a}", json!({"enum": ["a"]})),
            ("{const: a, enum: [a, b]}", json!({"enum": ["a", "b"], "allOf": [{"enum": ["a"]}]})),
            ("{exclusiveMinimum: 0, maximum: 9}", json!({"maximum": 9, "minimum": 0, "exclusiveMinimum": true})),
            (
                "{minimum: 1, exclusiveMinimum: 0}",
                json!({
                    "minimum": 1, "allOf": [{"minimum": 0, "exclusiveMinimum": true}]
                }),
            ),
            ("{$ref: '#/a', minLength: 1}", json!({"minLength": 1, "allOf": [{"$ref": "#/a"}]})),
            ("{$ref: '#/a'}", json!({"$ref": "#/a"})),
            ("{type: string, format: date, nullable: true}", json!({"type": "string"})),
            (
                "{properties: {a: true, b: false, c: {const: 1}}}",
                json!({
                    "properties": {"a": {}, "b": {"not": {}}, "c": {"enum": [1]}}
                }),
            ),
            (
                "{dependentRequired: {a: [b]}}",
                json!({
                    "allOf": [{"anyOf": [{"not": {"required": ["a"]}}, {"required": ["b"]}]}]
                }),
            ),
            (
                "{example: {type: [a], const: 1}, if: {const: 1}}",
                json!({
                    "example": {"type": ["a"], "const": 1}, "if": {"const": 1}
                }),
            ),
        ] {
            assert_eq!(lowered(written), expected, "{written}");
        }
    }

    #[test]
    fn new_nodes_have_the_place_of_what_they_replace() {
        let text = "openapi: 3.1.0\npaths: {}\ncomponents:\n  schemas:\n    S:\n      type: string\n      const: a\n";
        let contract = Contract::parse("x.yaml", text).expect("a contract");
        let document = contract.document();
        let listed = document.pointer("/components/schemas/S/enum/0").expect("the value of const");
        assert_eq!(document.position(listed.span.start).line, 7);
        assert!(document.is_lowered());
    }
}
