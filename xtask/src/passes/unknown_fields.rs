//! Fields that the contract does not name are kept.
//!
//! `additionalProperties: false` would refuse a response with a new field, and an absent one or `true` makes the
//! client drop it. An empty schema gives a flattened map, so that nothing that arrived is lost.

use dataarts_insight_openapi::document::{Node, Value};

use super::{Pass, without};
use crate::{schema, tree};

/// See the module.
pub const PASS: Pass =
    Pass { name: "unknown_fields", apply, removes: &["minProperties", "maxProperties", "discriminator"] };

fn apply(schema: &mut Node, _: &Node) {
    without(schema, PASS.removes);
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
