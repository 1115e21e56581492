//! Removes the defaults of a response.
//!
//! With a default, the generated field is not an option: an explicit `null` fails the whole response, and a re-encoded
//! value has fields that the service did not send.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};

const REMOVES: &[&str] = &["default"];

/// See the module.
pub const PASS: Pass = Pass { name: "defaults", apply, removes: REMOVES };

fn apply(schema: &mut Node, _: &Node) {
    without(schema, REMOVES);
}
