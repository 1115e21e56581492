//! The relaxations: general rules by keyword and direction, one file each, with the reason.
//!
//! The passes in [`RESPONSE`] run on every schema that a response body can hold, inner schemas first. The pass
//! [`requests`] runs on the others: the client must send valid requests, so that it removes only what no code can be
//! made of. The other passes change operations.

pub mod bounds;
pub mod combinators;
pub mod defaults;
pub mod enums;
pub mod formats;
pub mod generator_keys;
pub mod implied_type;
pub mod lengths;
pub mod media_types;
pub mod null_containers;
pub mod nullable_components;
pub mod operations;
pub mod parameters;
pub mod requests;
pub mod required;
pub mod responses;
pub mod rust_names;
pub mod scalar_references;
pub mod unknown_fields;
pub mod unreachable;

use dataarts_insight_openapi::document::Node;

/// A rule for schemas that a response body can hold.
#[derive(Debug, Clone, Copy)]
pub struct Pass {
    /// Relaxes one schema; the second argument is the whole spec, to follow references.
    pub apply: fn(&mut Node, &Node),
    /// The keywords that are removed from every response schema afterwards.
    pub removes: &'static [&'static str],
}

impl Pass {
    /// Returns a pass that only removes keywords.
    const fn removing(removes: &'static [&'static str]) -> Self {
        Self { apply: |_, _| {}, removes }
    }

    /// Relaxes one schema of a spec.
    pub fn relax(&self, schema: &mut Node, spec: &Node) {
        (self.apply)(schema, spec);
        without(schema, self.removes);
    }
}

/// The rules for responses, in the order in which they run, after [`scalar_references`] and [`combinators`].
pub const RESPONSE: &[Pass] = &[
    implied_type::PASS,
    enums::PASS,
    lengths::PASS,
    bounds::PASS,
    required::PASS,
    defaults::PASS,
    formats::PASS,
    null_containers::PASS,
    unknown_fields::PASS,
];

/// Removes keywords from a schema.
fn without(schema: &mut Node, keys: &[&str]) {
    crate::tree::retain(schema, |entry| !keys.contains(&entry.key.as_str()));
}
