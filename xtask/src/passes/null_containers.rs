//! Allows `null` for lists and maps in a response.
//!
//! For an optional list that is not nullable, typify generates a `Vec`. A service can send `null` instead of a list,
//! and the client cannot decode `null` as a `Vec`. With `nullable`, typify generates an `Option`.

use dataarts_insight_openapi::document::{Node, Value};

use super::Pass;
use crate::{schema, tree};

/// The pass of this file. It changes the schemas of responses.
pub const PASS: Pass = Pass { apply, removes: &[] };

/// Adds `nullable` only to properties, not to components. For a nullable component, typify would generate a newtype
/// with an `Option` inside.
fn apply(schema: &mut Node, _: &Node) {
    let Some(properties) = tree::get_mut(schema, "properties") else { return };
    for entry in tree::entries_mut(properties) {
        let property = &mut entry.node;
        let container = match schema::kind(property) {
            Some("array") => true,
            Some("object") => property.get("properties").is_none_or(|fields| fields.entries().is_empty()),
            _ => false,
        };
        // Every property of a response is optional, so typify already makes an `Option` of all other types. With
        // `nullable`, the type would be `Option<Option<T>>`, in which `null` differs from an absent value.
        tree::remove(property, "nullable");
        if container && matches!(property.value, Value::Object(_)) {
            let yes = tree::boolean(true, property);
            tree::set(property, "nullable", yes);
        }
    }
}
