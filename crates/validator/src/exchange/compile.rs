//! From a contract to [`Exchanges`]: everything that a message can meet is compiled, or refused with its place.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::Arc,
};

use dataarts_insight_openapi::MediaType;

use super::{
    Exchanges,
    body::{Body, Content},
    parameter::{Judge, Parameter, Style, place_name},
    route::Routes,
    shape::Shape,
};
use crate::{
    Contract, Direction, Error, Limits, Operation, Place, Problem, Validator,
    document::{Document, Node},
};

/// An operation with all that its messages are judged by.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) operation: Operation,
    pub(super) span: Range<usize>,
    pub(super) parameters: Vec<Parameter>,
    /// Where the contract asks for credentials.
    pub(super) security: Range<usize>,
    pub(super) body: Option<Body>,
    pub(super) responses: Vec<Response>,
}

/// What is declared for a status.
#[derive(Debug)]
pub(super) struct Response {
    /// `200`, `4XX` or `default`.
    pub(super) status: String,
    pub(super) headers: Vec<Parameter>,
    pub(super) content: Content,
}

/// The schema that asks for JSON only.
const ANY_JSON: usize = 0;

struct Compiler<'d> {
    document: &'d Arc<Document>,
    validators: Vec<Validator>,
    /// By the schema itself: what many operations refer to is compiled once.
    known: HashMap<(*const Node, Direction), usize>,
    shapes: HashMap<*const Node, Arc<Shape>>,
    problems: Vec<Problem>,
}

pub(super) fn compile(contract: &Contract) -> Result<Exchanges, Error> {
    let document = contract.document();
    let mut compiler = Compiler {
        document,
        validators: vec![Validator::any(contract, Direction::Either)?],
        known: HashMap::new(),
        shapes: HashMap::new(),
        problems: Vec::new(),
    };
    let mut exchanges = Vec::new();
    let mut routes = Routes::default();
    let mut served = HashMap::new();
    for operation in contract.operations() {
        let Some(node) = document.pointer(&operation.pointer) else { continue };
        let item = operation.pointer.rsplit_once('/').and_then(|(item, _)| document.pointer(item));
        let servers = node.get("servers").or_else(|| item?.get("servers")).or_else(|| document.pointer("/servers"));
        let servers = *served
            .entry(servers.map(std::ptr::from_ref))
            .or_insert_with(|| routes.serve(&bases(servers.map(Node::items).unwrap_or_default())));
        routes.add(servers, &operation.path, exchanges.len());
        exchanges.push(compiler.exchange(operation, node, item));
    }
    if !compiler.problems.is_empty() {
        return Err(Error::undefined(compiler.problems));
    }
    let Compiler { validators, .. } = compiler;
    Ok(Exchanges { document: Arc::clone(document), exchanges, routes, validators, limits: Limits::default() })
}

/// The base paths of servers, each once, without the empty one.
fn bases(servers: &[Node]) -> Vec<String> {
    let (mut bases, mut known) = (Vec::new(), HashSet::new());
    for server in servers {
        let url = server.get("url").and_then(Node::as_str).unwrap_or_default();
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default(),
            // A variable may hold the host; what a relative URL starts from is not known.
            None => url.find('/').and_then(|at| url.get(at..)).unwrap_or_default(),
        };
        let path = path.trim_end_matches('/');
        if !path.is_empty() && known.insert(path) {
            bases.push(path.to_owned());
        }
    }
    bases
}

impl<'d> Compiler<'d> {
    fn problem(&mut self, node: &Node, message: impl Into<String>) {
        self.problems.push(Problem::at(self.document, &node.span, message));
    }

    /// Follows `$ref`; one that names nothing is a problem.
    fn resolve(&mut self, node: &'d Node) -> &'d Node {
        match self.document.resolve(node) {
            Ok(resolved) => resolved.node,
            Err(broken) => {
                self.problem(broken.reference, broken.to_string());
                node
            }
        }
    }

    fn validator(&mut self, schema: &'d Node, direction: Direction) -> usize {
        let key =
            (std::ptr::from_ref(self.document.resolve(schema).map_or(schema, |resolved| resolved.node)), direction);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        match Validator::new(self.document, schema, direction) {
            Ok(validator) => {
                self.validators.push(validator);
                let index = self.validators.len() - 1;
                self.known.insert(key, index);
                index
            }
            Err(error) => {
                self.problems.extend_from_slice(error.problems());
                ANY_JSON
            }
        }
    }

    fn shape(&mut self, schema: &'d Node) -> Arc<Shape> {
        let key = std::ptr::from_ref(self.document.resolve(schema).map_or(schema, |resolved| resolved.node));
        let shape = self.shapes.entry(key).or_insert_with(|| Arc::new(Shape::of(self.document, schema)));
        Arc::clone(shape)
    }

    fn exchange(&mut self, operation: &Operation, node: &'d Node, item: Option<&'d Node>) -> Exchange {
        for owner in [Some(node), item].into_iter().flatten() {
            for written in owner.get("parameters").map(Node::items).unwrap_or_default() {
                let parameter = self.resolve(written);
                let place = parameter.get("in").and_then(Node::as_str).and_then(Place::parse);
                if place.is_none() || parameter.get("name").and_then(Node::as_str).is_none() {
                    self.problem(written, "a parameter needs a `name`, and `in` with path, query, header or cookie");
                }
            }
        }
        let mut parameters = Vec::new();
        for declared in &operation.parameters {
            let Some(written) = self.document.pointer(&declared.pointer) else { continue };
            // OpenAPI: such header parameters shall be ignored; they are described elsewhere.
            let ignored = ["accept", "content-type", "authorization"];
            if declared.place == Place::Header && ignored.contains(&declared.name.to_ascii_lowercase().as_str()) {
                continue;
            }
            let parameter =
                self.parameter(&declared.name, declared.place, declared.required, written, Direction::Request);
            parameters.push(parameter);
        }
        let security = node.get("security").or_else(|| self.document.pointer("/security"));
        self.security(security);
        // Methods whose bodies HTTP gives no meaning: OpenAPI says that a `requestBody` shall be ignored there.
        let bodiless = matches!(operation.method.as_str(), "GET" | "HEAD" | "DELETE" | "TRACE");
        let body = node.get("requestBody").map(|written| {
            let body = self.resolve(written);
            Body {
                required: !bodiless && body.get("required").and_then(Node::as_bool).unwrap_or(false),
                content: if bodiless { Content::ignored(body) } else { self.content(body, Direction::Request) },
            }
        });
        let responses = node.get("responses").map(Node::entries).unwrap_or_default();
        Exchange {
            operation: operation.clone(),
            span: node.span.clone(),
            parameters,
            security: security.map_or_else(|| node.span.clone(), |node| node.span.clone()),
            body,
            responses: responses
                .iter()
                .filter(|entry| !entry.key.starts_with("x-"))
                .map(|entry| self.response(&entry.key, &entry.node))
                .collect(),
        }
    }

    /// Credentials that nothing describes could be anywhere.
    fn security(&mut self, security: Option<&'d Node>) {
        let schemes = self.document.pointer("/components/securitySchemes");
        for entry in security.map(Node::items).unwrap_or_default().iter().flat_map(Node::entries) {
            if schemes.and_then(|schemes| schemes.get(&entry.key)).is_none() {
                let message = format!("there is no security scheme `{}` in this document", entry.key);
                self.problems.push(Problem::at(self.document, &entry.key_span, message));
            }
        }
    }

    fn parameter(
        &mut self,
        name: &str,
        place: Place,
        required: bool,
        node: &'d Node,
        direction: Direction,
    ) -> Parameter {
        let flag = |key: &str| node.get(key).and_then(Node::as_bool);
        let written = node.get("style");
        let style = Style::of(place, written.and_then(Node::as_str)).unwrap_or_else(|| {
            let style = written.and_then(Node::as_str).unwrap_or_default();
            self.problem(written.unwrap_or(node), format!("style {style} means nothing in a {}", place_name(place)));
            Style::Simple
        });
        let judge = match (node.get("schema"), node.get("content").map(Node::entries)) {
            (Some(schema), _) => {
                let validator = self.validator(schema, direction);
                Judge::Schema { validator, shape: self.shape(schema) }
            }
            (None, Some([only])) if MediaType::parse(&only.key).is_some_and(|media| media.is_json()) => {
                Judge::Json(only.node.get("schema").map_or(ANY_JSON, |schema| self.validator(schema, direction)))
            }
            _ => Judge::Nothing,
        };
        Parameter {
            name: name.to_owned(),
            place,
            required,
            allow_empty: flag("allowEmptyValue").unwrap_or(false) && place == Place::Query,
            style,
            explode: flag("explode").unwrap_or(style == Style::Form),
            span: node.span.clone(),
            judge,
        }
    }

    fn content(&mut self, node: &'d Node, direction: Direction) -> Content {
        let mut content = Content::ignored(node);
        for entry in node.get("content").map(Node::entries).unwrap_or_default() {
            let Some(media) = MediaType::parse(&entry.key) else {
                self.problem(&entry.node, format!("{} is not a media type", entry.key));
                continue;
            };
            let schema = entry.node.get("schema");
            let validator = schema.map_or(ANY_JSON, |schema| self.validator(schema, direction));
            // JSON needs no other reading.
            let shape = schema.filter(|_| !media.is_json()).map(|schema| self.shape(schema));
            content.add(media, &entry.key, validator, shape);
        }
        content
    }

    fn response(&mut self, status: &str, written: &'d Node) -> Response {
        let node = self.resolve(written);
        let mut headers = Vec::new();
        for entry in node.get("headers").map(Node::entries).unwrap_or_default() {
            // OpenAPI: the media types describe it.
            if entry.key.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let header = self.resolve(&entry.node);
            let required = header.get("required").and_then(Node::as_bool).unwrap_or(false);
            headers.push(self.parameter(&entry.key, Place::Header, required, header, Direction::Response));
        }
        let content = self.content(node, Direction::Response);
        Response { status: status.to_owned(), headers, content }
    }
}
