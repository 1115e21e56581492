//! The effective contract as a JSON file that a reviewer can read and compare.

use dataarts_insight_openapi::document::{Entry, Node, Value};

use super::header;
use crate::tree;

/// Returns the effective contract as JSON. The first key contains the header line `@generated …`. The other keys have
/// the same order as in the contract.
#[must_use]
pub fn render(effective: &Node, sources: &str) -> String {
    let mut node = effective.clone();
    if let Value::Object(entries) = &mut node.value {
        let header = tree::string(header::line(sources), effective);
        let key_span = effective.span.clone();
        entries.insert(0, Entry { key: "x-generated".to_owned(), key_span, node: header });
    }
    tree::to_json_text(&node)
}
