//! One compiled schema of a contract.

use std::sync::Arc;

use dataarts_insight_openapi::{
    Contract, Error, ErrorKind, MediaType,
    document::{Document, Node, Value},
};

use crate::{
    Direction, Limits, Report, Rule,
    engine::{self, Conditions, Level, Program, Strictness},
};

/// One compiled schema of a contract, which validates any number of payloads on any number of threads.
#[derive(Debug)]
pub struct Validator {
    program: Program,
    strictness: Strictness,
    limits: Limits,
    /// The conditions that make a payload invalid, and those that make a finding.
    denied: Conditions,
    reported: Conditions,
}

impl Validator {
    /// Compiles the schema of a component, as in `#/components/schemas/NAME`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`], which lists all known names and the nearest one; [`ErrorKind::Undefined`] when the
    /// schema has no defined verdict.
    pub fn component(contract: &Contract, name: &str) -> Result<Self, Error> {
        let document = contract.document();
        let schemas = document.pointer("/components/schemas");
        match schemas.and_then(|schemas| schemas.get(name)) {
            Some(schema) => Self::new(contract.document(), schema, Direction::Either),
            None => {
                let known = schemas.map(Node::entries).unwrap_or_default().iter().map(|entry| entry.key.as_str());
                Err(Error::not_found(document, "component", name, known))
            }
        }
    }

    /// Compiles the JSON body of an operation's response: of its status, else of the range (`4XX`), else of `default`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when the operation, the status or a JSON body is not declared;
    /// [`ErrorKind::Undefined`] when its schema has no defined verdict.
    pub fn response(contract: &Contract, operation: &str, status: u16) -> Result<Self, Error> {
        let operation = contract.operation(operation)?;
        let response = contract.response_node(operation, status)?;
        match json_schema(response, contract.document(), &format!("the response {status} of {}", operation.id))? {
            Some(schema) => Self::new(contract.document(), schema, Direction::Response),
            None => Self::any(contract, Direction::Response),
        }
    }

    /// Compiles the JSON body of an operation's request.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when the operation or a JSON body is not declared; [`ErrorKind::Undefined`] when its
    /// schema has no defined verdict.
    pub fn request(contract: &Contract, operation: &str) -> Result<Self, Error> {
        let operation = contract.operation(operation)?;
        let document = contract.document();
        let body = contract.request_body_node(operation)?.or_else(|| document.pointer(&operation.pointer));
        let body = body.unwrap_or(document.root());
        match json_schema(body, document, &format!("the request of {}", operation.id))? {
            Some(schema) => Self::new(contract.document(), schema, Direction::Request),
            None => Self::any(contract, Direction::Request),
        }
    }

    /// Compiles the 200 body of the only operation.
    ///
    /// # Errors
    /// [`ErrorKind::Ambiguous`] when there are several, naming them; [`ErrorKind::NotFound`] when there is none; else
    /// as [`Validator::response`].
    pub fn only_response(contract: &Contract) -> Result<Self, Error> {
        let file = contract.document().name();
        match contract.operations() {
            [only] => Self::response(contract, &only.id, 200),
            [] => {
                let message = "the contract has no operation; name a component";
                Err(Error::new(ErrorKind::NotFound, file, None, message))
            }
            several => {
                let ids: Vec<&str> = several.iter().map(|operation| operation.id.as_str()).collect();
                let message = format!("the contract has several operations: {}", ids.join(", "));
                Err(Error::new(ErrorKind::Ambiguous, file, None, message))
            }
        }
    }

    /// Compiles the schema that a JSON Pointer names, anywhere in the contract.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when the pointer names nothing; [`ErrorKind::Undefined`] when it has no defined verdict.
    pub fn schema_at(contract: &Contract, pointer: &str) -> Result<Self, Error> {
        // A `$ref` writes the same pointer after a `#`.
        match contract.document().pointer(pointer.strip_prefix('#').unwrap_or(pointer)) {
            Some(schema) => Self::new(contract.document(), schema, Direction::Either),
            None => {
                let message = format!("the contract has nothing at `{pointer}`");
                Err(Error::new(ErrorKind::NotFound, contract.document().name(), None, message))
            }
        }
    }

    /// Compiles a schema that accepts every JSON value.
    pub(crate) fn any(contract: &Contract, direction: Direction) -> Result<Self, Error> {
        Self::new(contract.document(), &Node { span: 0..0, value: Value::Object(Vec::new()) }, direction)
    }

    /// Compiles a schema of a document for one direction.
    ///
    /// # Errors
    /// [`ErrorKind::Undefined`] when the schema has no defined verdict.
    pub fn new(document: &Arc<Document>, schema: &Node, direction: Direction) -> Result<Self, Error> {
        let program = engine::compile(document, schema, direction)?;
        Ok(Self::of(program, Strictness::default(), Limits::default()))
    }

    fn of(program: Program, strictness: Strictness, limits: Limits) -> Self {
        let denied = Conditions::from_level(&strictness, Level::Deny);
        let reported = Conditions::from_level(&strictness, Level::Warn);
        Self { program, strictness, limits, denied, reported }
    }

    /// Sets the levels of the conditions that JSON itself leaves open, such as duplicate keys.
    #[must_use]
    pub fn with_strictness(self, strictness: Strictness) -> Self {
        Self::of(self.program, strictness, self.limits)
    }

    /// Sets how much one payload may cost.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self::of(self.program, self.strictness, limits)
    }

    /// Decides whether a payload is valid, in one pass and without allocation. Text that is not JSON is not valid.
    #[must_use]
    pub fn is_valid(&self, payload: &[u8]) -> bool {
        match engine::verdict(&self.program, &self.limits, payload) {
            None => false,
            Some(conditions) if conditions.has(self.denied) => false,
            // A verdict does not compare unknown names, which takes memory; only a diagnosis does.
            Some(conditions) if self.leaves_open(conditions, Level::Deny) => self.diagnose(payload).is_valid(),
            Some(_) => true,
        }
    }

    /// Returns all findings about a payload, in its order.
    #[must_use]
    pub fn validate(&self, payload: &[u8]) -> Report {
        match engine::verdict(&self.program, &self.limits, payload) {
            Some(conditions) if !conditions.has(self.reported) && !self.leaves_open(conditions, Level::Warn) => {
                Report::default()
            }
            _ => self.diagnose(payload),
        }
    }

    /// Returns whether the verdict has not compared all names, and duplicate names have at least this level.
    fn leaves_open(&self, conditions: Conditions, level: Level) -> bool {
        conditions.has(Conditions::UNKNOWN_KEYS) && self.strictness.level(Rule::DuplicateKey) >= level
    }

    /// Returns the diagnosis, even of a valid payload.
    pub(crate) fn diagnose(&self, payload: &[u8]) -> Report {
        Report::new(engine::diagnose(&self.program, &self.strictness, &self.limits, payload))
    }

    /// Returns the formats in the schema that are not validated, each once.
    #[must_use]
    pub fn unknown_formats(&self) -> &[String] {
        &self.program.unknown_formats
    }
}

/// Returns the schema of the JSON media type among a node's `content`; none when it has no schema.
fn json_schema<'d>(node: &'d Node, document: &Document, what: &str) -> Result<Option<&'d Node>, Error> {
    let content = node.get("content").map(Node::entries).unwrap_or_default();
    let first = |test: fn(&MediaType) -> bool| {
        content.iter().find(|entry| MediaType::parse(&entry.key).as_ref().is_some_and(test))
    };
    let json = first(|media| media.is("application/json")).or_else(|| first(MediaType::may_be_json));
    match json {
        Some(media_type) => Ok(media_type.node.get("schema")),
        None => {
            let known: Vec<&str> = content.iter().map(|entry| entry.key.as_str()).collect();
            let known = if known.is_empty() { "no body".to_owned() } else { known.join(", ") };
            let message = format!("{what} declares no JSON body (it declares {known})");
            Err(Error::at(ErrorKind::NotFound, document, &node.span, message))
        }
    }
}
