//! Replaces an enumeration in a response by its plain type.
//!
//! Generated enums are closed: one value that the documentation does not know yet would fail the whole response. The
//! open enums of the wrapper, which are generated from the contract, name the values.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};

const REMOVES: &[&str] = &["enum", "x-enum-varnames", "x-enum-descriptions"];

/// See the module.
pub const PASS: Pass = Pass { name: "enums", apply, removes: REMOVES };

fn apply(schema: &mut Node, _: &Node) {
    without(schema, REMOVES);
}
