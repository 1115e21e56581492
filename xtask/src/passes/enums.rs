//! An enumeration in a response becomes its plain type.
//!
//! Generated enums are closed: one value that the documentation does not know yet would fail the whole response. The
//! names of the values live in the open enums of the wrapper, which are generated from the contract.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};

const REMOVES: &[&str] = &["enum", "x-enum-varnames", "x-enum-descriptions"];

/// See the module.
pub const PASS: Pass = Pass { name: "enums", apply, removes: REMOVES };

fn apply(schema: &mut Node, _: &Node) {
    without(schema, REMOVES);
}
