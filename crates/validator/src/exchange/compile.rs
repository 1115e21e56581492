//! Compiles a contract for the validation of requests and responses. Each error contains its position in the contract.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use dataarts_insight_openapi::MediaType;

use super::UnusableOperation;
use super::{
    accepted_types::AcceptedTypes,
    form::Field,
    operation::{Compiled, CompiledOperation, Content, DeclaredBody, RequestBody, Response},
    parameter::{Encoding, Parameter, Style},
    routes::Routes,
};
use crate::{
    Contract, Direction, Error, Operation, ParameterLocation, Problem, Validator,
    document::{Document, Node},
};

/// The index of the schema that accepts every JSON value.
const ANY_JSON: usize = 0;

struct Compiler<'d> {
    document: &'d Arc<Document>,
    validators: Vec<Validator>,
    /// The index of the validator for each schema in requests, and for each schema in responses. A schema is compiled
    /// once for each direction, even if many operations refer to the schema.
    known: HashMap<(*const Node, Direction), usize>,
    types: HashMap<*const Node, Arc<AcceptedTypes>>,
    problems: Vec<Problem>,
}

/// Compiles every operation. If an operation has a mistake, such as a broken `$ref`, returns the operation in the list
/// of unusable operations, with its problems.
pub(super) fn compile(contract: &Contract) -> Result<(Compiled, Vec<UnusableOperation>), Error> {
    let document = contract.document();
    let mut compiler = Compiler {
        document,
        validators: vec![Validator::any(contract, Direction::Either)?],
        known: HashMap::new(),
        types: HashMap::new(),
        problems: Vec::new(),
    };
    let (mut operations, mut unusable): (Vec<CompiledOperation>, _) = (Vec::new(), Vec::new());
    let mut routes = Routes::default();
    let mut served = HashMap::new();
    for operation in contract.operations() {
        let Some(node) = document.pointer(&operation.pointer) else { continue };
        let item = operation.pointer.rsplit_once('/').and_then(|(item, _)| document.pointer(item));
        let servers = node.get("servers").or_else(|| item?.get("servers")).or_else(|| document.pointer("/servers"));
        let servers = *served
            .entry(servers.map(std::ptr::from_ref))
            .or_insert_with(|| routes.add_servers(&base_paths(servers.map(Node::items).unwrap_or_default())));
        let compiled = compiler.operation(operation, node, item);
        let problems = std::mem::take(&mut compiler.problems);
        if problems.is_empty() {
            routes.add(servers, &operation.path, operations.len());
            operations.push(compiled);
        } else {
            unusable.push(UnusableOperation { id: operation.id.clone(), error: Error::undefined(problems) });
        }
    }
    // A path item whose `$ref` is broken has no operations, so the path is reported instead of its operations.
    for path in document.root().get("paths").map(Node::entries).unwrap_or_default() {
        if let Err(broken) = document.resolve(&path.node) {
            let problem = Problem::at(document, &broken.reference.span, broken.to_string());
            unusable.push(UnusableOperation { id: path.key.clone(), error: Error::undefined(vec![problem]) });
        }
    }
    let Compiler { validators, .. } = compiler;
    let mut ids = HashMap::new();
    for (index, operation) in operations.iter().enumerate() {
        ids.entry(operation.operation.id.clone()).or_insert(index);
    }
    Ok((Compiled { document: Arc::clone(document), operations, routes, ids, validators }, unusable))
}

/// Returns the base paths of servers, such as `/v1`. The list contains each path once, and no empty paths.
fn base_paths(servers: &[Node]) -> Vec<String> {
    let (mut bases, mut known) = (Vec::new(), HashSet::new());
    for server in servers {
        let url = server.get("url").and_then(Node::as_str).unwrap_or_default();
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default(),
            // The URL contains no `://`. For example, the host is a variable (`{host}/v1`), or the URL is relative
            // (`/v1`).
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

    /// Follows a `$ref`. Reports a broken `$ref` as a problem.
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
        let key = (self.identity(schema), direction);
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

    fn types(&mut self, schema: &'d Node) -> Arc<AcceptedTypes> {
        let document = self.document;
        let types = self.types.entry(self.identity(schema));
        Arc::clone(types.or_insert_with(|| Arc::new(AcceptedTypes::of(document, schema))))
    }

    /// Returns the address of a schema in memory, after following `$ref`.
    fn identity(&self, schema: &'d Node) -> *const Node {
        self.document.resolve(schema).map_or(schema, |resolved| resolved.node)
    }

    fn operation(&mut self, operation: &Operation, node: &'d Node, item: Option<&'d Node>) -> CompiledOperation {
        for owner in [Some(node), item].into_iter().flatten() {
            for written in owner.get("parameters").map(Node::items).unwrap_or_default() {
                let parameter = self.resolve(written);
                let location = parameter.get("in").and_then(Node::as_str).and_then(ParameterLocation::parse);
                if location.is_none() || parameter.get("name").and_then(Node::as_str).is_none() {
                    self.problem(written, "a parameter needs a `name`, and `in` with path, query, header or cookie");
                }
            }
        }
        let mut parameters = Vec::new();
        for declared in &operation.parameters {
            let Some(written) = self.document.pointer(&declared.pointer) else { continue };
            // OpenAPI ignores header parameters with these names.
            let ignored = ["accept", "content-type", "authorization"];
            let (name, location) = (&declared.name, declared.location);
            if location == ParameterLocation::Header && ignored.contains(&name.to_ascii_lowercase().as_str()) {
                continue;
            }
            parameters.push(self.parameter(name, location, declared.required, written, Direction::Request));
        }
        let security = node.get("security").or_else(|| self.document.pointer("/security"));
        self.security(security);
        // HTTP does not define a body for these methods, so OpenAPI ignores `requestBody`.
        let bodiless = matches!(operation.method.as_str(), "GET" | "HEAD" | "DELETE" | "TRACE");
        let body = node.get("requestBody").map(|written| {
            let body = self.resolve(written);
            let required = body.get("required").and_then(Node::as_bool).unwrap_or(false);
            let content = if bodiless {
                Content { declared: Vec::new(), span: body.span.clone() }
            } else {
                self.content(body, Direction::Request)
            };
            RequestBody { required: required && !bodiless, content }
        });
        let responses = node.get("responses").map(Node::entries).unwrap_or_default();
        CompiledOperation {
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

    /// Checks that the contract declares every security scheme that an operation requires.
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
        location: ParameterLocation,
        required: bool,
        node: &'d Node,
        direction: Direction,
    ) -> Parameter {
        self.styled(name, location, required, node, node.get("schema"), direction)
    }

    /// Compiles a parameter or a field of a form. `node` contains the settings, such as `style`. The schema is a
    /// separate argument, because the schema of a field is not in `node`, but in the `properties` of the form.
    fn styled(
        &mut self,
        name: &str,
        location: ParameterLocation,
        required: bool,
        node: &'d Node,
        schema: Option<&'d Node>,
        direction: Direction,
    ) -> Parameter {
        let flag = |key: &str| node.get(key).and_then(Node::as_bool);
        let written = node.get("style");
        let style = Style::of(location, written.and_then(Node::as_str)).unwrap_or_else(|| {
            let style = written.and_then(Node::as_str).unwrap_or_default();
            self.problem(written.unwrap_or(node), format!("style {style} means nothing in a {location}"));
            Style::Simple
        });
        let encoding = match (schema, node.get("content").map(Node::entries)) {
            (Some(schema), _) => {
                Encoding::Styled { validator: self.validator(schema, direction), types: self.types(schema) }
            }
            (None, Some([only])) if MediaType::parse(&only.key).is_some_and(|media_type| media_type.is_json()) => {
                Encoding::Json(only.node.get("schema").map_or(ANY_JSON, |schema| self.validator(schema, direction)))
            }
            _ => Encoding::Opaque,
        };
        Parameter {
            name: name.to_owned(),
            location,
            required,
            allow_empty: flag("allowEmptyValue").unwrap_or(false) && location == ParameterLocation::Query,
            style,
            explode: flag("explode").unwrap_or(style == Style::Form),
            span: node.span.clone(),
            encoding,
        }
    }

    fn content(&mut self, node: &'d Node, direction: Direction) -> Content {
        let content = node.get("content");
        let mut declared = Vec::new();
        for entry in content.map(Node::entries).unwrap_or_default() {
            let Some(media_type) = MediaType::parse(&entry.key) else {
                self.problem(&entry.node, format!("{} is not a media type", entry.key));
                continue;
            };
            let schema = entry.node.get("schema");
            let validator = schema.map_or(ANY_JSON, |schema| self.validator(schema, direction));
            let types = schema.filter(|_| !media_type.is_json()).map(|schema| self.types(schema));
            let fields = self.fields(&entry.node);
            declared.push(DeclaredBody { media_type, name: entry.key.clone(), validator, types, fields });
        }
        Content { declared, span: content.unwrap_or(node).span.clone() }
    }

    /// Compiles the `encoding` of a media type: the settings for each field of a form.
    fn fields(&mut self, media_type: &'d Node) -> HashMap<String, Field> {
        let mut fields = HashMap::new();
        for entry in media_type.get("encoding").map(Node::entries).unwrap_or_default() {
            let written = &entry.node;
            let content_type = written.get("contentType").and_then(Node::as_str);
            // If `contentType` lists several media types, the first media type is used.
            let content_type =
                content_type.and_then(|list| MediaType::parse(list.split(',').next().unwrap_or_default()));
            let style = ["style", "explode"].iter().any(|key| written.get(key).is_some()).then(|| {
                let schema = self.property(media_type.get("schema"), &entry.key);
                self.styled(&entry.key, ParameterLocation::Query, false, written, schema, Direction::Request)
            });
            fields.insert(entry.key.clone(), Field { media_type: content_type, style });
        }
        fields
    }

    /// Finds the schema of a property, in the schema or in its `allOf`.
    fn property(&self, schema: Option<&'d Node>, name: &str) -> Option<&'d Node> {
        let (mut pending, mut seen) = (Vec::from_iter(schema), HashSet::new());
        while let Some(schema) = pending.pop() {
            let Ok(resolved) = self.document.resolve(schema) else { continue };
            if !seen.insert(std::ptr::from_ref(resolved.node)) {
                continue;
            }
            if let Some(found) = resolved.node.get("properties").and_then(|properties| properties.get(name)) {
                return Some(found);
            }
            pending.extend(resolved.node.get("allOf").map(Node::items).unwrap_or_default());
        }
        None
    }

    fn response(&mut self, status: &str, written: &'d Node) -> Response {
        let node = self.resolve(written);
        let mut headers = Vec::new();
        for entry in node.get("headers").map(Node::entries).unwrap_or_default() {
            // OpenAPI ignores this header, because the keys of `content` describe the media type.
            if entry.key.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let header = self.resolve(&entry.node);
            let required = header.get("required").and_then(Node::as_bool).unwrap_or(false);
            headers.push(self.parameter(&entry.key, ParameterLocation::Header, required, header, Direction::Response));
        }
        let content = self.content(node, Direction::Response);
        Response { status: status.to_owned(), headers, content }
    }
}
