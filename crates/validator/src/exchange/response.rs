//! Responses.

use super::{
    Exchanges, Headers,
    body::Payload,
    compile::{Exchange, Response},
    findings::{Findings, Words},
};
use crate::{Error, Part, Report, Rule};

/// A response, as it was received.
///
/// ```
/// use dataarts_insight_validator::ResponseParts;
///
/// let response = ResponseParts::new(200).header("Content-Type", "application/json").body(br#"{"name": "Rex"}"#);
/// # let _ = response;
/// ```
#[derive(Debug, Clone, Default)]
pub struct ResponseParts<'a> {
    status: u16,
    media_type: Option<&'a str>,
    headers: Headers<'a>,
    payload: Payload<'a>,
}

impl<'a> ResponseParts<'a> {
    /// A status, so far without headers and body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// The media type, when no `Content-Type` among the headers says it.
    #[must_use]
    pub fn media_type(self, media_type: &'a str) -> Self {
        Self { media_type: Some(media_type), ..self }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'a str, value: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.headers.0.push((name, value.as_ref()));
        self
    }

    /// Adds headers.
    #[must_use]
    pub fn headers(mut self, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        self.headers.0.extend(headers);
        self
    }

    /// The body, without any `Content-Encoding`. An empty one is none.
    #[must_use]
    pub fn body(self, body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { payload: Payload::Bytes(body.as_ref()), ..self }
    }

    /// There may be a body that was not recorded: nothing is said of it.
    #[must_use]
    pub fn unknown_body(self) -> Self {
        Self { payload: Payload::Unknown, ..self }
    }
}

impl Exchanges {
    /// Judges a response of an operation: its status (or range, or `default`), the headers that are declared for it,
    /// its body.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the contract has no operation of that id.
    pub fn response(&self, operation: &str, response: &ResponseParts<'_>) -> Result<Report, Error> {
        let known = || self.exchanges.iter().map(|exchange| exchange.operation.id.as_str());
        let exchange = self.exchanges.iter().find(|exchange| exchange.operation.id == operation);
        let exchange = exchange.ok_or_else(|| Error::not_found(&self.document, "operation", operation, known()))?;
        let mut findings = self.findings();
        match declared(exchange, response.status) {
            Some(declared) => {
                self.headers(&mut findings, &declared.headers, &response.headers);
                self.response_body(&mut findings, exchange, declared, response);
            }
            None => {
                let expected = match exchange.operation.statuses.as_slice() {
                    [] => "a declared status, of which there is none".to_owned(),
                    known => format!("a status of {}", known.join(", ")),
                };
                let words = Words::new(expected, response.status.to_string());
                findings.error(Rule::UnknownStatus, &Part::Status, &exchange.span, words);
            }
        }
        Ok(findings.finish())
    }

    fn response_body(
        &self,
        findings: &mut Findings<'_>,
        exchange: &Exchange,
        declared: &Response,
        response: &ResponseParts<'_>,
    ) {
        let content = &declared.content;
        let media_type = response.headers.text("content-type").or_else(|| response.media_type.map(Into::into));
        let bodiless = exchange.operation.method == "HEAD" || matches!(response.status, 100..200 | 204 | 205 | 304);
        match response.payload {
            Payload::None | Payload::Bytes([]) => {
                if !content.is_empty() && !bodiless {
                    let words = Words::new(format!("a body of {}", content.describe()), "none");
                    findings.error(Rule::MissingBody, &Part::Body, content.span(), words);
                }
            }
            Payload::Bytes(bytes) if content.is_empty() => {
                let words = Words::new("no body", format!("one of {} bytes", bytes.len()));
                findings.warning(Rule::UnexpectedBody, &Part::Body, content.span(), words);
            }
            Payload::Bytes(bytes) => self.body(findings, content, media_type.as_deref(), Some(bytes)),
            Payload::Unknown if content.is_empty() || media_type.is_none() => {}
            Payload::Unknown => self.body(findings, content, media_type.as_deref(), None),
        }
    }
}

/// What is declared for a status: the code itself, its range, `default`. Of duplicate keys, the last.
fn declared(exchange: &Exchange, status: u16) -> Option<&Response> {
    let keys = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
    keys.iter()
        .find_map(|key| exchange.responses.iter().rev().find(|response| response.status.eq_ignore_ascii_case(key)))
}
