//! No property of a response is required.
//!
//! One absent field would fail the whole response, and with it all that did arrive. What cannot be done without is the
//! wrapper's decision, made where it is needed.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};

const REMOVES: &[&str] = &["required"];

/// See the module.
pub const PASS: Pass = Pass { name: "required", apply, removes: REMOVES };

fn apply(schema: &mut Node, _: &Node) {
    without(schema, REMOVES);
}
