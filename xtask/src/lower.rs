//! Makes the *effective* contract, from which the client is generated. The client must accept responses that differ
//! from the contract in details, so the schemas of responses become less strict.
//!
//! The steps depend on each other, in this order:
//!
//! - Bring all operations into one form.
//! - Replace references to scalars, and combinations of schemas, by plain schemas.
//! - Remove the keywords that restrict values in responses (see [`crate::passes`]).
//! - Remove unused components, and choose names for Rust.

use std::collections::BTreeSet;

use dataarts_insight_openapi::{document::Node, is_method};

use crate::{
    Error, passes,
    schema::{self, visit_mut},
    settings::unknown,
    tree,
};

/// The part of a contract to generate code for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The IDs or tags of the operations; empty for all operations.
    pub operations: Vec<String>,
    /// True to generate only types and no operations.
    pub types_only: bool,
}

/// Returns the effective contract. `contract` must already contain the changes of the overlay.
#[must_use]
pub fn lower(contract: &Node) -> Node {
    let mut root = contract.clone();
    operations(&mut root);
    schemas(&mut root, true);
    root
}

/// Returns the effective contract of the selected operations.
///
/// # Errors
/// [`Error::NotFound`] if the contract does not have a selected operation or tag.
pub fn lower_selected(contract: &Node, selection: &Selection) -> Result<Node, Error> {
    let mut root = contract.clone();
    operations(&mut root);
    select(&mut root, &selection.operations)?;
    schemas(&mut root, !(selection.types_only && selection.operations.is_empty()));
    if selection.types_only
        && let Some(paths) = tree::get_mut(&mut root, "paths")
    {
        tree::retain(paths, |_| false);
    }
    Ok(root)
}

fn operations(root: &mut Node) {
    // Replaces the version by 3.0.3. For a contract of OpenAPI 3.1 this is right, because the parser has already
    // converted its schemas to OpenAPI 3.0.
    if root.get("openapi").is_some() {
        let version = tree::string("3.0.3", root);
        tree::set(root, "openapi", version);
    }
    tree::remove(root, "webhooks");
    passes::generator_keys::apply(root);
    passes::operations::apply(root);
    passes::parameters::apply(root);
    passes::responses::apply(root);
    passes::media_types::apply(root);
}

fn schemas(root: &mut Node, only_reachable: bool) {
    passes::inner_references::apply(root);
    let responses = relax_responses(root);
    adapt_requests(root, &responses);
    passes::nullable_components::apply(root, &responses);
    if only_reachable {
        passes::unreachable::apply(root);
    }
    passes::rust_names::apply(root);
}

/// Removes the operations that are not selected. An empty list selects all operations.
fn select(root: &mut Node, wanted: &[String]) -> Result<(), Error> {
    if wanted.is_empty() {
        return Ok(());
    }
    let names_of = |operation: &Node| {
        let id = operation.get("operationId").into_iter();
        let tags = operation.get("tags").map_or(&[][..], Node::items);
        id.chain(tags).filter_map(|node| Some(node.as_str()?.to_owned())).collect::<BTreeSet<_>>()
    };
    let known: BTreeSet<String> =
        schema::operations_mut(root).into_iter().flat_map(|operation| names_of(operation)).collect();
    for name in wanted {
        if !known.contains(name) {
            return Err(Error::NotFound(unknown("operation or tag", name, known.iter().map(String::as_str))));
        }
    }
    let Some(paths) = tree::get_mut(root, "paths") else { return Ok(()) };
    for path in tree::entries_mut(paths) {
        tree::retain(&mut path.node, |entry| {
            !is_method(&entry.key) || names_of(&entry.node).iter().any(|name| wanted.contains(name))
        });
    }
    tree::retain(paths, |path| path.node.entries().iter().any(|entry| is_method(&entry.key)));
    Ok(())
}

/// Returns the names of the components that a response body can contain.
#[must_use]
pub fn response_components(root: &Node) -> BTreeSet<String> {
    let mut copy = root.clone();
    let start = schema::response_schemas_mut(&mut copy).into_iter().flat_map(|node| schema::mentioned(node)).collect();
    schema::reachable(root, start)
}

/// Makes the schemas of responses less strict. Returns the names of the components that a response body can contain.
fn relax_responses(root: &mut Node) -> BTreeSet<String> {
    let reached = response_components(root);
    each_response(root, &reached, &mut |node, before, _| {
        visit_mut(node, &mut |inner| passes::scalar_references::apply(inner, before));
    });
    each_response(root, &reached, &mut |node, before, name| passes::combinators::apply(node, before, name, true));
    for pass in passes::RESPONSE {
        // Each pass gets a new copy of the contract. If the pass follows a reference in this copy, it finds the result
        // of the previous pass.
        each_response(root, &reached, &mut |node, before, _| visit_mut(node, &mut |inner| pass.relax(inner, before)));
    }
    reached
}

/// A function that changes a schema. It takes the schema, the contract before the change, and the name of the
/// component. The name is `None` for a schema that is not a component.
type Change<'c> = &'c mut dyn FnMut(&mut Node, &Node, Option<&str>);

fn each_response(root: &mut Node, reached: &BTreeSet<String>, change: Change<'_>) {
    let before = root.clone();
    for body in schema::response_schemas_mut(root) {
        change(body, &before, None);
    }
    if let Some(components) = tree::pointer_mut(root, "/components/schemas") {
        for entry in tree::entries_mut(components).iter_mut().filter(|entry| reached.contains(&entry.key)) {
            change(&mut entry.node, &before, Some(&entry.key));
        }
    }
}

/// Changes the schemas that only requests use, so that the generated code compiles and sends valid requests.
fn adapt_requests(root: &mut Node, responses: &BTreeSet<String>) {
    each_request(root, responses, &mut |node, before, name| passes::combinators::apply(node, before, name, false));
    each_request(root, responses, &mut |node, before, _| {
        visit_mut(node, &mut |inner| passes::requests::apply(inner, before))
    });
}

fn each_request(root: &mut Node, responses: &BTreeSet<String>, change: Change<'_>) {
    let before = root.clone();
    for operation in schema::operations_mut(root) {
        if let Some(parameters) = tree::get_mut(operation, "parameters") {
            for parameter in tree::items_mut(parameters) {
                if let Some(schema) = tree::get_mut(parameter, "schema") {
                    change(schema, &before, None);
                }
            }
        }
        let Some(content) = tree::pointer_mut(operation, "/requestBody/content") else { continue };
        for media in tree::entries_mut(content).iter_mut().filter(|media| !passes::media_types::is_untyped(media)) {
            if let Some(schema) = tree::get_mut(&mut media.node, "schema") {
                change(schema, &before, None);
            }
        }
    }
    if let Some(components) = tree::pointer_mut(root, "/components/schemas") {
        for entry in tree::entries_mut(components).iter_mut().filter(|entry| !responses.contains(&entry.key)) {
            change(&mut entry.node, &before, Some(&entry.key));
        }
    }
}
