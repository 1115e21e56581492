//! Keeps the fields of a response that the contract does not name.
//!
//! With `additionalProperties: false`, the client would refuse a response with a new field. With `true`, or without the
//! keyword, the client would drop the field. With an empty schema, typify generates a map that keeps the field.

use dataarts_insight_openapi::document::{Node, Value};

use super::Pass;
use crate::{schema, tree};

/// The pass of this file. It changes the schemas of responses.
pub const PASS: Pass = Pass { apply, removes: &["minProperties", "maxProperties", "discriminator"] };

fn apply(schema: &mut Node, _: &Node) {
    if schema::kind(schema) != Some("object") {
        return;
    }
    let typed_map = schema.get("properties").is_none()
        && schema.get("additionalProperties").is_some_and(|node| matches!(node.value, Value::Object(_)));
    if !typed_map {
        let anything = tree::object([], schema);
        tree::set(schema, "additionalProperties", anything);
    }
}
