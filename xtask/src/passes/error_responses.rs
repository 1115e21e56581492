//! Removes the error responses.
//!
//! If an error response is declared and its body is HTML or empty, as gateways send it, the generated client loses its
//! status and headers. It keeps them if the status is not declared. The wrapper reads error bodies itself. A reference
//! to a shared response is replaced by the response, so that the other passes find every body.

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
