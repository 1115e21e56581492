//! Lowers the strict contract to the *effective* spec, from which a tolerant client is generated.
//!
//! The order of the passes matters. The first passes replace references to scalars and `allOf` by plain schemas. The
//! others remove the keywords that restrict values, each with a small rule (see [`crate::passes`]).

use std::collections::BTreeSet;

use dataarts_insight_openapi::document::Node;

use crate::{passes, schema};

/// Lowers a contract, to which the overlay has been applied, to the effective spec.
#[must_use]
pub fn lower(contract: &Node) -> Node {
    let mut root = contract.clone();
    passes::generator_keys::apply(&mut root);
    passes::error_responses::apply(&mut root);
    relax_responses(&mut root);
    passes::unreachable::apply(&mut root);
    root
}

/// Returns the components that a response body can contain.
#[must_use]
pub fn response_components(root: &Node) -> BTreeSet<String> {
    let mut copy = root.clone();
    let start = schema::response_schemas_mut(&mut copy).into_iter().flat_map(|node| schema::mentioned(node)).collect();
    schema::reachable(root, start)
}

fn relax_responses(root: &mut Node) {
    let reached = response_components(root);
    for pass in passes::RESPONSE {
        // A pass that follows references reads the components as the previous pass left them.
        let before = root.clone();
        let relax = |node: &mut Node| schema::visit_mut(node, &mut |inner| pass.relax(inner, &before));
        for body in schema::response_schemas_mut(root) {
            relax(body);
        }
        if let Some(components) = crate::tree::pointer_mut(root, "/components/schemas") {
            for entry in crate::tree::entries_mut(components).iter_mut().filter(|entry| reached.contains(&entry.key)) {
                relax(&mut entry.node);
            }
        }
    }
}
