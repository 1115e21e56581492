//! Removes the error responses.
//!
//! The generated client loses the status and headers of a *declared* error response whose body is HTML or empty, as
//! gateways send them. It keeps them if the status is not declared. The wrapper reads error bodies itself. References to
//! shared responses are replaced by these, so that the other passes find every body.

use dataarts_insight_openapi::document::Node;

use crate::{schema, tree};

/// Keeps the `2xx` responses of each operation.
pub fn apply(root: &mut Node) {
    let before = root.clone();
    for operation in schema::operations_mut(root) {
        let Some(responses) = tree::get_mut(operation, "responses") else { continue };
        tree::retain(responses, |entry| entry.key.starts_with('2') || entry.key.starts_with("x-"));
        for response in tree::entries_mut(responses) {
            if let Ok(resolved) = before.resolve(&response.node) {
                response.node = resolved.node.clone();
            }
        }
    }
    if let Some(components) = tree::get_mut(root, "components") {
        tree::remove(components, "responses");
    }
}
