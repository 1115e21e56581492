//! A response property has no default.
//!
//! With one, the generated field is no option: an explicit `null` fails the whole response, and a re-encoded value
//! would hold what never arrived.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};

const REMOVES: &[&str] = &["default"];

/// See the module.
pub const PASS: Pass = Pass { name: "defaults", apply, removes: REMOVES };

fn apply(schema: &mut Node, _: &Node) {
    without(schema, REMOVES);
}
