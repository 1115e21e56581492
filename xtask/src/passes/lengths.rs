//! Allows any length and form of strings and lists in a response.
//!
//! typify turns a length or a pattern into a newtype that checks it while deserializing (a name of 129 characters
//! would fail the whole response), and equal bounds of a list into a fixed-size array.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};

const REMOVES: &[&str] = &["minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"];

/// See the module.
pub const PASS: Pass = Pass { name: "lengths", apply, removes: REMOVES };

fn apply(schema: &mut Node, _: &Node) {
    without(schema, REMOVES);
}
