//! Only successes are declared.
//!
//! A *declared* error status whose body is HTML or empty, as gateways send them, loses status, headers and
//! retryability in the generated client; an undeclared one keeps them. The wrapper reads error bodies itself, whatever
//! their shape. References to shared responses are resolved, so that relaxing a body sees all of them.

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
