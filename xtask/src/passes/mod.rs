//! The passes that change a contract before the client is generated. The file of each pass gives its reason.
//!
//! - The passes in [`RESPONSE`] relax every schema that a response body can contain: the client then accepts more
//!   values than the contract documents. They change inner schemas first.
//! - The pass [`requests`] changes all other schemas. The client must send valid requests, so [`requests`] relaxes a
//!   schema only if the generated code would not work.
//! - The other passes change operations, references and names.

pub mod bounds;
pub mod combinators;
pub mod defaults;
pub mod enums;
pub mod formats;
pub mod generator_keys;
pub mod implied_type;
pub mod inner_references;
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

/// A pass for the schemas that a response body can contain. It makes a schema accept more values.
#[derive(Debug, Clone, Copy)]
pub struct Pass {
    /// Changes one schema (the first argument). The second argument is the whole contract, which contains the targets
    /// of `$ref`.
    pub apply: fn(&mut Node, &Node),
    /// The keywords to remove from the schema after `apply`.
    pub removes: &'static [&'static str],
}

impl Pass {
    /// Returns a pass that only removes keywords.
    const fn removing(removes: &'static [&'static str]) -> Self {
        Self { apply: |_, _| {}, removes }
    }

    /// Applies this pass to one schema of the contract `spec`.
    pub fn relax(&self, schema: &mut Node, spec: &Node) {
        (self.apply)(schema, spec);
        without(schema, self.removes);
    }
}

/// The passes for responses, in the order in which they run. [`scalar_references`] and [`combinators`] run earlier.
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
