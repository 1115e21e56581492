//! Replaces the types of numbers and strings in a response by types that accept more values.
//!
//! With the formats `uuid`, `date-time` and `int32`, a masked ID, a local time or a large number would fail the whole
//! response. An integer with the format `int32` or `int64` becomes an `i64`. Every other number becomes a
//! `serde_json::Number`. This type holds any number and writes the number back unchanged. Large numbers occur: the
//! contract documents a timestamp above `i64::MAX`.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};
use crate::{schema, tree};

/// The relaxation pass of this file.
pub const PASS: Pass = Pass { apply, removes: &[] };

/// The type of numbers that must be written back unchanged; see [`crate::render::client`].
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
