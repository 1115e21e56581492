//! Validates captures: HTTP requests and responses that were recorded in a HAR file.

mod entry;
mod error;
#[cfg(test)]
mod tests;
mod url;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    Contract, Error, Exchanges, Expected, Finding, Found, Level, Limits, Part, Report, Rule, Strictness, Validator,
};
use entry::Entry;

pub use error::CaptureError;

const HAR: &str = include_str!("har.yaml");

/// A validator for HAR captures. It validates each entry whose request matches an operation of the contract.
///
/// ```
/// use dataarts_insight_validator::{Captures, Contract, Exchanges, Limits, Rule};
///
/// let contract = Contract::parse("pets.yaml", "
/// openapi: 3.0.3
/// info: {title: Pets, version: '1'}
/// paths:
///   /pets:
///     get:
///       operationId: list_pets
///       responses:
///         '200':
///           description: All pets.
///           content: {application/json: {schema: {type: array}}}
/// ")?;
/// let captures = Captures::new(Exchanges::new(&contract)?, &Limits::default())?;
///
/// let capture = br#"{"log": {"entries": [
///     {"request": {"method": "GET", "url": "https://pets.example/favicon.ico"}, "response": {"status": 404}},
///     {"request": {"method": "GET", "url": "https://pets.example/pets"},
///      "response": {"status": 200, "content": {"mimeType": "application/json", "text": "{}"}}}
/// ]}}"#;
/// let capture = captures.read(capture).expect("a HAR capture");
/// let entries: Vec<_> = capture.entries().map(|entry| captures.validate(entry).expect("a HAR entry")).collect();
///
/// assert!(entries[0].is_none(), "the contract has no such operation");
/// let response = entries[1].as_ref().and_then(|entry| entry.response.as_ref()).expect("a response");
/// assert_eq!(response.report.findings()[0].rule, Rule::Type);
/// # Ok::<(), dataarts_insight_validator::Error>(())
/// ```
#[derive(Debug)]
pub struct Captures {
    exchanges: Exchanges,
    har: Validator,
    entry: Validator,
    /// The names of the query parameters that contain credentials.
    credentials: Vec<String>,
}

/// A HAR capture: the recorded requests and responses of a HAR file.
#[derive(Debug, Deserialize)]
pub struct Capture<'a> {
    #[serde(borrow)]
    log: Log<'a>,
    #[serde(skip)]
    without_credentials: bool,
}

#[derive(Debug, Deserialize)]
struct Log<'a> {
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

/// The reports on the request and the response of an entry.
#[derive(Debug)]
#[non_exhaustive]
pub struct ValidatedEntry {
    /// The method of the request.
    pub method: String,
    /// The URL of the request. User names, passwords and secret values of the query are replaced by `…`.
    pub url: String,
    /// The request.
    pub request: ValidatedMessage,
    /// The response; `None` if no response arrived.
    pub response: Option<ValidatedMessage>,
}

/// A request or a response: its report and its body.
#[derive(Debug)]
#[non_exhaustive]
pub struct ValidatedMessage {
    /// The findings about the message.
    pub report: Report,
    /// The decoded body. It is empty if the message has no body, or if the capture does not contain the body.
    pub body: Vec<u8>,
}

impl Captures {
    /// Makes a validator for the operations of a contract. All limits apply to each body. [`Limits::size`] also applies
    /// to the whole capture.
    ///
    /// # Errors
    /// In practice, never. Only an invalid schema of HAR causes an error, and the schema is a constant.
    pub fn new(exchanges: Exchanges, limits: &Limits) -> Result<Self, Error> {
        let whole = Limits { size: limits.size, ..Limits::default() };
        let mut strictness = Strictness::default();
        // Browsers and proxies add properties that HAR does not define.
        strictness.set(Rule::UndeclaredProperty, Level::Allow);
        let contract = Contract::parse("HAR", HAR)?;
        let [har, entry] = [Validator::component(&contract, "Har")?, Validator::component(&contract, "Entry")?]
            .map(|validator| validator.with_limits(whole.clone()).with_strictness(strictness.clone()));
        let credentials = exchanges.query_credentials();
        Ok(Self { exchanges: exchanges.with_limits(limits), har, entry, credentials })
    }

    /// Returns the formats in the contract that the validator does not support. The list contains each format once.
    #[must_use]
    pub fn unknown_formats(&self) -> Vec<&str> {
        self.exchanges.unknown_formats()
    }

    /// Returns the finding to report if no entry of a capture matches an operation of the contract.
    #[must_use]
    pub fn unmatched(&self) -> Finding {
        let finding = Finding::new(Rule::UnknownPath, 0..0, Expected::DeclaredPath, Found::Nothing);
        Finding { part: Some(Part::Route), ..finding }
    }

    /// Reads a capture.
    ///
    /// # Errors
    /// Returns a [`CaptureError`] if the text is not a HAR capture.
    pub fn read<'a>(&self, text: &'a [u8]) -> Result<Capture<'a>, CaptureError> {
        // Checks the structure before serde reads the text, because serde also accepts an array such as
        // `["GET", "/pets"]` for an object with two fields.
        check(&self.har, text)?;
        // HAR 1.2 asks readers to ignore a byte order mark.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let capture: Capture<'a> = serde_json::from_slice(text).map_err(CaptureError::Unreadable)?;
        Ok(Capture { without_credentials: !has_credentials(text), ..capture })
    }

    /// Validates an entry. Returns `None` if the entry calls no operation of the contract.
    ///
    /// # Errors
    /// Returns a [`CaptureError`] if the text is not an entry, or if a body that is marked as base64 cannot be decoded.
    pub fn validate(&self, entry: &str) -> Result<Option<ValidatedEntry>, CaptureError> {
        self.validate_recorded(entry, false)
    }

    /// Validates an entry of a capture, like [`Captures::validate`]. Browsers remove credentials when they export a
    /// capture. If no request of the capture has credentials, missing credentials therefore cause only a warning.
    ///
    /// # Errors
    /// Returns the same errors as [`Captures::validate`].
    pub fn validate_in(&self, capture: &Capture<'_>, entry: &str) -> Result<Option<ValidatedEntry>, CaptureError> {
        self.validate_recorded(entry, capture.without_credentials)
    }

    fn validate_recorded(&self, entry: &str, removed: bool) -> Result<Option<ValidatedEntry>, CaptureError> {
        check(&self.entry, entry.as_bytes())?;
        let mut entry: Entry<'_> = serde_json::from_str(entry).map_err(CaptureError::Unreadable)?;
        if !is_http(entry.request.url.as_str()) {
            return Ok(None);
        }
        let operation = self.exchanges.route(entry.request.method.as_str(), entry.request.url.as_str());
        let Some(operation) = operation else { return Ok(None) };
        let body = entry.request.body()?;
        let report = self.exchanges.recorded_request(&entry.request.parts(body.as_deref()), removed).report;
        let request = ValidatedMessage { report, body: body.unwrap_or_default() };
        let method = entry.request.method.as_str().to_owned();
        let url = url::without_secrets(entry.request.url.as_str(), &self.credentials);
        let mut response = None;
        if let Some(recorded) = &mut entry.response
            && let Some(status) = recorded.status()
        {
            let body = recorded.body()?;
            let report = self.exchanges.response(&operation.id, &recorded.parts(status, body.as_deref())).ok();
            response = report.map(|report| ValidatedMessage { report, body: body.unwrap_or_default() });
        }
        Ok(Some(ValidatedEntry { method, url, request, response }))
    }
}

impl Capture<'_> {
    /// Returns true if no request of the capture has the header `Authorization` or a cookie.
    #[must_use]
    pub fn is_without_credentials(&self) -> bool {
        self.without_credentials
    }

    /// Returns the text of each entry, in the order of the capture.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &str> {
        self.log.entries.iter().map(|entry| entry.get())
    }
}

/// Returns whether a URL is an HTTP URL, a path, or a host with a port. Browsers also record URLs such as `data:` and
/// `blob:`, which do not call an operation.
fn is_http(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let scheme = scheme.filter(|scheme| !scheme.is_empty() && !scheme.contains(['/', '?', '#', '%', '.']));
    let is_host = |scheme: &str| {
        let rest = url.get(scheme.len() + 1..).unwrap_or_default();
        rest.starts_with(|c: char| c.is_ascii_digit())
    };
    scheme
        .is_none_or(|scheme| ["http", "https"].iter().any(|http| scheme.eq_ignore_ascii_case(http)) || is_host(scheme))
}

/// Returns whether a capture has a header with credentials. Searches the text for `"name": "authorization"` and
/// `"name": "cookie"`. A recorded body cannot contain these texts, because its quotes are escaped.
fn has_credentials(text: &[u8]) -> bool {
    let names = ["\"authorization\"", "\"Authorization\"", "\"cookie\"", "\"Cookie\""];
    let is_name = |at: usize| {
        let before = text.get(..at).unwrap_or_default().trim_ascii_end();
        before.strip_suffix(b":").is_some_and(|before| before.trim_ascii_end().ends_with(b"\"name\""))
    };
    names.iter().any(|name| memchr::memmem::find_iter(text, name).any(is_name))
}

impl ValidatedEntry {
    /// Returns whether the request and the response are valid.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.messages().all(|(_, message)| message.report.is_valid())
    }

    /// Returns the messages of the entry, each with its name in HAR: `request` or `response`.
    pub fn messages(&self) -> impl Iterator<Item = (&'static str, &ValidatedMessage)> {
        std::iter::once(("request", &self.request)).chain(self.response.iter().map(|message| ("response", message)))
    }
}

/// Checks a text against a schema of HAR. Removes the position in the contract and the hint from each finding, because
/// the schema of HAR is not part of the user's contract.
fn check(schema: &Validator, text: &[u8]) -> Result<(), CaptureError> {
    if schema.is_valid(text) {
        return Ok(());
    }
    let mut findings = schema.validate(text).into_findings();
    for finding in &mut findings {
        (finding.contract, finding.hint) = (None, None);
    }
    Err(CaptureError::Invalid(findings))
}
