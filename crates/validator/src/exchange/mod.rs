//! Validation of whole requests and responses.

mod accepted_types;
mod check;
mod compile;
mod form;
mod http_headers;
mod message;
mod multipart;
mod operation;
mod parameter;
mod routes;
#[cfg(test)]
mod tests;
mod untyped;

pub use message::{Message, RequestParts, ResponseParts};

use crate::{Contract, Error, Limits, Operation, ParameterLocation, Report, Strictness, Validator, document::Node};
use check::Check;
use operation::{Compiled, CompiledOperation};
use routes::Capture;

/// The operations of a contract. Several threads can validate requests and responses with one `Exchanges` at the same
/// time.
///
/// ```
/// use dataarts_insight_validator::{Contract, Exchanges, Part, RequestParts, ResponseParts, Rule};
///
/// let contract = Contract::parse("pets.yaml", "
/// openapi: 3.0.3
/// info: {title: Pets, version: '1'}
/// servers: [{url: https://pets.example/v1}]
/// paths:
///   /pets/{id}:
///     get:
///       operationId: show_pet
///       parameters:
///         - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
///         - {name: fields, in: query, schema: {type: array, items: {enum: [name, age]}}}
///         - {name: X-Tenant, in: header, required: true, schema: {type: string}}
///       responses:
///         '200':
///           description: A pet.
///           content: {application/json: {schema: {type: object, required: [name]}}}
/// ")?;
/// let exchanges = Exchanges::new(&contract)?;
///
/// let request = RequestParts::new("GET", "/v1/pets/7?fields=name&fields=age").header("X-Tenant", "acme");
/// let validated = exchanges.request(&request);
/// assert!(validated.report.is_valid());
/// let operation = validated.operation.expect("a path of the contract");
/// assert_eq!((operation.id.as_str(), &validated.path_parameters[..]), ("show_pet", &[("id", "7".to_owned())][..]));
///
/// let validated = exchanges.request(&RequestParts::new("GET", "/pets/0?field=name"));
/// let found: Vec<_> = validated.report.into_findings().into_iter().map(|f| (f.part.unwrap(), f.rule)).collect();
/// assert_eq!(found, [
///     (Part::Path("id".to_owned()), Rule::Minimum),
///     (Part::Query("field".to_owned()), Rule::UnknownParameter),
///     (Part::Header("X-Tenant".to_owned()), Rule::MissingParameter),
/// ]);
///
/// let response = ResponseParts::new(200).header("Content-Type", "application/json").body("{}");
/// let report = exchanges.response(&operation.id, &response)?;
/// assert_eq!(report.findings()[0].to_string().split(':').next(), Some("body"));
/// # Ok::<(), dataarts_insight_validator::Error>(())
/// ```
///
/// **Routes**
///
/// - If the contract has the paths `/pets/mine` and `/pets/{id}`, a request to `/pets/mine` uses `/pets/mine`. If this
///   path does not have the method of the request, `/pets/{id}` is used.
/// - The URL of a request need not contain the host and the base path of a server.
///
/// **Parameters**
///
/// - Parameters are decoded as their `style` and `explode` describe.
/// - A parameter gets the type that its schema needs: `7` is an integer if the schema accepts an integer. Otherwise,
///   `7` is a string.
/// - Header parameters with the names `Accept`, `Content-Type` and `Authorization` are ignored, as OpenAPI requires.
///
/// **Bodies**
///
/// - JSON (`application/json`, `text/json`, `+json`) is validated by its schema.
/// - Forms are decoded as their `encoding` describes. In multipart forms, only parts with JSON or text are validated.
/// - Plain text is validated like a parameter.
/// - For other media types, only the media type is checked.
///
/// **Warnings**
///
/// - A body that the contract does not declare is a warning.
/// - A `readOnly` property in a request is a warning.
/// - [`Strictness`] can change these warnings to errors.
#[derive(Debug)]
pub struct Exchanges {
    compiled: Compiled,
    strictness: Strictness,
    limits: Limits,
}

/// An operation that cannot be validated, because the contract has a mistake.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct UnusableOperation {
    /// The `operationId`. An operation without `operationId` has the id `GET /path`. If the `$ref` of a whole path item
    /// is broken, the path.
    pub id: String,
    /// The mistakes in the contract, such as a broken `$ref`.
    pub error: Error,
}

/// A validated request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ValidatedRequest<'e> {
    /// The operation that the request calls. `None` if the contract does not have the path or the method.
    pub operation: Option<&'e Operation>,
    /// The decoded path parameters, in the order of the path. Parameters that cannot be decoded are left out.
    pub path_parameters: Vec<(&'e str, String)>,
    /// The findings about the request.
    pub report: Report,
}

impl Exchanges {
    /// Compiles the schemas of all operations.
    ///
    /// # Errors
    /// Returns [`ErrorKind::Undefined`](crate::ErrorKind::Undefined) if an operation cannot be validated, for example
    /// because of a broken `$ref` or an unknown security scheme. The error contains every mistake, with its position in
    /// the contract.
    pub fn new(contract: &Contract) -> Result<Self, Error> {
        let (exchanges, unusable) = Self::usable(contract)?;
        if unusable.is_empty() {
            return Ok(exchanges);
        }
        Err(Error::undefined(unusable.iter().flat_map(|operation| operation.error.problems()).cloned().collect()))
    }

    /// Compiles the operations that can be validated. Returns the unusable operations with their errors. A request to
    /// an unusable operation is reported like a request to an operation that is not in the contract.
    ///
    /// # Errors
    /// Returns the same error as [`Exchanges::new`] if no operation can be validated.
    pub fn usable(contract: &Contract) -> Result<(Self, Vec<UnusableOperation>), Error> {
        let (compiled, unusable) = compile::compile(contract)?;
        if compiled.operations.is_empty() && !unusable.is_empty() {
            let problems = unusable.iter().flat_map(|operation| operation.error.problems()).cloned();
            return Err(Error::undefined(problems.collect()));
        }
        Ok((Self { compiled, strictness: Strictness::default(), limits: Limits::default() }, unusable))
    }

    /// Returns every operation that can be validated, in the order of the contract.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.compiled.operations.iter().map(|operation| &operation.operation)
    }

    /// Sets the level (allow, warn or deny) of each problem that the user may permit, such as duplicate keys and
    /// missing credentials.
    #[must_use]
    pub fn with_strictness(self, strictness: &Strictness) -> Self {
        let exchanges = self.map_validators(|validator| validator.with_strictness(strictness.clone()));
        Self { strictness: strictness.clone(), ..exchanges }
    }

    /// Sets the limits for the validation of one message. Errors and warnings are counted separately: a limit of 10
    /// findings allows 10 errors and 10 warnings.
    #[must_use]
    pub fn with_limits(self, limits: &Limits) -> Self {
        let exchanges = self.map_validators(|validator| validator.with_limits(limits.clone()));
        Self { limits: limits.clone(), ..exchanges }
    }

    fn map_validators(mut self, change: impl Fn(Validator) -> Validator) -> Self {
        self.compiled.validators = self.compiled.validators.into_iter().map(change).collect();
        self
    }

    /// Returns the names of the query parameters that the contract declares as credentials.
    pub(crate) fn query_credentials(&self) -> Vec<String> {
        let document = &self.compiled.document;
        let schemes = document.pointer("/components/securitySchemes").map(Node::entries).unwrap_or_default();
        let schemes = schemes.iter().filter_map(|scheme| Some(document.resolve(&scheme.node).ok()?.node));
        let text = |scheme: &Node, key: &str| scheme.get(key).and_then(Node::as_str).map(str::to_owned);
        let in_query = schemes.filter(|scheme| text(scheme, "in").as_deref() == Some("query"));
        in_query.filter_map(|scheme| text(scheme, "name")).collect()
    }

    /// Returns the formats in the contract that the validator does not support. The list contains each format once.
    #[must_use]
    pub fn unknown_formats(&self) -> Vec<&str> {
        let validators = self.compiled.validators.iter();
        let mut formats: Vec<&str> = validators.flat_map(Validator::unknown_formats).map(String::as_str).collect();
        formats.sort_unstable();
        formats.dedup();
        formats
    }

    /// Validates a request.
    ///
    /// - Unknown cookies are always accepted. Unknown headers are accepted by default, because browsers, proxies and
    ///   tools add headers.
    /// - The request must have the required credentials, but their values are not checked.
    #[must_use]
    pub fn request<'e>(&'e self, request: &RequestParts<'_>) -> ValidatedRequest<'e> {
        self.recorded_request(request, false)
    }

    /// Validates a recorded request. If `without_credentials` is true, the program that recorded the request may have
    /// removed the header `Authorization` and the cookies. A missing credential of these kinds is then a warning, not
    /// an error.
    pub(crate) fn recorded_request<'e>(
        &'e self,
        request: &RequestParts<'_>,
        without_credentials: bool,
    ) -> ValidatedRequest<'e> {
        let mut check =
            Check::new(&self.compiled, &self.strictness, self.limits.findings).without_credentials(without_credentials);
        let (path, _) = request.target();
        let Some((operation, captures)) = self.find(request.start.method, path) else {
            check.unknown_route(request.start.method, path);
            return ValidatedRequest { operation: None, path_parameters: Vec::new(), report: check.finish() };
        };
        check.request(operation, &captures, request);
        let decoded = |(name, text)| Some((name, parameter::decode(ParameterLocation::Path, text)?));
        ValidatedRequest {
            operation: Some(&operation.operation),
            path_parameters: captures.into_iter().filter_map(decoded).collect(),
            report: check.finish(),
        }
    }

    /// Validates a response of an operation: the status, the declared headers, and the body.
    ///
    /// # Errors
    /// Returns [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if the contract has no operation with this id.
    pub fn response(&self, operation: &str, response: &ResponseParts<'_>) -> Result<Report, Error> {
        let found = self.compiled.ids.get(operation).and_then(|index| self.compiled.operations.get(*index));
        let found = found.ok_or_else(|| {
            let known = self.operations().map(|operation| operation.id.as_str());
            Error::not_found(&self.compiled.document, "operation", operation, known)
        })?;
        let mut check = Check::new(&self.compiled, &self.strictness, self.limits.findings);
        check.response(found, response);
        Ok(check.finish())
    }

    /// Finds the operation for a method and a target. The target is a path or a whole URL.
    #[must_use]
    pub fn route(&self, method: &str, target: &str) -> Option<&Operation> {
        let (path, _) = RequestParts::new(method, target).target();
        self.find(method, path).map(|(operation, _)| &operation.operation)
    }

    fn find<'e, 'p>(&'e self, method: &str, path: &'p str) -> Option<(&'e CompiledOperation, Vec<Capture<'e, 'p>>)> {
        self.compiled.routes.find(path).into_iter().find_map(|(index, captures)| {
            let operation = self.compiled.operations.get(index)?;
            operation.operation.method.eq_ignore_ascii_case(method).then_some((operation, captures))
        })
    }
}
