//! Replaces the types of numbers and strings in a response by types that accept more values.
//!
//! - A string loses its format. With the format `uuid`, the client could not decode an ID such as `***`. With the
//!   format `date-time`, the client could not decode a time without a time zone.
//! - An integer with the format `int32` or `int64` becomes an `i64`.
//! - Every other number becomes a `serde_json::Number`, which contains any number and writes it back unchanged. Large
//!   numbers occur. For example, the contract documents a timestamp above `i64::MAX`.

use dataarts_insight_openapi::document::Node;

use super::{Pass, without};
use crate::{schema, tree};

/// The pass of this file. It changes the schemas of responses.
pub const PASS: Pass = Pass { apply, removes: &[] };

/// The Rust type that contains any JSON number and writes it back unchanged; see [`crate::render::client`].
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
