//! Whole requests and responses, judged by the contract.

mod body;
mod compile;
mod findings;
mod parameter;
mod reading;
mod request;
mod response;
mod route;
mod shape;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, sync::Arc};

pub use request::{Judged, RequestParts};
pub use response::ResponseParts;

use crate::{Contract, Error, Limits, Operation, Report, Strictness, Validator, document::Document};
use compile::Exchange;
use findings::Findings;
use route::Routes;

/// A contract, ready to judge any number of requests and responses on any number of threads.
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
/// let judged = exchanges.request(&request);
/// assert!(judged.report.is_valid());
/// let operation = judged.operation.expect("a path of the contract");
/// assert_eq!((operation.id.as_str(), &judged.path_parameters[..]), ("show_pet", &[("id", "7".to_owned())][..]));
///
/// let judged = exchanges.request(&RequestParts::new("GET", "/pets/0?field=name"));
/// let found: Vec<_> = judged.report.into_findings().into_iter().map(|f| (f.part.unwrap(), f.rule)).collect();
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
/// - **Routes**: concrete segments before templated ones. A server's base path may be there or be missing, and any host
///   in front of it. A path whose concrete template lacks the method may still meet a templated one that has it.
/// - **Parameters** are decoded and read by their `style` and `explode`; text without quotes is what the schema needs
///   it to be, so `7` is an integer where one is declared and a string elsewhere. Header parameters named `Accept`,
///   `Content-Type` and `Authorization` mean nothing, as OpenAPI says.
/// - **Bodies**: JSON (`application/json`, `+json`) is judged by its schema, forms and plain text as parameters are.
///   Other media types, multipart among them, are only looked up.
/// - **Warnings**: a body where none is declared, and what a [`Strictness`] warns of, such as `readOnly` properties in
///   a request.
#[derive(Debug)]
pub struct Exchanges {
    document: Arc<Document>,
    exchanges: Vec<Exchange>,
    routes: Routes,
    validators: Vec<Validator>,
    limits: Limits,
}

impl Exchanges {
    /// Compiles all that requests and responses are judged by.
    ///
    /// # Errors
    /// [`ErrorKind::Undefined`](crate::ErrorKind::Undefined) with every place where a verdict would be undefined: in
    /// any schema of a parameter, header or body, a `$ref` that names nothing, a style that means nothing where it
    /// stands, a security scheme that is not described.
    pub fn new(contract: &Contract) -> Result<Self, Error> {
        compile::compile(contract)
    }

    /// Every operation, in the order of the contract.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.exchanges.iter().map(|exchange| &exchange.operation)
    }

    /// Sets what becomes of what JSON itself leaves open, such as duplicate keys.
    #[must_use]
    pub fn with_strictness(self, strictness: &Strictness) -> Self {
        let validators = self.validators.into_iter().map(|validator| validator.with_strictness(strictness.clone()));
        Self { validators: validators.collect(), ..self }
    }

    /// Sets how much one message may cost.
    #[must_use]
    pub fn with_limits(self, limits: &Limits) -> Self {
        let validators = self.validators.into_iter().map(|validator| validator.with_limits(limits.clone()));
        Self { validators: validators.collect(), limits: limits.clone(), ..self }
    }

    /// Formats that the contract names and nobody judges, each once.
    #[must_use]
    pub fn unknown_formats(&self) -> Vec<&str> {
        let mut formats: Vec<&str> =
            self.validators.iter().flat_map(Validator::unknown_formats).map(String::as_str).collect();
        formats.sort_unstable();
        formats.dedup();
        formats
    }

    fn findings(&self) -> Findings<'_> {
        Findings::new(&self.document, self.limits.findings)
    }

    fn is_valid(&self, validator: usize, payload: &[u8]) -> bool {
        self.validators.get(validator).is_some_and(|validator| validator.is_valid(payload))
    }

    fn validate(&self, validator: usize, payload: &[u8]) -> Report {
        self.validators.get(validator).map(|validator| validator.validate(payload)).unwrap_or_default()
    }
}

/// The headers of a message; names are compared without case.
#[derive(Debug, Clone, Default)]
struct Headers<'a>(Vec<(&'a str, &'a [u8])>);

impl<'a> Headers<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// The first header of a name.
    fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.all(name).next().map(String::from_utf8_lossy)
    }

    fn cookies(&self) -> Vec<(&'a str, &'a str)> {
        let texts = self.all("cookie").filter_map(|value| std::str::from_utf8(value).ok());
        let pairs = texts.flat_map(|text| text.split(';'));
        pairs.filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.trim(), value.trim())).collect()
    }
}
