//! Replaces a reference to a scalar by the scalar.
//!
//! Otherwise the component of an enumeration would become a separate type. Without its values it is a plain scalar.

use dataarts_insight_openapi::{Resolved, document::Node};

use crate::{schema, tree};

/// Replaces one schema; `root` is the spec before.
pub fn apply(schema: &mut Node, root: &Node) {
    let Ok(Resolved { node, reference: Some(reference) }) = root.resolve(schema) else { return };
    *schema = if schema::is_scalar(node) {
        node.clone()
    } else {
        // A reference to a reference becomes a reference to the end of the chain.
        tree::object([("$ref", tree::string(reference, schema))], schema)
    };
}
