//! Adds `type: object` to a schema with `properties`, and `type: array` to a schema with `items`.
//!
//! Without `type`, the generator accepts any value and drops the properties.

use dataarts_insight_openapi::document::Node;

use super::Pass;
use crate::{schema, tree};

/// The pass of this file. It changes the schemas of responses.
pub const PASS: Pass = Pass { apply, removes: &[] };

fn apply(schema: &mut Node, _: &Node) {
    if schema::kind(schema).is_some() {
        return;
    }
    let implied = if schema.get("properties").is_some() {
        "object"
    } else if schema.get("items").is_some() {
        "array"
    } else {
        return;
    };
    let node = tree::string(implied, schema);
    tree::set(schema, "type", node);
}
