//! The notes in an effective contract. A note names a difference between client and contract, such as an omitted
//! operation.

use dataarts_insight_openapi::{document::Node, operation_nodes};

use crate::tree;

/// The key of the list of notes, in an operation or at the top of the contract.
pub const KEY: &str = "x-client-notes";

/// Adds a note to `node`, which is an operation. If an operation is removed, `node` is the whole contract.
pub fn add(node: &mut Node, note: impl Into<String>) {
    let mut notes = node.get(KEY).map(|notes| notes.items().to_vec()).unwrap_or_default();
    notes.push(tree::string(note, node));
    let list = Node { span: node.span.clone(), value: dataarts_insight_openapi::document::Value::Array(notes) };
    tree::set(node, KEY, list);
}

/// Returns the notes of an operation or of a contract.
pub fn of(node: &Node) -> impl Iterator<Item = &str> {
    node.get(KEY).map_or(&[][..], Node::items).iter().filter_map(Node::as_str)
}

/// Returns all notes of a contract and of its operations, one in each line.
#[must_use]
pub fn text(effective: &Node) -> String {
    let mut lines: Vec<String> = of(effective).map(|note| format!("note: {note}\n")).collect();
    for operation in operation_nodes(effective) {
        let id = operation.node.get("operationId").and_then(Node::as_str).unwrap_or_default();
        lines.extend(of(operation.node).map(|note| format!("note: {id}: {note}\n")));
    }
    lines.concat()
}
