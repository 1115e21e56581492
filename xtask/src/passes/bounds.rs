//! Removes the bounds of numbers in a response.
//!
//! `minimum: 1` makes a `NonZeroU64`, so that a `0` fails the whole response; a maximum can choose a narrower type.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};

const REMOVES: &[&str] = &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

/// See the module.
pub const PASS: Pass = Pass { name: "bounds", apply, removes: REMOVES };

fn apply(schema: &mut Node, _: &Node) {
    without(schema, REMOVES);
}
