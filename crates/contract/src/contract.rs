//! A contract, and what of it can judge.

use std::sync::Arc;

use crate::{
    Direction, Error, ErrorKind, Operation, Validator,
    document::{Document, Node, Value},
    operation::{operations, resolve},
};

/// An OpenAPI 3.0 contract.
///
/// ```
/// use dataarts_insight_contract::{Contract, ErrorKind};
///
/// let error = Contract::parse("broken.yaml", "openapi: 3.1.0").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Unreadable);
/// assert!(error.to_string().starts_with("broken.yaml:1:10: "));
/// ```
#[derive(Debug, Clone)]
pub struct Contract {
    document: Arc<Document>,
    operations: Arc<[Operation]>,
}

impl Contract {
    /// Reads a contract from YAML or JSON; `name` is what messages call it, usually its path.
    ///
    /// # Errors
    /// [`ErrorKind::Unreadable`] when the text is neither, or no OpenAPI 3.0.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<Self, Error> {
        let (name, text) = (name.into(), text.into());
        match Document::parse(name.clone(), text.clone()) {
            Ok(document) => Self::from_document(document),
            Err(error) => {
                let position = crate::document::position_in(&text, error.offset);
                let message = format!("no contract could be read: {}", error.message);
                Err(Error::new(ErrorKind::Unreadable, &name, Some(position), message))
            }
        }
    }

    /// Takes a contract that is already read.
    ///
    /// # Errors
    /// [`ErrorKind::Unreadable`] when it is no OpenAPI 3.0.
    pub fn from_document(document: Document) -> Result<Self, Error> {
        let root = document.root();
        let version = root.get("openapi");
        let fine = version.is_some_and(|node| match &node.value {
            // Unquoted, `3.0` is a number in YAML.
            Value::String(text) | Value::Number(text) => text == "3.0" || text.starts_with("3.0."),
            _ => false,
        });
        if !fine {
            let message = match version {
                Some(_) => "`openapi` must be a version 3.0.x: other dialects judge differently",
                None if root.get("swagger").is_some() => "this is Swagger 2.0; convert it to OpenAPI 3.0 first",
                None => "this is no OpenAPI document: `openapi: 3.0.3` is missing",
            };
            let span = version.map_or(0..0, |node| node.span.clone());
            return Err(Error::at(ErrorKind::Unreadable, &document, &span, message));
        }
        let operations = operations(&document).into();
        Ok(Self { document: Arc::new(document), operations })
    }

    /// The contract as it was written.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Every operation, in the order of the contract.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation of an `operationId`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] with the nearest id and all of them.
    pub fn operation(&self, id: &str) -> Result<&Operation, Error> {
        let known = || self.operations.iter().map(|operation| operation.id.as_str());
        let found = self.operations.iter().find(|operation| operation.id == id);
        found.ok_or_else(|| Error::not_found(&self.document, "operation", id, known()))
    }

    /// The schema of a component, as in `#/components/schemas/NAME`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] with the nearest name and all of them; [`ErrorKind::Undefined`] when the schema has no
    /// defined verdict.
    pub fn component(&self, name: &str) -> Result<Validator, Error> {
        let schemas = self.document.pointer("/components/schemas");
        match schemas.and_then(|schemas| schemas.get(name)) {
            Some(schema) => Validator::new(&self.document, schema, Direction::Either),
            None => {
                let known = schemas.map(Node::entries).unwrap_or_default().iter().map(|entry| entry.key.as_str());
                Err(Error::not_found(&self.document, "component", name, known))
            }
        }
    }

    /// The JSON body of an operation's response: of its status, else of the range (`4XX`), else of `default`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when the operation, the status or a JSON body is not declared;
    /// [`ErrorKind::Undefined`] when its schema has no defined verdict.
    pub fn response(&self, operation: &str, status: u16) -> Result<Validator, Error> {
        let operation = self.operation(operation)?;
        let response = self.response_node(operation, status)?;
        let what = || format!("the response {status} of {}", operation.id);
        match json_schema(response, &self.document, &what())? {
            Some(schema) => Validator::new(&self.document, schema, Direction::Response),
            None => self.any(Direction::Response),
        }
    }

    /// The 200 body of the only operation.
    ///
    /// # Errors
    /// [`ErrorKind::Ambiguous`] when there are several, naming them; [`ErrorKind::NotFound`] when there is none; else
    /// as [`Contract::response`].
    pub fn only_response(&self) -> Result<Validator, Error> {
        match self.operations() {
            [only] => self.response(&only.id, 200),
            [] => {
                let message = "the contract has no operation; name a component";
                Err(Error::new(ErrorKind::NotFound, self.document.name(), None, message))
            }
            several => {
                let ids: Vec<&str> = several.iter().map(|operation| operation.id.as_str()).collect();
                let message = format!("the contract has several operations: {}", ids.join(", "));
                Err(Error::new(ErrorKind::Ambiguous, self.document.name(), None, message))
            }
        }
    }

    /// The schema that a JSON Pointer names, wherever it stands.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when nothing stands there; [`ErrorKind::Undefined`] when it has no defined verdict.
    pub fn schema_at(&self, pointer: &str) -> Result<Validator, Error> {
        // As a `$ref` writes it is as good.
        match self.document.pointer(pointer.strip_prefix('#').unwrap_or(pointer)) {
            Some(schema) => Validator::new(&self.document, schema, Direction::Either),
            None => {
                let message = format!("nothing stands at `{pointer}`");
                Err(Error::new(ErrorKind::NotFound, self.document.name(), None, message))
            }
        }
    }

    /// The contract as it was written, to keep.
    pub(crate) fn shared(&self) -> &Arc<Document> {
        &self.document
    }

    /// A validator that asks for JSON only.
    pub(crate) fn any(&self, direction: Direction) -> Result<Validator, Error> {
        Validator::new(&self.document, &Node { span: 0..0, value: Value::Object(Vec::new()) }, direction)
    }

    /// The response of a status: the code itself, its range, `default`.
    pub(crate) fn response_node(&self, operation: &Operation, status: u16) -> Result<&Node, Error> {
        let responses = self.document.pointer(&operation.pointer).and_then(|node| node.get("responses"));
        let keys = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
        let found = keys.iter().find_map(|key| {
            responses?.entries().iter().rev().find(|entry| entry.key.eq_ignore_ascii_case(key)).map(|entry| &entry.node)
        });
        match found {
            Some(node) => Ok(resolve(&self.document, node, String::new()).0),
            None => {
                let what = format!("response of {}", operation.id);
                let known = operation.statuses.iter().map(String::as_str);
                Err(Error::not_found(&self.document, &what, &status.to_string(), known))
            }
        }
    }
}

/// The schema of the JSON media type among a node's `content`; none when it has no schema.
pub(crate) fn json_schema<'d>(node: &'d Node, document: &Document, what: &str) -> Result<Option<&'d Node>, Error> {
    let content = node.get("content").map(Node::entries).unwrap_or_default();
    let json = content
        .iter()
        .find(|entry| essence(&entry.key) == "application/json")
        .or_else(|| content.iter().find(|entry| is_json(&entry.key)));
    match json {
        Some(media_type) => Ok(media_type.node.get("schema")),
        None => {
            let known: Vec<&str> = content.iter().map(|entry| entry.key.as_str()).collect();
            let known = if known.is_empty() { "no body".to_owned() } else { known.join(", ") };
            let message = format!("{what} declares no JSON body (it declares {known})");
            let span = node.span.clone();
            Err(Error::at(ErrorKind::NotFound, document, &span, message))
        }
    }
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type holds JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*" || essence == "application/*"
}
