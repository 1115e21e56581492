//! The operations of a contract.

use std::fmt;

use crate::{
    document::{Document, Node, join_pointer},
    grammar::{ObjectKind, ValueKind},
};

/// One HTTP method of one path.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`. If the contract does not declare an `operationId`, the method and the path, such as
    /// `GET /tasks`.
    pub id: String,
    /// The HTTP method in upper case.
    pub method: String,
    /// The path template, as in the contract: `/v1/{project_id}/tasks`.
    pub path: String,
    /// The declared statuses in the order of the contract: `200`, `4XX`, `default`.
    pub statuses: Vec<String>,
    /// The parameters of the operation and of its path item.
    pub parameters: Vec<Parameter>,
    /// The sets of credentials that the operation accepts. A request needs all credentials of one set. If the list is
    /// empty or contains an empty set, a request needs no credentials. Each credential has a location and a name, such
    /// as the header `X-Auth-Token`.
    pub security: Vec<Vec<(ParameterLocation, String)>>,
    /// The JSON Pointer of the operation in the contract.
    pub pointer: String,
}

/// A parameter that the contract declares.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Parameter {
    /// The name of the parameter, as in the contract.
    pub name: String,
    /// The location of the parameter in a request.
    pub location: ParameterLocation,
    /// `true` if a request must have the parameter.
    pub required: bool,
    /// The JSON Pointer of the parameter in the contract. For a `$ref`, the pointer of its target.
    pub pointer: String,
}

/// The location of a parameter in a request, as the key `in` declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParameterLocation {
    /// A segment of the path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl ParameterLocation {
    /// Reads the value of `in`; `None` for an unknown location.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "path" => Self::Path,
            "query" => Self::Query,
            "header" => Self::Header,
            "cookie" => Self::Cookie,
            _ => return None,
        })
    }
}

impl fmt::Display for ParameterLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        })
    }
}

impl Operation {
    /// Returns the declared status for a status code. For 404, tries `404`, `4XX` and `default`, in this order.
    #[must_use]
    pub fn declared_status(&self, code: u16) -> Option<&str> {
        let keys = [code.to_string(), format!("{}XX", code / 100), "default".to_owned()];
        let declared = |key: &String| self.statuses.iter().rev().find(|status| status.eq_ignore_ascii_case(key));
        keys.iter().find_map(declared).map(String::as_str)
    }
}

/// The node of an operation, with its path and its method.
#[derive(Debug, Clone)]
pub struct OperationNode<'d> {
    /// The path template, as in the contract.
    pub path: &'d str,
    /// The HTTP method in lower case.
    pub method: &'d str,
    /// The path item. For a `$ref`, the target of the `$ref`.
    pub item: &'d Node,
    /// The node of the operation.
    pub node: &'d Node,
    /// The JSON Pointer of the path item. For a `$ref`, the pointer of its target.
    pub item_pointer: String,
}

impl OperationNode<'_> {
    /// Returns the JSON Pointer of the operation.
    #[must_use]
    pub fn pointer(&self) -> String {
        join_pointer(&self.item_pointer, self.method)
    }
}

/// Returns whether a key of a path item is an HTTP method.
#[must_use]
pub fn is_method(key: &str) -> bool {
    let key = ObjectKind::PathItem.definition().key(key);
    key.is_some_and(|key| matches!(key.value, ValueKind::Object(ObjectKind::Operation)))
}

/// Finds all operations in the order of the document. `root` is the root of the document.
#[must_use]
pub fn operation_nodes(root: &Node) -> Vec<OperationNode<'_>> {
    let mut found = Vec::new();
    for entry in root.get("paths").map(Node::entries).unwrap_or_default() {
        let Ok(resolved) = root.resolve(&entry.node) else { continue };
        let item_pointer = resolved.pointer().unwrap_or_else(|| join_pointer("/paths", &entry.key));
        for method in resolved.node.entries().iter().filter(|method| is_method(&method.key)) {
            found.push(OperationNode {
                path: &entry.key,
                method: &method.key,
                item: resolved.node,
                node: &method.node,
                item_pointer: item_pointer.clone(),
            });
        }
    }
    found
}

/// Reads all operations in the order of the contract.
pub(crate) fn operations(document: &Document) -> Vec<Operation> {
    operation_nodes(document.root()).iter().map(|place| operation(document, place)).collect()
}

fn operation(document: &Document, place: &OperationNode<'_>) -> Operation {
    let (node, path, pointer) = (place.node, place.path, place.pointer());
    let method = place.method.to_uppercase();
    let id = node.get("operationId").and_then(Node::as_str);
    let listed = |owner: &Node, owner_pointer: &str| -> Vec<Parameter> {
        let written = owner.get("parameters").map(Node::items).unwrap_or_default().iter().enumerate();
        written
            .filter_map(|(index, node)| parameter(document, node, format!("{owner_pointer}/parameters/{index}")))
            .collect()
    };
    let (own, inherited) = (listed(node, &pointer), listed(place.item, &place.item_pointer));
    let parameters = with_inherited(own, inherited, |parameter| (parameter.location, parameter.name.clone()));
    let responses = node.get("responses").map(Node::entries).unwrap_or_default();
    Operation {
        id: id.map_or_else(|| format!("{method} {path}"), str::to_owned),
        path: path.to_owned(),
        statuses: responses.iter().map(|entry| entry.key.clone()).filter(|key| !key.starts_with("x-")).collect(),
        parameters,
        security: security(document, node),
        method,
        pointer,
    }
}

/// Joins the parameters of an operation and of its path item. A parameter of the operation replaces the parameter of the
/// path item with the same `identity`, which is the location and the name.
pub fn with_inherited<T, K: PartialEq>(own: Vec<T>, inherited: Vec<T>, identity: impl Fn(&T) -> K) -> Vec<T> {
    let known: Vec<K> = own.iter().map(&identity).collect();
    let inherited = inherited.into_iter().filter(|parameter| !known.contains(&identity(parameter)));
    own.into_iter().chain(inherited.collect::<Vec<T>>()).collect()
}

fn parameter(document: &Document, written: &Node, pointer: String) -> Option<Parameter> {
    let resolved = document.resolve(written).ok()?;
    let (node, pointer) = (resolved.node, resolved.pointer().unwrap_or(pointer));
    let location = ParameterLocation::parse(node.get("in")?.as_str()?)?;
    Some(Parameter {
        name: node.get("name")?.as_str()?.to_owned(),
        location,
        required: location == ParameterLocation::Path || node.get("required").and_then(Node::as_bool).unwrap_or(false),
        pointer,
    })
}

fn security(document: &Document, operation: &Node) -> Vec<Vec<(ParameterLocation, String)>> {
    let alternatives = operation.get("security").or_else(|| document.pointer("/security"));
    let schemes = document.pointer("/components/securitySchemes");
    let credential = |name: &str| -> (ParameterLocation, String) {
        let scheme = schemes.and_then(|schemes| schemes.get(name)).and_then(|node| document.resolve(node).ok());
        let text = |key: &str| scheme.as_ref().and_then(|scheme| scheme.node.get(key)).and_then(Node::as_str);
        match (text("type"), text("in").and_then(ParameterLocation::parse), text("name")) {
            (Some("apiKey"), Some(location), Some(name)) => (location, name.to_owned()),
            // The types `http`, `oauth2` and `openIdConnect` use the header `Authorization`.
            _ => (ParameterLocation::Header, "Authorization".to_owned()),
        }
    };
    let alternatives = alternatives.map(Node::items).unwrap_or_default();
    alternatives.iter().map(|all| all.entries().iter().map(|scheme| credential(&scheme.key)).collect()).collect()
}
