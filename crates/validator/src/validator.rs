//! One compiled schema of a contract.

use std::sync::Arc;

use dataarts_insight_openapi::{
    Contract, Error, ErrorKind, MediaType,
    document::{Document, Node, Value},
};

use crate::{
    Direction, Limits, Report, Rule,
    engine::{self, Conditions, Level, Program, Strictness, Undeclared},
};

/// A compiled schema of a contract. A validator can validate any number of payloads in any number of threads.
#[derive(Debug)]
pub struct Validator {
    program: Program,
    strictness: Strictness,
    limits: Limits,
    /// The problems with the level deny, such as a duplicate key. A payload with such a problem is invalid.
    denied: Conditions,
    reported: Conditions,
    /// The undeclared properties that make a payload invalid, and the undeclared properties that cause a finding.
    denied_undeclared: Undeclared,
    reported_undeclared: Undeclared,
}

impl Validator {
    /// Compiles the schema of a component: the schema at `#/components/schemas/` followed by `name`.
    ///
    /// # Errors
    /// Returns [`ErrorKind::NotFound`] if the component does not exist; the error lists all known names and the nearest
    /// name. Returns [`ErrorKind::Undefined`] if the schema has a mistake, such as a broken `$ref`.
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

    /// Compiles the schema of the JSON body of a response. For the status 404, uses the first of these responses that
    /// the contract declares: `404`, `4XX`, `default`.
    ///
    /// # Errors
    /// Returns [`ErrorKind::NotFound`] if the contract does not declare the operation, the status or a JSON body.
    /// Returns [`ErrorKind::Undefined`] if the schema has a mistake, such as a broken `$ref`.
    pub fn response(contract: &Contract, operation: &str, status: u16) -> Result<Self, Error> {
        let operation = contract.operation(operation)?;
        let response = contract.response_node(operation, status)?;
        match json_schema(response, contract.document(), &format!("the response {status} of {}", operation.id))? {
            Some(schema) => Self::new(contract.document(), schema, Direction::Response),
            None => Self::any(contract, Direction::Response),
        }
    }

    /// Compiles the schema of the JSON body of an operation's request.
    ///
    /// # Errors
    /// Returns [`ErrorKind::NotFound`] if the contract does not declare the operation or a JSON body. Returns
    /// [`ErrorKind::Undefined`] if the schema has a mistake, such as a broken `$ref`.
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

    /// Compiles the schema of the response with status 200. The contract must have exactly one operation.
    ///
    /// # Errors
    /// Returns [`ErrorKind::Ambiguous`] with the names of the operations if the contract has several operations.
    /// Returns [`ErrorKind::NotFound`] if the contract has no operation. Otherwise returns the same errors as
    /// [`Validator::response`].
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

    /// Compiles the schema at a JSON Pointer. The schema may be anywhere in the contract.
    ///
    /// # Errors
    /// Returns [`ErrorKind::NotFound`] if the contract has no value at the pointer. Returns [`ErrorKind::Undefined`] if
    /// the schema has a mistake, such as a broken `$ref`.
    pub fn schema_at(contract: &Contract, pointer: &str) -> Result<Self, Error> {
        // Accepts the value of a `$ref` also, such as `#/components/schemas/Pet`.
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

    /// Compiles a schema of a document. For [`Direction::Request`], the validator reports `readOnly` properties. For
    /// [`Direction::Response`], the validator reports `writeOnly` properties.
    ///
    /// # Errors
    /// Returns [`ErrorKind::Undefined`] if the schema has a mistake, such as a broken `$ref`.
    pub fn new(document: &Arc<Document>, schema: &Node, direction: Direction) -> Result<Self, Error> {
        let program = engine::compile(document, schema, direction)?;
        Ok(Self::of(program, Strictness::default(), Limits::default()))
    }

    fn of(program: Program, strictness: Strictness, limits: Limits) -> Self {
        let denied = Conditions::from_level(&strictness, Level::Deny);
        let reported = Conditions::from_level(&strictness, Level::Warn);
        let denied_undeclared = strictness.undeclared(Level::Deny);
        let reported_undeclared = strictness.undeclared(Level::Warn);
        Self { program, strictness, limits, denied, reported, denied_undeclared, reported_undeclared }
    }

    /// Sets the level (allow, warn or deny) of each rule whose level a user can change, such as the rule for duplicate
    /// keys.
    #[must_use]
    pub fn with_strictness(self, strictness: Strictness) -> Self {
        Self::of(self.program, strictness, self.limits)
    }

    /// Sets the limits for the validation of one payload.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self::of(self.program, self.strictness, limits)
    }

    /// Returns whether a payload is valid. Most payloads are read only once, and most schemas need no allocation. Text
    /// that is not JSON is invalid.
    #[must_use]
    pub fn is_valid(&self, payload: &[u8]) -> bool {
        match engine::verdict(&self.program, self.denied_undeclared, &self.limits, payload) {
            None => false,
            Some(conditions) if conditions.has(self.denied) => false,
            // `engine::verdict` does not store the property names that the schema does not declare. Only `diagnose`
            // finds duplicate and misspelt names among them.
            Some(conditions) if self.leaves_open(conditions, Level::Deny) => self.diagnose(payload).is_valid(),
            Some(_) => true,
        }
    }

    /// Returns all findings about a payload, in the order of the payload.
    #[must_use]
    pub fn validate(&self, payload: &[u8]) -> Report {
        match engine::verdict(&self.program, self.reported_undeclared, &self.limits, payload) {
            Some(conditions) if !conditions.has(self.reported) && !self.leaves_open(conditions, Level::Warn) => {
                Report::default()
            }
            _ => self.diagnose(payload),
        }
    }

    /// Returns whether the payload may have duplicate or undeclared names, which only [`Validator::diagnose`] finds.
    /// Ignores a problem whose level is lower than `level`.
    fn leaves_open(&self, conditions: Conditions, level: Level) -> bool {
        let at_least = |rule: Rule| self.strictness.level(rule) >= level;
        (conditions.has(Conditions::UNKNOWN_KEYS) && at_least(Rule::DuplicateKey))
            || (conditions.has(Conditions::UNDECLARED) && at_least(Rule::UndeclaredProperty))
    }

    /// Returns all findings about a payload. [`Validator::validate`] is faster for a valid payload.
    pub(crate) fn diagnose(&self, payload: &[u8]) -> Report {
        Report::new(engine::diagnose(&self.program, &self.strictness, &self.limits, payload))
    }

    /// Returns the formats in the schema that the validator does not support. The list contains each format once.
    #[must_use]
    pub fn unknown_formats(&self) -> &[String] {
        &self.program.unknown_formats
    }
}

/// Returns the schema of the JSON body that a request or a response declares in `content`. Returns `None` if the media
/// type has no schema.
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
