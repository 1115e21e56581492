//! Finds examples in the contract, and makes sample values where the contract has no example.

use dataarts_insight_openapi::{
    document::{Entry, Node, Value},
    schema::kind,
};
use heck::ToShoutySnakeCase as _;

use super::resolve;

/// The largest number of schemas inside each other that a sample value fills.
const MAX_DEPTH: usize = 8;

/// Returns the examples of a media type, a parameter or a header that the contract contains, each with its summary.
pub(crate) fn documented<'c>(contract: &'c Node, holder: &'c Node) -> Vec<(Option<&'c str>, &'c Node)> {
    let named = holder.get("examples").map(Node::entries).unwrap_or_default();
    let named = named.iter().filter_map(|entry| {
        let example = resolve(contract, &entry.node);
        Some((example.get("summary").and_then(Node::as_str), example.get("value")?))
    });
    holder.get("example").map(|example| (None, example)).into_iter().chain(named).collect()
}

/// Returns an example of the JSON body of a request.
pub(super) fn for_request(contract: &Node, body: &Node) -> Option<Node> {
    let media = body.get("content")?.entries().iter().find(|media| media.key.contains("json"))?;
    let example = documented(contract, &media.node).first().map(|(_, example)| (*example).clone());
    example.or_else(|| sample(contract, media.node.get("schema")?, "", 0))
}

/// Returns an example of the value of a parameter.
pub(super) fn for_parameter(contract: &Node, name: &str, parameter: &Node) -> Option<Node> {
    let example = documented(contract, parameter).first().map(|(_, example)| (*example).clone());
    example.or_else(|| sample(contract, parameter.get("schema")?, name, 0))
}

/// Returns an object from the examples of the properties. Returns `None` if a required property, or each property, has
/// no example.
pub(super) fn of_properties(contract: &Node, schema: &Node) -> Option<Node> {
    let required = schema.get("required").map(Node::items).unwrap_or_default();
    let mut entries = Vec::new();
    for property in schema.get("properties")?.entries() {
        match resolve(contract, &property.node).get("example") {
            Some(example) => entries.push(Entry { node: example.clone(), ..property.clone() }),
            None if required.iter().any(|name| name.as_str() == Some(&property.key)) => return None,
            None => {}
        }
    }
    (!entries.is_empty()).then(|| Node { span: schema.span.clone(), value: Value::Object(entries) })
}

/// Returns a value that a schema accepts, with the required properties only. `name` is the name of the property or the
/// parameter. Returns `None` if the schema needs more than this function can find, for example a `pattern`.
fn sample(contract: &Node, schema: &Node, name: &str, depth: usize) -> Option<Node> {
    let schema = resolve(contract, schema);
    if depth > MAX_DEPTH {
        return None;
    }
    let listed = ["example", "default"].into_iter().find_map(|key| schema.get(key));
    if let Some(value) = listed.or_else(|| schema.get("enum")?.items().first()) {
        return Some(value.clone());
    }
    let node = |value| Some(Node { span: schema.span.clone(), value });
    for key in ["allOf", "oneOf", "anyOf"] {
        match schema.get(key).map(Node::items) {
            Some([first]) => return sample(contract, first, name, depth + 1),
            Some([first, ..]) if key != "allOf" => return sample(contract, first, name, depth + 1),
            Some([_, ..]) => return None,
            _ => {}
        }
    }
    match kind(schema).or_else(|| schema.get("properties").map(|_| "object"))? {
        "boolean" => node(Value::Bool(true)),
        "integer" | "number" => {
            let bound = |key: &str| schema.get(key).and_then(Node::as_number);
            let is_plain = !schema.flag("exclusiveMinimum") && !schema.flag("exclusiveMaximum");
            let value = bound("minimum").or(bound("maximum")).unwrap_or("1");
            (is_plain && schema.get("multipleOf").is_none()).then(|| node(Value::Number(value.to_owned())))?
        }
        "string" => node(Value::String(text(schema, name)?)),
        "array" => {
            let count: usize = schema.get("minItems").and_then(Node::as_number).unwrap_or("0").parse().ok()?;
            let item = sample(contract, schema.get("items")?, name, depth + 1);
            match count {
                0 => node(Value::Array(item.into_iter().collect())),
                1 => node(Value::Array(vec![item?])),
                _ => None,
            }
        }
        "object" => {
            let mut entries = Vec::new();
            for key in schema.get("required").map(Node::items).unwrap_or_default() {
                let property = schema.get("properties")?.entry(key.as_str()?)?;
                entries.push(Entry {
                    node: sample(contract, &property.node, &property.key, depth + 1)?,
                    ..property.clone()
                });
            }
            node(Value::Object(entries))
        }
        _ => None,
    }
}

fn text(schema: &Node, name: &str) -> Option<String> {
    if schema.get("pattern").is_some() {
        return None;
    }
    let bound = |key: &str| schema.get(key).and_then(Node::as_number).and_then(|number| number.parse::<usize>().ok());
    let known = match schema.get("format").and_then(Node::as_str) {
        Some("date-time") => Some("2026-01-31T12:00:00Z"),
        Some("date") => Some("2026-01-31"),
        Some("uuid") => Some("123e4567-e89b-12d3-a456-426614174000"),
        Some("byte") => Some("dGV4dA=="),
        Some("uri" | "email" | "ipv4" | "ipv6" | "hostname") => return None,
        _ => None,
    };
    let made = known.map_or_else(|| placeholder(name), str::to_owned);
    let length = made.chars().count();
    match known {
        None => {
            let most = bound("maxLength").unwrap_or(usize::MAX);
            let padded = made + &"X".repeat(bound("minLength").unwrap_or(0).saturating_sub(length).min(256));
            Some(padded.chars().take(most).collect())
        }
        Some(_) => Some(made),
    }
}

/// Returns the placeholder for a value that the user must set: `TASK_ID` for `task_id` and for `X-Task-Id`.
pub(super) fn placeholder(name: &str) -> String {
    let made = name.to_shouty_snake_case();
    let made = made.strip_prefix("X_").unwrap_or(&made).to_owned();
    if made.is_empty() { "TEXT".to_owned() } else { made }
}
