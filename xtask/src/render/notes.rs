//! The notes of an effective spec: what the client leaves out or does in another way than the contract suggests.

use dataarts_insight_openapi::{document::Node, operation_nodes};

use crate::tree;

/// The key of the notes, in an operation and in the spec.
pub const KEY: &str = "x-client-notes";

/// Adds a note to an operation, or to the spec about an operation that is left out.
pub fn add(node: &mut Node, note: impl Into<String>) {
    let mut notes = node.get(KEY).map(|notes| notes.items().to_vec()).unwrap_or_default();
    notes.push(tree::string(note, node));
    let list = Node { span: node.span.clone(), value: dataarts_insight_openapi::document::Value::Array(notes) };
    tree::set(node, KEY, list);
}

/// The notes of an operation or a spec.
pub fn of(node: &Node) -> impl Iterator<Item = &str> {
    node.get(KEY).map_or(&[][..], Node::items).iter().filter_map(Node::as_str)
}

/// Every note of a spec, one a line.
#[must_use]
pub fn text(effective: &Node) -> String {
    let mut lines: Vec<String> = of(effective).map(|note| format!("note: {note}\n")).collect();
    for operation in operation_nodes(effective) {
        let id = operation.node.get("operationId").and_then(Node::as_str).unwrap_or_default();
        lines.extend(of(operation.node).map(|note| format!("note: {id}: {note}\n")));
    }
    lines.concat()
}
