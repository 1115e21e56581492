//! Allows `null` for lists and maps in a response.
//!
//! An optional list that is not nullable becomes a `Vec` with a serde default. An explicit `null`, which services send
//! for "none", then fails the whole response. `nullable` makes it an `Option`.

use dataarts_insight_openapi::document::{Node, Value};

use super::Pass;
use crate::{schema, tree};

/// The pass of this module.
pub const PASS: Pass = Pass { apply, removes: &[] };

/// Marks properties, not the schemas themselves: a nullable component would become a newtype around an option.
fn apply(schema: &mut Node, _: &Node) {
    let Some(properties) = tree::get_mut(schema, "properties") else { return };
    for entry in tree::entries_mut(properties) {
        let property = &mut entry.node;
        let container = match schema::kind(property) {
            Some("array") => true,
            Some("object") => property.get("properties").is_none_or(|fields| fields.entries().is_empty()),
            _ => false,
        };
        // Every property is optional, so all other types are options already. A nullable one would be an option of an
        // option, for which `null` and absent differ.
        tree::remove(property, "nullable");
        if container && matches!(property.value, Value::Object(_)) {
            let yes = tree::boolean(true, property);
            tree::set(property, "nullable", yes);
        }
    }
}
