//! Extension keys that steer the generator are no business of a contract.
//!
//! `x-rust-type` would put types of any crate into the output, the `x-dropshot-*` keys other operations; both make
//! output that depends on what this project does not have.

use dataarts_insight_openapi::document::Node;

use crate::{schema, tree};

/// Removes the keys everywhere, examples excepted: they are data.
pub fn apply(node: &mut Node) {
    tree::retain(node, |entry| entry.key != "x-rust-type" && !entry.key.starts_with("x-dropshot-"));
    for entry in tree::entries_mut(node) {
        if schema::holds_names(&entry.key, &entry.node) {
            tree::entries_mut(&mut entry.node).iter_mut().for_each(|named| apply(&mut named.node));
        } else if entry.key != "example" && entry.key != "examples" {
            apply(&mut entry.node);
        }
    }
    for item in tree::items_mut(node) {
        apply(item);
    }
}
