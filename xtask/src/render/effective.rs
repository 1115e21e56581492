//! The effective spec as a file that a reviewer can read and diff.

use dataarts_insight_openapi::document::{Entry, Node, Value};

use super::header::Provenance;
use crate::tree;

/// The spec as JSON, keys in the order of the contract, provenance first.
#[must_use]
pub fn render(effective: &Node, provenance: &Provenance) -> String {
    let mut node = effective.clone();
    let lines = provenance.lines().into_iter().map(|line| tree::string(line, effective)).collect();
    let header = Node { span: effective.span.clone(), value: Value::Array(lines) };
    if let Value::Object(entries) = &mut node.value {
        let key_span = effective.span.clone();
        entries.insert(0, Entry { key: "x-generated".to_owned(), key_span, node: header });
    }
    tree::to_json_text(&node)
}
