//! What the contract says about the service: its operations, parameters, credentials, and what it answers.

use bytes::Bytes;
use dataarts_insight_contract::document::{Document, Node};
use http::{Method, StatusCode};

use crate::Error;

/// The operation whose tasks move. Every other one is answered with its own example.
const TASK_OPERATION: &str = "show_import_task";
/// The component that names the statuses.
const STATUS_COMPONENT: &str = "ImportTaskStatus";

/// The service that a contract describes.
#[derive(Debug)]
pub(crate) struct Service {
    operations: Vec<Operation>,
    statuses: Vec<(String, i64)>,
}

/// One method of one path.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: Method,
    segments: Vec<Segment>,
    pub(crate) parameters: Vec<Parameter>,
    /// The headers that carry credentials, any of which opens the operation; none: it needs no credentials.
    pub(crate) credentials: Vec<String>,
    /// Status and example of its success response, as the contract writes it where that is JSON.
    pub(crate) example: Option<(StatusCode, Bytes)>,
    /// Whether it serves import tasks.
    pub(crate) serves_tasks: bool,
}

#[derive(Debug)]
enum Segment {
    Literal(String),
    Parameter(String),
}

/// A parameter and what the contract demands of it.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) min_length: Option<usize>,
    pub(crate) max_length: Option<usize>,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
}

/// A path parameter as it stands in the URL: its name in the contract, its text still percent-encoded.
pub(crate) type Capture<'a> = (&'a str, &'a str);

impl Service {
    pub(crate) fn read(document: &Document) -> Result<Self, Error> {
        let mut operations = Vec::new();
        for path in entries(document.pointer("/paths")) {
            for (method, node) in path.node.entries().iter().map(|entry| (entry.key.as_str(), &entry.node)) {
                let Some(method) = http_method(method) else { continue };
                operations.push(Operation::read(document, method, &path.key, &path.node, node));
            }
        }
        // A literal segment is more specific than a parameter, whatever the order of the contract.
        operations.sort_by_key(|op| op.segments.iter().filter(|s| matches!(s, Segment::Parameter(_))).count());
        let service = Self { operations, statuses: statuses(document) };
        match service.operations.iter().find(|op| op.serves_tasks) {
            Some(op) if op.example.is_none() => {
                Err(Error::new(format!("{}: {TASK_OPERATION} has no example to serve", document.name())))
            }
            _ => Ok(service),
        }
    }

    /// The operations whose path matches, with their path parameters; one for each method.
    pub(crate) fn matching<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a Operation, Vec<Capture<'a>>)> {
        self.operations.iter().filter_map(move |op| Some((op, op.captures(path)?)))
    }

    /// The example of the operation that serves tasks; none in a contract without it.
    pub(crate) fn documented_task(&self) -> Option<&Bytes> {
        self.operations.iter().find(|op| op.serves_tasks)?.example.as_ref().map(|(_, body)| body)
    }

    /// Every header that carries a credential somewhere.
    pub(crate) fn credential_headers(&self) -> impl Iterator<Item = &str> {
        self.operations.iter().flat_map(|op| op.credentials.iter().map(String::as_str))
    }

    /// The status with this name; case, dashes and underscores make no difference.
    pub(crate) fn status(&self, name: &str) -> Result<i64, Error> {
        let plain = |name: &str| name.replace(['-', '_'], "").to_lowercase();
        let found = self.statuses.iter().find(|(known, _)| plain(known) == plain(name));
        found.map(|(_, status)| *status).ok_or_else(|| {
            let known: Vec<&str> = self.statuses.iter().map(|(name, _)| name.as_str()).collect();
            Error::new(format!("no status is named `{name}` in the contract; it names {}", known.join(", ")))
        })
    }
}

impl Operation {
    fn read(document: &Document, method: Method, path: &str, path_item: &Node, node: &Node) -> Self {
        let id = node.get("operationId").and_then(Node::as_str);
        let id = id.map_or_else(|| format!("{method} {path}"), str::to_owned);
        // An operation's own parameter replaces the path's of the same name and place.
        let mut parameters: Vec<Parameter> = Vec::new();
        for item in items(node.get("parameters")).iter().chain(items(path_item.get("parameters"))) {
            let Some(parameter) = Parameter::read(document, item) else { continue };
            if !parameters.iter().any(|known| known.name == parameter.name && known.place == parameter.place) {
                parameters.push(parameter);
            }
        }
        let success = entries(node.get("responses")).iter().find(|entry| entry.key.starts_with('2'));
        let example = success.and_then(|entry| {
            // `2XX` is a range; its plainest member is 200.
            let status = entry.key.parse().unwrap_or(StatusCode::OK);
            Some((status, example(document, resolve(document, &entry.node))?))
        });
        Self {
            serves_tasks: id == TASK_OPERATION,
            id,
            method,
            segments: segments(path),
            parameters,
            credentials: credentials(document, node),
            example,
        }
    }

    /// The path parameters of a path that this operation's template matches.
    fn captures<'a>(&'a self, path: &'a str) -> Option<Vec<Capture<'a>>> {
        let mut given = path.strip_prefix('/')?.split('/');
        let mut captures = Vec::new();
        for segment in &self.segments {
            match (segment, given.next()?) {
                (Segment::Literal(wanted), text) if wanted == text => {}
                (Segment::Literal(_), _) => return None,
                (Segment::Parameter(name), text) => captures.push((name.as_str(), text)),
            }
        }
        given.next().is_none().then_some(captures)
    }
}

impl Parameter {
    fn read(document: &Document, node: &Node) -> Option<Self> {
        let node = resolve(document, node);
        let place = match node.get("in")?.as_str()? {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            _ => return None,
        };
        let schema = node.get("schema").map(|schema| resolve(document, schema));
        let length = |key: &str| schema.and_then(|schema| schema.get(key)?.as_number()?.parse().ok());
        Some(Self {
            name: node.get("name")?.as_str()?.to_owned(),
            place,
            required: node.get("required").and_then(Node::as_bool).unwrap_or(place == Place::Path),
            min_length: length("minLength"),
            max_length: length("maxLength"),
        })
    }
}

fn segments(path: &str) -> Vec<Segment> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let segment = |text: &str| match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        Some(name) => Segment::Parameter(name.to_owned()),
        None => Segment::Literal(text.to_owned()),
    };
    path.split('/').map(segment).collect()
}

/// The headers of the `apiKey` schemes that the operation, or the contract as a whole, asks for.
fn credentials(document: &Document, operation: &Node) -> Vec<String> {
    let requirements = operation.get("security").or_else(|| document.pointer("/security"));
    let schemes = document.pointer("/components/securitySchemes");
    let header = |scheme: &str| {
        let scheme = resolve(document, schemes?.get(scheme)?);
        let in_header = scheme.get("in")?.as_str()? == "header";
        in_header.then(|| scheme.get("name")?.as_str().map(str::to_owned)).flatten()
    };
    let names = items(requirements).iter().flat_map(Node::entries);
    names.filter_map(|entry| header(&entry.key)).collect()
}

/// The first example of a response's first media type: its text in the contract where that is JSON, so that the
/// documented bytes are what a client gets.
fn example(document: &Document, response: &Node) -> Option<Bytes> {
    let media_type = &entries(response.get("content")).first()?.node;
    let named = entries(media_type.get("examples")).first().map(|entry| resolve(document, &entry.node));
    let node = named.and_then(|example| example.get("value")).or_else(|| media_type.get("example"))?;
    let verbatim = document.text().get(node.span.clone()).filter(|text| serde_json::from_str::<Json>(text).is_ok());
    Some(verbatim.map_or_else(|| node.to_json().to_string().into(), |text| text.to_owned().into()))
}

type Json = serde_json::Value;

/// The documented statuses and their names.
fn statuses(document: &Document) -> Vec<(String, i64)> {
    let component = document.pointer("/components/schemas").and_then(|schemas| schemas.get(STATUS_COMPONENT));
    let list = |key: &str| items(component.and_then(|component| component.get(key)));
    let names = list("x-enum-varnames").iter().filter_map(Node::as_str).map(str::to_owned);
    let values = list("enum").iter().filter_map(|node| node.as_number()?.parse().ok());
    names.zip(values).collect()
}

/// The node that a `$ref` names, or the node itself; a contract's chains are short, a cycle ends the search.
fn resolve<'a>(document: &'a Document, mut node: &'a Node) -> &'a Node {
    for _ in 0..16 {
        let target = node.get("$ref").and_then(Node::as_str).and_then(|reference| document.reference(reference));
        match target {
            Some(target) => node = target,
            None => break,
        }
    }
    node
}

fn entries(node: Option<&Node>) -> &[dataarts_insight_contract::document::Entry] {
    node.map(Node::entries).unwrap_or_default()
}

fn items(node: Option<&Node>) -> &[Node] {
    node.map(Node::items).unwrap_or_default()
}

/// The methods that OpenAPI 3.0 has; other keys of a path item are no operations.
fn http_method(key: &str) -> Option<Method> {
    let methods =
        ["get", "put", "post", "delete", "options", "head", "patch", "trace"].iter().find(|method| **method == key)?;
    methods.to_uppercase().parse().ok()
}
