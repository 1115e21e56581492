//! Removes the components that the spec does not use.
//!
//! The other passes remove the references to enumerations and error bodies; these would still become public types.

use std::collections::BTreeSet;

use dataarts_insight_openapi::document::Node;

use crate::{schema, tree};

/// Removes the schemas to which no operation, shared parameter or shared body refers, directly or indirectly.
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
