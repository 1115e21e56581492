//! What a contract says of its operations.

use crate::document::{Document, Node, join_pointer};

/// One method of one path.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`; `GET /path` where the contract gives none.
    pub id: String,
    /// The method, in capitals.
    pub method: String,
    /// The path template, as written: `/v1/{project_id}/tasks`.
    pub path: String,
    /// The declared statuses as written, in the order of the contract: `200`, `4XX`, `default`.
    pub statuses: Vec<String>,
    /// The parameters, those of the path item included.
    pub parameters: Vec<Parameter>,
    /// Credentials that open the operation: one of the lists in full. Each is a parameter's place and name. An empty
    /// outer list, or an empty inner one: none are needed.
    pub security: Vec<Vec<(Place, String)>>,
    /// The JSON Pointer of the operation in the contract.
    pub pointer: String,
}

/// A declared parameter.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name, as written.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// Whether a request must have it.
    pub required: bool,
    /// The JSON Pointer of the parameter in the contract, `$ref` followed.
    pub pointer: String,
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// A segment of the path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Place {
    /// The place that a parameter's `in` names.
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

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Every operation of a contract, in its order.
pub(crate) fn operations(document: &Document) -> Vec<Operation> {
    let mut operations = Vec::new();
    for entry in document.pointer("/paths").map(Node::entries).unwrap_or_default() {
        let (item, item_pointer) = resolve(document, &entry.node, join_pointer("/paths", &entry.key));
        for method in item.entries().iter().filter(|method| METHODS.contains(&method.key.as_str())) {
            let pointer = join_pointer(&item_pointer, &method.key);
            operations.push(operation(document, (item, &item_pointer), &entry.key, &method.key, &method.node, pointer));
        }
    }
    operations
}

fn operation(
    document: &Document,
    (item, item_pointer): (&Node, &str),
    path: &str,
    method: &str,
    node: &Node,
    pointer: String,
) -> Operation {
    let method = method.to_uppercase();
    let id = node.get("operationId").and_then(Node::as_str);
    // An operation's own parameter replaces the path's of the same name and place.
    let mut parameters: Vec<Parameter> = Vec::new();
    for (owner, owner_pointer) in [(node, pointer.as_str()), (item, item_pointer)] {
        let listed = owner.get("parameters").map(Node::items).unwrap_or_default();
        for (index, written) in listed.iter().enumerate() {
            let place = format!("{owner_pointer}/parameters/{index}");
            let Some(parameter) = parameter(document, written, place) else { continue };
            if !parameters.iter().any(|known| known.name == parameter.name && known.place == parameter.place) {
                parameters.push(parameter);
            }
        }
    }
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

fn parameter(document: &Document, written: &Node, pointer: String) -> Option<Parameter> {
    let (node, pointer) = resolve(document, written, pointer);
    let place = Place::parse(node.get("in")?.as_str()?)?;
    Some(Parameter {
        name: node.get("name")?.as_str()?.to_owned(),
        place,
        required: place == Place::Path || node.get("required").and_then(Node::as_bool).unwrap_or(false),
        pointer,
    })
}

fn security(document: &Document, operation: &Node) -> Vec<Vec<(Place, String)>> {
    let alternatives = operation.get("security").or_else(|| document.pointer("/security"));
    let schemes = document.pointer("/components/securitySchemes");
    let credential = |name: &str| -> (Place, String) {
        let scheme = schemes.and_then(|schemes| schemes.get(name)).map(|node| resolve(document, node, String::new()).0);
        let text = |key: &str| scheme.and_then(|scheme| scheme.get(key)).and_then(Node::as_str);
        match (text("type"), text("in").and_then(Place::parse), text("name")) {
            (Some("apiKey"), Some(place), Some(name)) => (place, name.to_owned()),
            // `http`, `oauth2` and `openIdConnect` all travel here.
            _ => (Place::Header, "Authorization".to_owned()),
        }
    };
    let alternatives = alternatives.map(Node::items).unwrap_or_default();
    alternatives.iter().map(|all| all.entries().iter().map(|scheme| credential(&scheme.key)).collect()).collect()
}

/// Follows `$ref`s to what they name; a chain that breaks or comes back to itself ends where it does.
#[must_use]
pub fn resolve<'d>(document: &'d Document, node: &'d Node, pointer: String) -> (&'d Node, String) {
    let (mut node, mut pointer) = (node, pointer);
    for _ in 0..32 {
        let target = node.get("$ref").and_then(Node::as_str);
        let Some((reference, target)) = target.and_then(|text| Some((text, document.reference(text)?))) else { break };
        pointer = reference.trim_start_matches('#').to_owned();
        node = target;
    }
    (node, pointer)
}
