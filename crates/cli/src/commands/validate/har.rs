//! HAR captures: every entry that calls an operation of the contract, its request and its response.

use std::sync::Arc;

use dataarts_insight_contract::{Contract, Error, Exchanges, RequestParts, ResponseParts, Validator};
use serde::Deserialize;

use super::{
    part::Part,
    render::{Judged, Renderer},
};

/// As much of HAR 1.2 as is read here, so that a capture which is none is refused with its place.
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
            entries:
              type: array
              items:
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
                      postData:
                        type: object
                        nullable: true
                        properties: {mimeType: {type: string}, text: {type: string}}
                  response:
                    type: object
                    required: [status]
                    properties:
                      status: {type: integer, minimum: 0, maximum: 999}
                      headers: {$ref: '#/components/schemas/Headers'}
                      content:
                        type: object
                        properties: {mimeType: {type: string}, text: {type: string}, encoding: {type: string}}
    Headers:
      type: array
      items:
        type: object
        required: [name, value]
        properties: {name: {type: string}, value: {type: string}}
";

/// What judges captures.
pub(super) struct Captures {
    exchanges: Exchanges,
    shape: Validator,
}

#[derive(Deserialize)]
struct Har {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

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
    status: u16,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default)]
    content: Content,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Content {
    mime_type: String,
    text: Option<String>,
    encoding: Option<String>,
}

impl Captures {
    /// Compiles all operations of a contract; `set` applies what the arguments say of limits and strictness.
    pub(super) fn new(contract: &Contract, set: impl FnOnce(Exchanges) -> Exchanges) -> Result<Self, Error> {
        let shape = Contract::parse("HAR", HAR)?.component("Har")?;
        Ok(Self { exchanges: set(contract.exchanges()?), shape })
    }

    /// Judges every entry; one that calls no operation of the contract is only counted.
    pub(super) fn judge(
        &self,
        bytes: &[u8],
        renderer: Option<&dyn Renderer>,
        fail_fast: bool,
        full: bool,
        part: &mut Part,
    ) {
        let har: Har = match serde_json::from_slice(bytes) {
            Ok(har) => har,
            Err(error) => {
                let report = self.shape.validate(bytes);
                if report.is_valid() {
                    part.counts.unreadable += 1;
                    part.error = Some(format!("no HAR: {error}"));
                } else {
                    part.counts.report(&report);
                    write(renderer, part, &Source { entry: None, bytes }, report.findings(), full);
                }
                part.stop = fail_fast;
                return;
            }
        };
        for (index, entry) in har.log.entries.iter().enumerate() {
            let Some(operation) = self.exchanges.route(&entry.request.method, &entry.request.url) else {
                part.counts.unmatched += 1;
                continue;
            };
            let request_body = entry.request.post_data.as_ref().and_then(Content::bytes);
            let request = self.exchanges.request(&entry.request.parts(request_body.as_deref())).report;
            let response_body = entry.response.content.bytes();
            let response = match entry.response.status {
                // The browser got no answer.
                0 => None,
                _ => self.exchanges.response(&operation.id, &entry.response.parts(response_body.as_deref())).ok(),
            };
            let valid = request.is_valid() && response.as_ref().is_none_or(|report| report.is_valid());
            part.counts.verdict(valid);
            let sides = [("request", Some(&request), &request_body), ("response", response.as_ref(), &response_body)];
            for (side, report, body) in sides {
                let findings = report.map(|report| report.findings()).unwrap_or_default();
                findings.iter().for_each(|finding| part.counts.finding(finding));
                let fragment = format!("/log/entries/{index}/{side}");
                let bytes = body.as_deref().unwrap_or_default();
                write(renderer, part, &Source { entry: Some(&fragment), bytes }, findings, full);
            }
            if fail_fast && !valid {
                part.stop = true;
                return;
            }
        }
    }
}

struct Source<'a> {
    entry: Option<&'a str>,
    bytes: &'a [u8],
}

fn write(
    renderer: Option<&dyn Renderer>,
    part: &mut Part,
    source: &Source<'_>,
    findings: &[dataarts_insight_contract::Finding],
    full: bool,
) {
    let Some(renderer) = renderer.filter(|_| !findings.is_empty()) else { return };
    let file = Arc::clone(&part.file);
    let valid = findings.iter().all(|f| f.severity == dataarts_insight_contract::Severity::Warning);
    let findings = if full { &[] } else { findings };
    let (entry, bytes) = (source.entry, source.bytes);
    renderer.document(&Judged { file: &file, entry, record: None, offset: 0, bytes, valid, findings }, part);
}

impl Request {
    fn parts<'a>(&'a self, body: Option<&'a [u8]>) -> RequestParts<'a> {
        let parts = RequestParts::new(&self.method, &self.url).headers(pairs(&self.headers));
        let Some(content) = &self.post_data else { return parts };
        let named = self.headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
        let parts = if named || content.mime_type.is_empty() {
            parts
        } else {
            parts.header("Content-Type", &content.mime_type)
        };
        match body {
            Some(body) => parts.body(body),
            // Fields of a form, or something that was not recorded.
            None => parts.unknown_body(),
        }
    }
}

impl Response {
    fn parts<'a>(&'a self, body: Option<&'a [u8]>) -> ResponseParts<'a> {
        let parts = ResponseParts::new(self.status).headers(pairs(&self.headers));
        let parts = if self.content.mime_type.is_empty() { parts } else { parts.media_type(&self.content.mime_type) };
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
    /// The bytes as they were before the capture made text of them; none if they are not in it.
    fn bytes(&self) -> Option<Vec<u8>> {
        let text = self.text.as_ref()?;
        match self.encoding.as_deref() {
            Some("base64") => base64(text),
            _ => Some(text.clone().into_bytes()),
        }
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
    fn base64_is_decoded() {
        for (text, bytes) in
            [("", ""), ("Zg==", "f"), ("Zm8", "fo"), ("Zm9v\nYmFy", "foobar"), ("eyJhIjoxfQ==", "{\"a\":1}")]
        {
            assert_eq!(base64(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        assert_eq!(base64("a*"), None);
    }
}
