//! Gives numbers and strings in a response the widest type.
//!
//! With formats such as `uuid` and `date-time`, a masked id or a local time would fail the whole response, and so would
//! a number that is too large for `int32`. An integer with `int32` or `int64` becomes an `i64`. Every other number
//! becomes a `serde_json::Number`, which holds any number and writes it back unchanged: the documented example of a
//! timestamp is above `i64::MAX`.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};
use crate::{schema, tree};

/// The pass of this module.
pub const PASS: Pass = Pass { apply, removes: &[] };

/// The type of numbers that must survive a round trip; see [`crate::render::client`].
pub const EXACT_NUMBER: &str = "serde_json::Number";

fn apply(schema: &mut Node, _: &Node) {
    match (schema::kind(schema), schema.get("format").and_then(Node::as_str)) {
        (Some("integer"), Some("int32" | "int64")) => {
            let wide = tree::string("int64", schema);
            tree::set(schema, "format", wide);
        }
        (Some("integer" | "number"), _) => {
            without(schema, &["format"]);
            set_exact_number(schema);
        }
        _ => without(schema, &["format"]),
    }
}

/// Gives a schema the type [`EXACT_NUMBER`].
pub fn set_exact_number(schema: &mut Node) {
    let exact = tree::object(
        [
            ("crate", tree::string("serde_json", schema)),
            ("version", tree::string("1", schema)),
            ("path", tree::string(EXACT_NUMBER, schema)),
        ],
        schema,
    );
    tree::set(schema, "x-rust-type", exact);
}
