//! The parts of a contract that the mock needs: operations, credentials and example responses.

use bytes::Bytes;
use dataarts_insight_validator::{
    self as validator, Contract, Exchanges, ParameterLocation,
    document::{Document, Entry, Node},
};
use http::StatusCode;

use crate::{Error, ErrorKind};

pub(crate) const WORKSPACE_HEADER: &str = "x-workspace-id";

/// The operations and the validator of a contract.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) exchanges: Exchanges,
    /// The operation that returns a task, if the contract has such an operation.
    pub(crate) tasks: Option<TaskOperation>,
    operations: Vec<Operation>,
}

/// An operation: a method of a path.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    /// Whether the operation has the header parameter `x-workspace-id`.
    pub(crate) has_workspace: bool,
    /// The names of the headers with credentials. A request needs only one of these headers. The list is empty if the
    /// operation needs no credentials.
    pub(crate) credentials: Vec<String>,
    /// The example of the success response, or the reason why the response has no example.
    pub(crate) example: Result<Example, String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(String, String)>,
    /// The body. A JSON example in the contract is copied byte for byte.
    pub(crate) body: Bytes,
}

/// An operation that returns a task. It is a GET whose path ends with the task's ID, such as `/import-tasks/{task_id}`.
/// The example of the response contains the task's status, a number that has a name in `x-enum-varnames`.
#[derive(Debug)]
pub(crate) struct TaskOperation {
    pub(crate) operation: String,
    /// The name of the path parameter with the task's ID.
    pub(crate) id_parameter: String,
    /// The name of the property with the task's status.
    pub(crate) status_property: String,
    /// The JSON text of the example task. If the contract contains the task as JSON, the text has the same bytes.
    pub(crate) example: Bytes,
    /// The parsed form of `example`.
    pub(crate) documented: serde_json::Value,
    statuses: Vec<(String, i64)>,
}

impl Service {
    pub(crate) fn new(contract: &Contract) -> Result<Self, Error> {
        let document = contract.document();
        let exchanges = Exchanges::new(contract).map_err(|error| Error::new(ErrorKind::Contract, error.to_string()))?;
        let operations: Vec<_> =
            contract.operations().iter().map(|declared| Operation::new(document, declared)).collect();
        let tasks = contract.operations().iter().zip(&operations);
        let tasks = tasks.filter(|(declared, _)| declared.method == "GET");
        let tasks = tasks.filter_map(|(declared, operation)| TaskOperation::new(document, declared, operation)).next();
        Ok(Self { exchanges, tasks, operations })
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// Returns the names of all headers that can contain credentials, for all operations.
    pub(crate) fn credential_headers(&self) -> impl Iterator<Item = &str> {
        self.operations.iter().flat_map(|operation| operation.credentials.iter().map(String::as_str))
    }
}

impl Operation {
    fn new(document: &Document, declared: &validator::Operation) -> Self {
        let credentials =
            declared.security.iter().flatten().filter(|(location, _)| *location == ParameterLocation::Header);
        Self {
            id: declared.id.clone(),
            has_workspace: declared.parameters.iter().any(|parameter| {
                parameter.location == ParameterLocation::Header && parameter.name.eq_ignore_ascii_case(WORKSPACE_HEADER)
            }),
            credentials: credentials.map(|(_, name)| name.clone()).collect(),
            example: example(document, declared),
        }
    }
}

impl TaskOperation {
    fn new(document: &Document, declared: &validator::Operation, operation: &Operation) -> Option<Self> {
        let id_parameter = declared.path.strip_suffix('}')?.rsplit('{').next()?.to_owned();
        let example = operation.example.as_ref().ok()?;
        let documented: serde_json::Value = serde_json::from_slice(&example.body).ok()?;
        let (_, response) = success(document, declared)?;
        let schema = entries(response.get("content")).first()?.node.get("schema")?;
        let (status_property, statuses) = named_status(document, schema)?;
        documented.get(&status_property)?;
        let operation = declared.id.clone();
        Some(Self { operation, id_parameter, status_property, example: example.body.clone(), documented, statuses })
    }

    /// Returns the ID in the example of the task, if the example has an ID.
    pub(crate) fn documented_id(&self) -> Option<&str> {
        self.documented.get("id")?.as_str()
    }

    /// Returns the number of the status with this name. The comparison ignores case, dashes and underscores.
    pub(crate) fn status(&self, name: &str) -> Result<i64, Error> {
        let plain = |name: &str| name.replace(['-', '_'], "").to_lowercase();
        let found = self.statuses.iter().find(|(known, _)| plain(known) == plain(name));
        found.map(|(_, status)| *status).ok_or_else(|| {
            let known: Vec<&str> = self.statuses.iter().map(|(name, _)| name.as_str()).collect();
            Error::new(
                ErrorKind::Script,
                format!("no status has the name `{name}` in the contract; its names are {}", known.join(", ")),
            )
        })
    }
}

/// Finds the first property of a schema that has an `enum` of numbers and names for them in `x-enum-varnames`. Returns
/// the name of the property, and the name and the number of each value.
fn named_status(document: &Document, schema: &Node) -> Option<(String, Vec<(String, i64)>)> {
    let schema = resolve(document, schema)?;
    let named = entries(schema.get("properties")).iter().find_map(|property| {
        let values = names_of_values(document, &property.node)?;
        Some((property.key.clone(), values))
    });
    named.or_else(|| items(schema.get("allOf")).iter().find_map(|branch| named_status(document, branch)))
}

fn names_of_values(document: &Document, schema: &Node) -> Option<Vec<(String, i64)>> {
    let schema = resolve(document, schema)?;
    let names = items(schema.get("x-enum-varnames")).iter().filter_map(Node::as_str).map(str::to_owned);
    let values = items(schema.get("enum")).iter().filter_map(|node| node.as_number()?.parse().ok());
    let named: Vec<_> = names.zip(values).collect();
    if named.is_empty() {
        return items(schema.get("allOf")).iter().find_map(|branch| names_of_values(document, branch));
    }
    Some(named)
}

/// Returns the first 2xx response of an operation: its status and its node in the contract.
fn success<'d>(document: &'d Document, declared: &validator::Operation) -> Option<(StatusCode, &'d Node)> {
    let responses = document.pointer(&declared.pointer)?.get("responses");
    let entry = entries(responses).iter().find(|entry| entry.key.starts_with('2'))?;
    // If the contract declares a range (`2XX`), the mock answers with the status 200.
    Some((entry.key.parse().unwrap_or(StatusCode::OK), resolve(document, &entry.node)?))
}

/// Returns the example of an operation's success response. Returns an error if the body or a required header has no
/// example.
fn example(document: &Document, declared: &validator::Operation) -> Result<Example, String> {
    let (status, response) = success(document, declared).ok_or("the contract declares no success response")?;
    let mut headers = Vec::new();
    for header in entries(response.get("headers")) {
        let node = resolve(document, &header.node).ok_or_else(|| format!("header {} is not declared", header.key))?;
        match example_of(document, node).and_then(header_text) {
            Some(value) => headers.push((header.key.clone(), value)),
            None if node.flag("required") => {
                return Err(format!("the required response header {} has no example", header.key));
            }
            None => {}
        }
    }
    let content = entries(response.get("content"));
    if content.is_empty() {
        return Ok(Example { status, headers, body: Bytes::new() });
    }
    let written = content.iter().find_map(|entry| Some((&entry.key, example_of(document, &entry.node)?)));
    let (media_type, node) = written.ok_or("its success response has no example")?;
    if !media_type.contains('*') {
        headers.push(("content-type".to_owned(), media_type.clone()));
    }
    // If the example is JSON text, the mock sends the same bytes. An example in YAML is converted to JSON.
    let verbatim = document.text().get(node.span.clone()).map(str::trim);
    let verbatim = verbatim.filter(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok());
    let body = verbatim.map_or_else(|| node.to_json().to_string(), str::to_owned);
    Ok(Example { status, headers, body: body.into() })
}

/// Returns the first example of a media type or a header. Without an example, returns the first of these values of its
/// schema: the `example`, the `default`, the first value of the `enum`.
fn example_of<'d>(document: &'d Document, node: &'d Node) -> Option<&'d Node> {
    let named = entries(node.get("examples")).first().and_then(|entry| resolve(document, &entry.node)?.get("value"));
    named.or_else(|| node.get("example")).or_else(|| {
        let schema = resolve(document, node.get("schema")?)?;
        schema.get("example").or_else(|| schema.get("default")).or_else(|| items(schema.get("enum")).first())
    })
}

/// Returns the text of a string, a number or a boolean for a header. Returns `None` for other types.
fn header_text(node: &Node) -> Option<String> {
    match node.to_json() {
        serde_json::Value::String(text) => Some(text),
        value @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_)) => Some(value.to_string()),
        _ => None,
    }
}

fn resolve<'d>(document: &'d Document, node: &'d Node) -> Option<&'d Node> {
    document.resolve(node).ok().map(|resolved| resolved.node)
}

fn entries(node: Option<&Node>) -> &[Entry] {
    node.map(Node::entries).unwrap_or_default()
}

fn items(node: Option<&Node>) -> &[Node] {
    node.map(Node::items).unwrap_or_default()
}
