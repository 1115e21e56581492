//! Removes the components that the contract does not use.
//!
//! The other passes remove references to enumerations and error bodies. Without this pass, the unused components would
//! become public types.

use std::collections::BTreeSet;

use dataarts_insight_openapi::document::Node;

use crate::{schema, tree};

/// Removes every schema that is not used, directly or indirectly, by an operation or by another section of
/// `components`, for example `headers`.
pub fn apply(root: &mut Node) {
    let mut start: BTreeSet<String> = root.get("paths").map(schema::mentioned).unwrap_or_default();
    if let Some(components) = root.get("components") {
        for section in components.entries().iter().filter(|entry| entry.key != "schemas") {
            start.extend(schema::mentioned(&section.node));
        }
    }
    let reached = schema::reachable(root, start);
    if let Some(schemas) = tree::pointer_mut(root, "/components/schemas") {
        tree::retain(schemas, |entry| reached.contains(&entry.key));
    }
}
