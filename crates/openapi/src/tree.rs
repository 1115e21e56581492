//! Changes a tree of nodes and writes it as JSON text.
//!
//! The generators use these nodes instead of `serde_json::Value` for three reasons:
//! - A node has a byte range, so an error message can contain the file, the line and the column.
//! - Keys keep the order of the contract.
//! - Numbers keep all digits.

use crate::document::{Entry, Node, Value, unescape_token};

/// Makes a string node with the byte range of `origin`.
#[must_use]
pub fn string(text: impl Into<String>, origin: &Node) -> Node {
    Node { span: origin.span.clone(), value: Value::String(text.into()) }
}

/// Makes a boolean node with the byte range of `origin`.
#[must_use]
pub fn boolean(value: bool, origin: &Node) -> Node {
    Node { span: origin.span.clone(), value: Value::Bool(value) }
}

/// Makes an object node with the given entries and the byte range of `origin`.
#[must_use]
pub fn object(entries: impl IntoIterator<Item = (&'static str, Node)>, origin: &Node) -> Node {
    let entries = entries
        .into_iter()
        .map(|(key, node)| Entry { key: key.to_owned(), key_span: origin.span.clone(), node })
        .collect();
    Node { span: origin.span.clone(), value: Value::Object(entries) }
}

/// Returns a mutable reference to the value of a key. If the key is repeated, returns the last value.
pub fn get_mut<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    entries_mut(node).iter_mut().rev().find(|entry| entry.key == key).map(|entry| &mut entry.node)
}

/// Returns the entries of an object as a mutable slice. The slice is empty for other values.
pub fn entries_mut(node: &mut Node) -> &mut [Entry] {
    let Value::Object(entries) = &mut node.value else { return &mut [] };
    entries
}

/// Returns the items of an array as a mutable slice. The slice is empty for other values.
pub fn items_mut(node: &mut Node) -> &mut [Node] {
    let Value::Array(items) = &mut node.value else { return &mut [] };
    items
}

/// Replaces the value of a key, or adds the key at the end. Does nothing if the node is not an object.
pub fn set(node: &mut Node, key: &str, value: Node) {
    if let Some(old) = get_mut(node, key) {
        *old = value;
    } else if let Value::Object(entries) = &mut node.value {
        entries.push(Entry { key: key.to_owned(), key_span: value.span.clone(), node: value });
    }
}

/// Removes a key. Returns `true` if the object had the key.
pub fn remove(node: &mut Node, key: &str) -> bool {
    retain(node, |entry| entry.key != key)
}

/// Removes the entries that `keep` does not accept. Returns `true` if an entry was removed.
pub fn retain(node: &mut Node, keep: impl FnMut(&Entry) -> bool) -> bool {
    let Value::Object(entries) = &mut node.value else { return false };
    let before = entries.len();
    entries.retain(keep);
    entries.len() != before
}

/// Returns a mutable reference to the value to which a JSON Pointer leads.
pub fn pointer_mut<'a>(node: &'a mut Node, pointer: &str) -> Option<&'a mut Node> {
    if pointer.is_empty() {
        return Some(node);
    }
    let mut node = node;
    for token in pointer.strip_prefix('/')?.split('/') {
        let token = unescape_token(token);
        node = match &mut node.value {
            Value::Object(entries) => &mut entries.iter_mut().rev().find(|entry| entry.key == token)?.node,
            Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(node)
}

/// Writes a tree as indented JSON with a newline at the end. Keys keep their order.
#[must_use]
pub fn to_json_text(node: &Node) -> String {
    let mut text = String::new();
    write_node(&mut text, node, 0);
    text.push('\n');
    text
}

/// Writes a tree as JSON on one line. Numbers keep their text. Repeated keys stay.
#[must_use]
pub fn to_json_line(node: &Node) -> String {
    let list = |open: &str, parts: Vec<String>, close: &str| format!("{open}{}{close}", parts.join(","));
    match &node.value {
        Value::Array(items) => list("[", items.iter().map(to_json_line).collect(), "]"),
        Value::Object(entries) => {
            let member = |entry: &Entry| format!("{}:{}", serde_json::json!(entry.key), to_json_line(&entry.node));
            list("{", entries.iter().map(member).collect(), "}")
        }
        Value::Number(number) => number.clone(),
        Value::Null | Value::Bool(_) | Value::String(_) => node.to_json().to_string(),
    }
}

fn write_node(text: &mut String, node: &Node, depth: usize) {
    match &node.value {
        Value::Array(items) if items.iter().all(is_scalar) && one_line(items) => {
            let items: Vec<String> = items.iter().map(to_json_line).collect();
            text.push_str(&format!("[{}]", items.join(", ")));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                text.push(if index == 0 { '[' } else { ',' });
                new_line(text, depth + 1);
                write_node(text, item, depth + 1);
            }
            new_line(text, depth);
            text.push(']');
        }
        Value::Object(entries) if !entries.is_empty() => {
            for (index, entry) in entries.iter().enumerate() {
                text.push(if index == 0 { '{' } else { ',' });
                new_line(text, depth + 1);
                text.push_str(&format!("{}: ", serde_json::json!(entry.key)));
                write_node(text, &entry.node, depth + 1);
            }
            new_line(text, depth);
            text.push('}');
        }
        _ => text.push_str(&to_json_line(node)),
    }
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node.value, Value::Array(_) | Value::Object(_))
}

/// Returns whether a list of scalars fits on one line, such as a short `enum` or `required`.
fn one_line(items: &[Node]) -> bool {
    let width = |node: &Node| match &node.value {
        Value::String(text) | Value::Number(text) => text.len() + 4,
        _ => 8,
    };
    items.iter().map(width).sum::<usize>() <= 90
}

fn new_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}
