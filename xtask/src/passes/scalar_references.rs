//! A reference to a scalar becomes the scalar.
//!
//! A component enumeration would become a type of its own wherever it is used; relaxed, it is a plain number or string,
//! and reads best as one. The description of the place wins over that of the component.

use dataarts_insight_openapi::document::Node;

use super::Pass;
use crate::schema;

/// See the module.
pub const PASS: Pass = Pass { name: "scalar_references", apply, removes: &[] };

fn apply(schema: &mut Node, root: &Node) {
    // References to references: as many steps as a sane contract has; a cycle ends there too.
    for _ in 0..16 {
        let Some(target) = schema::component(schema).and_then(|name| root.pointer("/components/schemas")?.get(name))
        else {
            return;
        };
        let next = target.clone();
        if !schema::is_scalar(&next) && schema::component(&next).is_none() {
            return;
        }
        *schema = next;
    }
}
