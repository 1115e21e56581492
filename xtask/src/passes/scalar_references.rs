//! Replaces a reference to a scalar schema by a copy of the scalar schema.
//!
//! A later pass replaces an enumeration by its plain type, such as `string`. Without this pass, a component with an
//! enumeration would still become a separate Rust type.

use dataarts_insight_openapi::{Resolved, document::Node};

use crate::{schema, tree};

/// Replaces `schema` if it is a reference. `root` is the contract before the pass.
pub fn apply(schema: &mut Node, root: &Node) {
    let Ok(Resolved { node, reference: Some(reference) }) = root.resolve(schema) else { return };
    *schema = if schema::is_scalar(node) {
        node.clone()
    } else {
        // If `A` refers to `B`, and `B` refers to `C`, writes a reference to `C`.
        tree::object([("$ref", tree::string(reference, schema))], schema)
    };
}
