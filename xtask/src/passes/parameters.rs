//! Gives each parameter a form that progenitor can send: a scalar, or a list in the query, such as `?tag=a&tag=b`.
//!
//! - Cookie parameters are removed. `Accept`, `Content-Type` and `Authorization` are removed too, because OpenAPI
//!   ignores header parameters with these names.
//! - Each property of an object in the query becomes a separate parameter: `?width=1&height=2`.
//! - A list with commas (`?tag=a,b`), a list or an object in a path or header, and a parameter with `content` become a
//!   string. The caller of the client must write this string.
//! - A path parameter with a prefix, such as `;id=` of the style `matrix`, gets the key `x-client-prefix`. A list with
//!   commas or spaces in the query gets the key `x-client-separator`.
//! - A path parameter whose name is not in the path is removed. For `{id}` in the path without a declared parameter, a
//!   string parameter `id` is added.

use dataarts_insight_openapi::{
    document::{Node, Value},
    is_method,
};

use crate::{render::notes, schema, tree};

/// The key for the text before the value of a path parameter.
pub const PREFIX: &str = "x-client-prefix";
/// The key for the character between the items of a list, if the list is one text in the query.
pub const SEPARATOR: &str = "x-client-separator";

const KEPT: [&str; 12] = [
    "type",
    "format",
    "enum",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "description",
    "items",
    "$ref",
];

/// Applies this pass to a whole contract.
pub fn apply(root: &mut Node) {
    let before = root.clone();
    let Some(paths) = tree::get_mut(root, "paths") else { return };
    for path in tree::entries_mut(paths) {
        let template: Vec<String> = names_of(&path.key);
        for entry in tree::entries_mut(&mut path.node).iter_mut().filter(|entry| is_method(&entry.key)) {
            operation(&before, &template, &mut entry.node);
        }
    }
}

/// Returns the names in a path template, in order. For example, `/tasks/{id}` gives `id`.
pub(crate) fn names_of(path: &str) -> Vec<String> {
    path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect()
}

fn operation(root: &Node, template: &[String], operation: &mut Node) {
    let declared = operation.get("parameters").map_or_else(Vec::new, |list| list.items().to_vec());
    let mut parameters = Vec::new();
    let mut remarks = Vec::new();
    for parameter in &declared {
        let text = |key: &str| parameter.get(key).and_then(Node::as_str).unwrap_or_default();
        let (name, place) = (text("name"), text("in"));
        match place {
            "cookie" => remarks.push(format!("the cookie `{name}` is not sent: the transport can add it")),
            "header" if ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str()) => {}
            "path" if !template.iter().any(|other| other == name) => {
                remarks.push(format!("the parameter `{name}` is left out: the path does not have it"));
            }
            "path" | "query" | "header" => self::parameter(root, parameter, &mut parameters, &mut remarks),
            _ => {}
        }
    }
    for name in template {
        let is_declared = |node: &Node| {
            node.get("in").and_then(Node::as_str) == Some("path")
                && node.get("name").and_then(Node::as_str) == Some(name)
        };
        if !parameters.iter().any(is_declared) {
            remarks.push(format!("the parameter `{name}` of the path is not declared: it is a string"));
            let node = tree::object(
                [
                    ("name", tree::string(name, operation)),
                    ("in", tree::string("path", operation)),
                    ("required", tree::boolean(true, operation)),
                    ("schema", tree::object([("type", tree::string("string", operation))], operation)),
                ],
                operation,
            );
            parameters.push(node);
        }
    }
    if parameters.is_empty() {
        tree::remove(operation, "parameters");
    } else {
        let list = Node { span: operation.span.clone(), value: Value::Array(parameters) };
        tree::set(operation, "parameters", list);
    }
    for remark in remarks {
        notes::add(operation, remark);
    }
}

fn parameter(root: &Node, parameter: &Node, found: &mut Vec<Node>, remarks: &mut Vec<String>) {
    let text = |key: &str| parameter.get(key).and_then(Node::as_str).unwrap_or_default();
    let (name, place, style) = (text("name"), text("in"), text("style"));
    let mut lowered = parameter.clone();
    tree::retain(&mut lowered, |entry| {
        !["style", "explode", "allowReserved", "allowEmptyValue", "example", "examples", "content"]
            .contains(&entry.key.as_str())
            && ![PREFIX, SEPARATOR].contains(&entry.key.as_str())
    });
    if place == "path" {
        let yes = tree::boolean(true, parameter);
        tree::set(&mut lowered, "required", yes);
    }
    let Some(schema) = parameter.get("schema") else {
        let media =
            parameter.get("content").and_then(|content| content.entries().first()).map(|entry| entry.key.as_str());
        remarks.push(format!("the parameter `{name}` is a text: write it as {}", media.unwrap_or("a string")));
        tree::set(&mut lowered, "schema", plain("string", parameter));
        found.push(lowered);
        return;
    };
    let explode = parameter.get("explode").and_then(Node::as_bool).unwrap_or(style.is_empty() || style == "form");
    let shape = Shape::of(schema, root, 0);
    let in_query = place == "query";
    let (is_scalar, is_object) = (matches!(shape, Shape::Scalar), matches!(shape, Shape::Object(..)));
    let new = match shape {
        Shape::List(items) if in_query && explode && ["", "form"].contains(&style) => {
            let items = scalar(&items, root, parameter);
            let mut list = plain("array", parameter);
            tree::set(&mut list, "items", items);
            list
        }
        Shape::List(_) => {
            let matrix = format!("`;{name}=`");
            let between = match style {
                "spaceDelimited" => "spaces",
                "pipeDelimited" => "`|`",
                "label" if explode => "`.`",
                "matrix" if explode => &matrix,
                _ => "commas",
            };
            remarks.push(format!("the parameter `{name}` is a text: write its items with {between} between them"));
            plain("string", parameter)
        }
        Shape::Object(properties, required)
            if in_query && (explode || style == "deepObject") && !properties.is_empty() =>
        {
            let is_required = parameter.flag("required");
            for (property, node) in properties {
                // A query cannot contain an object inside an object, so the inner object becomes a string. Without this
                // rule, the recursion would not end for an object that contains itself.
                let is_nested = matches!(Shape::of(&node, root, 0), Shape::Object(..));
                let node = if is_nested { plain("string", parameter) } else { node };
                let wire = if style == "deepObject" { format!("{name}[{property}]") } else { property.clone() };
                let demanded = is_required && required.contains(&property);
                let mut own = tree::object(
                    [
                        ("name", tree::string(wire, parameter)),
                        ("in", tree::string("query", parameter)),
                        ("required", tree::boolean(demanded, parameter)),
                    ],
                    parameter,
                );
                let described = node.get("description").or_else(|| parameter.get("description"));
                if let Some(description) = described {
                    tree::set(&mut own, "description", description.clone());
                }
                tree::set(&mut own, "schema", node);
                self::parameter(root, &own, found, remarks);
            }
            return;
        }
        Shape::Object(..) if in_query && explode && style != "deepObject" => {
            let mut map = plain("object", parameter);
            tree::set(&mut map, "additionalProperties", plain("string", parameter));
            map
        }
        Shape::Object(..) => {
            remarks.push(format!("the parameter `{name}` is a text: write the object as the contract says"));
            plain("string", parameter)
        }
        Shape::Scalar => scalar(schema, root, parameter),
    };
    let prefix = match style {
        "label" => ".".to_owned(),
        "matrix" if explode && is_object => ";".to_owned(),
        "matrix" => format!(";{name}="),
        _ => String::new(),
    };
    if place == "path" && !prefix.is_empty() {
        if !is_scalar {
            remarks.push(format!("the client writes `{prefix}` before the text of `{name}`"));
        }
        tree::set(&mut lowered, PREFIX, tree::string(prefix, parameter));
    }
    // `|` is always escaped in a URL, also between items.
    if in_query && !is_scalar && schema::kind(&new) == Some("string") && style != "pipeDelimited" {
        let separator = if style == "spaceDelimited" { "%20" } else { "," };
        tree::set(&mut lowered, SEPARATOR, tree::string(separator, parameter));
    }
    tree::set(&mut lowered, "schema", new);
    found.push(lowered);
}

fn plain(kind: &str, origin: &Node) -> Node {
    tree::object([("type", tree::string(kind, origin))], origin)
}

/// The form of a parameter in the request.
enum Shape {
    Scalar,
    /// A list and the schema of its items.
    List(Node),
    /// The properties of an object, and the names of the required properties.
    Object(Vec<(String, Node)>, Vec<String>),
}

impl Shape {
    fn of(schema: &Node, root: &Node, depth: usize) -> Self {
        let Ok(resolved) = root.resolve(schema) else { return Self::Scalar };
        let schema = resolved.node;
        let has_properties = schema.get("properties").is_some();
        match schema::kind(schema) {
            Some("array") => Self::List(schema.get("items").cloned().unwrap_or_else(|| plain("string", schema))),
            Some("object") => Self::object(schema),
            None if schema.get("items").is_some() => {
                Self::List(schema.get("items").cloned().unwrap_or_else(|| plain("string", schema)))
            }
            None if has_properties => Self::object(schema),
            None if depth < 8 => {
                let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| schema.get(key)).flat_map(Node::items);
                let shapes: Vec<Self> = parts.map(|part| Self::of(part, root, depth + 1)).collect();
                // If one schema of `oneOf` or `anyOf` is a scalar, the parameter becomes a scalar.
                if schema.get("allOf").is_none() && shapes.iter().any(|shape| matches!(shape, Self::Scalar)) {
                    return Self::Scalar;
                }
                shapes.into_iter().find(|shape| !matches!(shape, Self::Scalar)).unwrap_or(Self::Scalar)
            }
            _ => Self::Scalar,
        }
    }

    fn object(schema: &Node) -> Self {
        let properties = schema.get("properties").map_or(&[][..], Node::entries);
        let required = schema.get("required").map_or(&[][..], Node::items);
        Self::Object(
            properties.iter().map(|entry| (entry.key.clone(), entry.node.clone())).collect(),
            required.iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect(),
        )
    }
}

/// Returns a schema with one scalar type. If the schema allows different types, such as boolean or integer, the result
/// is a string, because all values are text in a URL.
fn scalar(schema: &Node, root: &Node, origin: &Node) -> Node {
    let Ok(resolved) = root.resolve(schema) else { return plain("string", origin) };
    let node = resolved.node;
    match schema::kind(node) {
        // Keeps the reference, so that the generated enum becomes the type of the parameter.
        Some("string") if resolved.reference.is_some() && node.get("enum").is_some() => schema.clone(),
        Some("string") => kept(node, &["minimum", "maximum", "items"]),
        Some("integer" | "number" | "boolean") => kept(node, &["enum", "minLength", "maxLength", "items"]),
        Some(_) => plain("string", origin),
        None => {
            let kinds = kinds(node, root, 0);
            let mut made = plain(
                match kinds.as_slice() {
                    [] => "string",
                    [first, rest @ ..] if rest.iter().all(|kind| kind == first) => first,
                    kinds if kinds.iter().all(|kind| kind == "integer" || kind == "number") => "number",
                    _ => "string",
                },
                origin,
            );
            for entry in
                node.entries().iter().filter(|entry| entry.key == "description" || entry.key.starts_with("x-sens"))
            {
                tree::set(&mut made, &entry.key, entry.node.clone());
            }
            made
        }
    }
}

fn kept(node: &Node, without: &[&str]) -> Node {
    let mut kept = node.clone();
    tree::retain(&mut kept, |entry| {
        let key = entry.key.as_str();
        (KEPT.contains(&key) && !without.contains(&key)) || (key.starts_with("x-") && !key.starts_with("x-enum-"))
    });
    // Removes `null` from the values: a client leaves out a parameter that has no value, and never sends `null`.
    if let Some(values) = tree::get_mut(&mut kept, "enum").map(|list| &mut list.value)
        && let Value::Array(values) = values
    {
        values.retain(|value| !matches!(value.value, Value::Null));
    }
    if kept.get("enum").is_some_and(|list| list.items().is_empty()) {
        tree::remove(&mut kept, "enum");
    }
    kept
}

/// Returns the types that a schema with `allOf`, `anyOf` or `oneOf` allows.
fn kinds(schema: &Node, root: &Node, depth: usize) -> Vec<String> {
    let Ok(resolved) = root.resolve(schema) else { return Vec::new() };
    let schema = resolved.node;
    if let Some(kind) = schema::kind(schema) {
        let scalar = schema::is_scalar(schema);
        return vec![if scalar { kind.to_owned() } else { "string".to_owned() }];
    }
    if depth > 8 {
        return Vec::new();
    }
    if let Some(values) = schema.get("enum") {
        let kind = |value: &Node| match &value.value {
            Value::Bool(_) => "boolean",
            Value::Number(number) if !number.contains(['.', 'e', 'E']) => "integer",
            Value::Number(_) => "number",
            _ => "string",
        };
        return values.items().iter().map(|value| kind(value).to_owned()).collect();
    }
    let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| schema.get(key)).flat_map(Node::items);
    parts.flat_map(|part| kinds(part, root, depth + 1)).collect()
}
