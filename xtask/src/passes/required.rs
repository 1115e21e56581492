//! Makes every property of a response optional.
//!
//! One absent field would fail the whole response. The wrapper checks the fields that it needs.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};

const REMOVES: &[&str] = &["required"];

/// See the module.
pub const PASS: Pass = Pass { name: "required", apply, removes: REMOVES };

fn apply(schema: &mut Node, _: &Node) {
    without(schema, REMOVES);
}
