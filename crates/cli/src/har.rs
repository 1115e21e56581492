//! HAR captures: every entry that calls an operation of the contract, its request and its response.

use dataarts_insight_validator::{
    Contract, Error, Exchanges, Finding, Limits, Report, RequestParts, ResponseParts, Validator,
};
use serde::Deserialize;
use serde_json::value::RawValue;

/// As much of HAR 1.2 as is read here, so that a capture which is none is refused with its place. Some writers say null
/// for what they do not know.
const HAR: &str = "
openapi: 3.0.3
info: {title: HAR, version: '1.2'}
paths: {}
components:
  schemas:
    Har:
      type: object
      required: [log]
      properties:
        log:
          type: object
          required: [entries]
          properties:
            entries: {type: array}
    Entry:
      type: object
      required: [request, response]
      properties:
        request:
          type: object
          required: [method, url]
          properties:
            method: {type: string}
            url: {type: string}
            headers: {$ref: '#/components/schemas/Headers'}
            postData: {$ref: '#/components/schemas/Content'}
        response:
          type: object
          required: [status]
          properties:
            status: {type: integer, minimum: -1, maximum: 999}
            headers: {$ref: '#/components/schemas/Headers'}
            content: {$ref: '#/components/schemas/Content'}
    Content:
      type: object
      nullable: true
      properties:
        mimeType: {type: string, nullable: true}
        text: {type: string, nullable: true}
        encoding: {type: string, nullable: true}
    Headers:
      type: array
      items:
        type: object
        required: [name, value]
        properties: {name: {type: string}, value: {type: string}}
";

/// What judges captures.
#[derive(Debug)]
pub struct Captures {
    exchanges: Exchanges,
    shape: Validator,
    entry: Validator,
}

/// Why a text is no capture.
#[derive(Debug)]
pub enum NoCapture {
    /// What keeps it from being one, each with its place.
    Invalid(Vec<Finding>),
    /// Something that the description of captures does not know, such as a field that occurs twice.
    Unreadable(String),
}

/// A capture.
#[derive(Deserialize)]
pub struct Har<'a> {
    #[serde(borrow)]
    log: Log<'a>,
}

/// Why nothing can be said of an entry.
#[derive(Debug)]
pub enum NoEntry {
    /// What keeps it from being one, each with its place in it.
    Invalid(Vec<Finding>),
    /// Something that the description of entries does not know, such as a field that occurs twice.
    Unreadable(String),
    /// The body of its `request` or `response` is said to be base64, and it is not.
    Undecodable(&'static str),
}

/// What was said of an entry.
pub struct Judgement {
    /// What was sent.
    pub request: Side,
    /// What came back; none if nothing did.
    pub response: Option<Side>,
}

/// One of the two messages of an entry.
pub struct Side {
    /// What the contract says of it.
    pub report: Report,
    /// Its body, decoded; empty if there is none or it was not recorded.
    pub body: Vec<u8>,
}

#[derive(Deserialize)]
struct Log<'a> {
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

/// A request and its response.
#[derive(Deserialize)]
struct Entry {
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(rename = "postData")]
    post_data: Option<Content>,
}

#[derive(Deserialize)]
struct Response {
    /// 0, or -1, if no answer came.
    status: i16,
    #[serde(default)]
    headers: Vec<Header>,
    content: Option<Content>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    mime_type: Option<String>,
    text: Option<String>,
    encoding: Option<String>,
}

impl Captures {
    /// Judges by the operations of a contract. The limits are for each body; that of the size is for the capture too.
    ///
    /// # Errors
    /// None in practice: the description of captures is a constant.
    pub fn new(exchanges: Exchanges, limits: &Limits) -> Result<Self, Error> {
        let mut whole = Limits::default();
        whole.size = limits.size;
        let har = Contract::parse("HAR", HAR)?;
        let [shape, entry] = [Validator::component(&har, "Har")?, Validator::component(&har, "Entry")?]
            .map(|v| v.with_limits(whole.clone()));
        Ok(Self { exchanges: exchanges.with_limits(limits), shape, entry })
    }

    /// Formats that the contract names and nobody judges, each once.
    #[must_use]
    pub fn unknown_formats(&self) -> Vec<&str> {
        self.exchanges.unknown_formats()
    }

    /// Reads a capture.
    ///
    /// # Errors
    /// [`NoCapture`] when the text is none.
    pub fn read<'a>(&self, bytes: &'a [u8]) -> Result<Har<'a>, NoCapture> {
        // serde by itself takes an array for an object.
        check(&self.shape, bytes).map_err(NoCapture::Invalid)?;
        // HAR 1.2 wants readers to ignore a byte order mark.
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        serde_json::from_slice(text).map_err(|error| NoCapture::Unreadable(format!("no HAR: {error}")))
    }

    /// Judges an entry; none if it calls no operation of the contract.
    ///
    /// # Errors
    /// [`NoEntry`] when it is none.
    pub fn judge(&self, entry: &str) -> Result<Option<Judgement>, NoEntry> {
        check(&self.entry, entry.as_bytes()).map_err(NoEntry::Invalid)?;
        let Entry { request, response } =
            serde_json::from_str(entry).map_err(|error| NoEntry::Unreadable(format!("no entry of a HAR: {error}")))?;
        let Some(operation) = self.exchanges.route(&request.method, &request.url) else { return Ok(None) };
        let sent = body(request.post_data.as_ref(), "request")?;
        let report = self.exchanges.request(&request.parts(sent.as_deref())).report;
        let request = Side { report, body: sent.unwrap_or_default() };
        let response = match u16::try_from(response.status) {
            Err(_) | Ok(0) => None,
            Ok(status) => {
                let came = body(response.content.as_ref(), "response")?;
                let report = self.exchanges.response(&operation.id, &response.parts(status, came.as_deref())).ok();
                report.map(|report| Side { report, body: came.unwrap_or_default() })
            }
        };
        Ok(Some(Judgement { request, response }))
    }
}

/// What keeps a text from being what HAR says. Nobody has that description, and captures are no one's to mend.
fn check(shape: &Validator, bytes: &[u8]) -> Result<(), Vec<Finding>> {
    if shape.is_valid(bytes) {
        return Ok(());
    }
    let mut findings = shape.validate(bytes).into_findings();
    for finding in &mut findings {
        (finding.contract, finding.hint) = (None, None);
    }
    Err(findings)
}

impl Har<'_> {
    /// The entries, each as the capture writes it, in its order.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &str> {
        self.log.entries.iter().map(|entry| entry.get())
    }
}

impl Judgement {
    /// Whether neither message is against the contract.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.sides().all(|(_, side)| side.report.is_valid())
    }

    /// Both messages, by the name that HAR has for them.
    pub fn sides(&self) -> impl Iterator<Item = (&'static str, &Side)> {
        [("request", Some(&self.request)), ("response", self.response.as_ref())]
            .into_iter()
            .filter_map(|(name, side)| Some((name, side?)))
    }
}

impl Request {
    fn parts<'a>(&'a self, body: Option<&'a [u8]>) -> RequestParts<'a> {
        let parts = RequestParts::new(&self.method, &self.url).headers(pairs(&self.headers));
        let Some(content) = &self.post_data else { return parts };
        let named = self.headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
        let parts = match content.media_type() {
            Some(media_type) if !named => parts.header("Content-Type", media_type),
            _ => parts,
        };
        match body {
            Some(body) => parts.body(body),
            // Fields of a form, or something that was not recorded.
            None => parts.unknown_body(),
        }
    }
}

impl Response {
    fn parts<'a>(&'a self, status: u16, body: Option<&'a [u8]>) -> ResponseParts<'a> {
        let parts = ResponseParts::new(status).headers(pairs(&self.headers));
        let parts = match self.content.as_ref().and_then(Content::media_type) {
            Some(media_type) => parts.media_type(media_type),
            None => parts,
        };
        match body {
            Some(body) => parts.body(body),
            None => parts.unknown_body(),
        }
    }
}

fn pairs(headers: &[Header]) -> impl Iterator<Item = (&str, &[u8])> {
    headers.iter().map(|header| (header.name.as_str(), header.value.as_bytes()))
}

impl Content {
    /// The media type, if it was recorded: browsers write `x-unknown` otherwise.
    fn media_type(&self) -> Option<&str> {
        self.mime_type.as_deref().filter(|media_type| media_type.contains('/'))
    }
}

/// The bytes as they were before the capture made text of them; none if they are not in it.
fn body(content: Option<&Content>, side: &'static str) -> Result<Option<Vec<u8>>, NoEntry> {
    let Some(Content { text: Some(text), encoding, .. }) = content else { return Ok(None) };
    match encoding.as_deref() {
        Some("base64") => base64(text).map(Some).ok_or(NoEntry::Undecodable(side)),
        _ => Ok(Some(text.clone().into_bytes())),
    }
}

/// RFC 4648, white space and missing padding forgiven.
fn base64(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::with_capacity(text.len() / 4 * 3));
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capture_has_the_shape_of_one() {
        let captures = Captures::new(Exchanges::new(Contract::embedded()).unwrap(), &Limits::default()).unwrap();
        let entries = |text: &str| captures.read(text.as_bytes()).map(|har| har.entries().len()).ok();
        assert_eq!(entries(r#"{"log": {"entries": []}}"#), Some(0));
        for text in [r#"{"log": [[]]}"#, "[[[]]]", r#"{"log": {}}"#, r#"{"log": {"entries": [], "entries": []}}"#, "{"]
        {
            assert_eq!(entries(text), None, "{text}");
        }
    }

    #[test]
    fn base64_is_decoded() {
        for (text, bytes) in
            [("", ""), ("Zg==", "f"), ("Zm8", "fo"), ("Zm9v\nYmFy", "foobar"), ("eyJhIjoxfQ==", "{\"a\":1}")]
        {
            assert_eq!(base64(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        assert_eq!(base64("a*"), None);
    }
}
