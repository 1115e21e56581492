//! Removes the extension keys that the generator reads.
//!
//! `x-rust-type` could add a type of any crate to the generated code. `x-dropshot-*` could add operations. This project
//! needs neither key.

use dataarts_insight_openapi::document::Node;

use crate::{schema, tree};

/// Removes the keys everywhere except in examples, because examples are data.
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
