//! What the contract says about the service: its operations, credentials, and what it answers.

use bytes::Bytes;
use dataarts_insight_validator::{
    self as contract, Contract, Exchanges, Place,
    document::{Document, Entry, Node},
};
use http::StatusCode;

use crate::Error;

/// The operation whose tasks move. Every other one is answered with its own example.
const TASK_OPERATION: &str = "show_import_task";
/// The header parameter whose value must be one of the mock's workspaces.
pub(crate) const WORKSPACE_HEADER: &str = "x-workspace-id";
/// The component that names the statuses.
const STATUS_COMPONENT: &str = "ImportTaskStatus";

/// The service that a contract describes.
#[derive(Debug)]
pub(crate) struct Service {
    /// Judges every request.
    pub(crate) exchanges: Exchanges,
    operations: Vec<Operation>,
    statuses: Vec<(String, i64)>,
}

/// One method of one path.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    /// Whether a header parameter names a workspace.
    pub(crate) has_workspace: bool,
    /// The headers that carry credentials, any of which opens the operation; none: it needs no credentials.
    pub(crate) credentials: Vec<String>,
    /// Status and example of its success response, as the contract writes it where that is JSON.
    pub(crate) example: Option<(StatusCode, Bytes)>,
    /// Whether it serves import tasks.
    pub(crate) serves_tasks: bool,
}

impl Service {
    pub(crate) fn read(contract: &Contract) -> Result<Self, Error> {
        let document = contract.document();
        let exchanges = Exchanges::new(&contract).map_err(|error| Error::contract(error.to_string()))?;
        let operations =
            contract.operations().iter().filter_map(|declared| Operation::read(document, declared)).collect();
        let service = Self { exchanges, operations, statuses: statuses(document) };
        match service.operations.iter().find(|op| op.serves_tasks) {
            Some(op) if op.example.is_none() => {
                Err(Error::contract(format!("{}: {TASK_OPERATION} has no example to serve", document.name())))
            }
            _ => Ok(service),
        }
    }

    /// The operation of an id.
    pub(crate) fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|op| op.id == id)
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
            Error::script(format!("no status is named `{name}` in the contract; it names {}", known.join(", ")))
        })
    }
}

impl Operation {
    fn read(document: &Document, declared: &contract::Operation) -> Option<Self> {
        let node = document.pointer(&declared.pointer)?;
        let success = entries(node.get("responses")).iter().find(|entry| entry.key.starts_with('2'));
        let example = success.and_then(|entry| {
            // `2XX` is a range; its plainest member is 200.
            let status = entry.key.parse().unwrap_or(StatusCode::OK);
            Some((status, example(document, resolve(document, &entry.node))?))
        });
        let credentials = declared.security.iter().flatten().filter(|(place, _)| *place == Place::Header);
        Some(Self {
            id: declared.id.clone(),
            has_workspace: declared.parameters.iter().any(|parameter| {
                parameter.place == Place::Header && parameter.name.eq_ignore_ascii_case(WORKSPACE_HEADER)
            }),
            credentials: credentials.map(|(_, name)| name.clone()).collect(),
            example,
            serves_tasks: declared.id == TASK_OPERATION,
        })
    }
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

fn resolve<'a>(document: &'a Document, node: &'a Node) -> &'a Node {
    document.resolve(node).map_or(node, |resolved| resolved.node)
}

fn entries(node: Option<&Node>) -> &[Entry] {
    node.map(Node::entries).unwrap_or_default()
}

fn items(node: Option<&Node>) -> &[Node] {
    node.map(Node::items).unwrap_or_default()
}
