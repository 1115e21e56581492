//! The operations of the contract, with their names in the generated code.

use dataarts_insight_lint::names;
use dataarts_insight_openapi::{document::Node, operation_nodes};

use crate::passes::rust_names::name_of;

/// An operation and its names in the generated code.
#[derive(Debug)]
pub(super) struct GeneratedOperation<'a> {
    /// The operation in the contract.
    pub(super) node: &'a Node,
    /// The operation's id.
    pub(super) id: &'a str,
    /// The name of the method of `Client`.
    pub(super) method: String,
    /// The name of the operation's builder type.
    pub(super) builder: String,
    /// The parameters, each with the name of its setter.
    pub(super) parameters: Vec<(String, &'a Node)>,
}

/// Returns the operations of a contract.
pub(super) fn read(spec: &Node) -> Vec<GeneratedOperation<'_>> {
    operation_nodes(spec)
        .into_iter()
        .filter_map(|operation| {
            let id = operation.node.get("operationId")?.as_str()?;
            let lists = [operation.item, operation.node].into_iter().filter_map(|owner| owner.get("parameters"));
            let parameters = lists.flat_map(Node::items).filter_map(|parameter| {
                let parameter = spec.resolve(parameter).ok()?.node;
                let name = name_of(parameter)
                    .unwrap_or_else(|| names::snake(parameter.get("name").and_then(Node::as_str).unwrap_or_default()));
                Some((name, parameter))
            });
            let method = name_of(operation.node).unwrap_or_else(|| names::snake(id));
            let builder = names::pascal(&method);
            Some(GeneratedOperation { node: operation.node, id, method, builder, parameters: parameters.collect() })
        })
        .collect()
}

impl<'a> GeneratedOperation<'a> {
    /// Returns the parameter that a method of a builder sets.
    pub(super) fn parameter(operations: &[Self], builder: &str, setter: &str) -> Option<&'a Node> {
        let of_builder = operations.iter().filter(|operation| operation.builder == builder);
        let mut parameters = of_builder.flat_map(|operation| &operation.parameters);
        parameters.find(|(name, _)| name == setter).map(|(_, parameter)| *parameter)
    }
}
