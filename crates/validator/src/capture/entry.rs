//! An entry of a HAR capture, as the file holds it.

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::Deserialize;

use super::error::CaptureError;
use crate::{RequestParts, ResponseParts};

#[derive(Deserialize)]
pub(super) struct Entry {
    pub(super) request: Request,
    pub(super) response: Response,
}

#[derive(Deserialize)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(rename = "postData")]
    post_data: Option<Content>,
}

#[derive(Deserialize)]
pub(super) struct Response {
    /// The status; 0 or -1 when no response arrived.
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

impl Request {
    /// Returns the body; none when the capture did not record it.
    pub(super) fn body(&self) -> Result<Option<Vec<u8>>, CaptureError> {
        body(self.post_data.as_ref(), "request")
    }

    pub(super) fn parts<'a>(&'a self, body: Option<&'a [u8]>) -> RequestParts<'a> {
        let parts = RequestParts::new(&self.method, &self.url).headers(pairs(&self.headers));
        let Some(content) = &self.post_data else { return parts };
        let named = self.headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type"));
        let parts = match content.media_type() {
            Some(media_type) if !named => parts.header("Content-Type", media_type),
            _ => parts,
        };
        match body {
            Some(body) => parts.body(body),
            // The body was not recorded, or only as the fields of a form.
            None => parts.unknown_body(),
        }
    }
}

impl Response {
    /// Returns the status; none when no response arrived.
    pub(super) fn status(&self) -> Option<u16> {
        u16::try_from(self.status).ok().filter(|status| *status != 0)
    }

    /// Returns the body; none when the capture did not record it.
    pub(super) fn body(&self) -> Result<Option<Vec<u8>>, CaptureError> {
        body(self.content.as_ref(), "response")
    }

    pub(super) fn parts<'a>(&'a self, status: u16, body: Option<&'a [u8]>) -> ResponseParts<'a> {
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
    /// Returns the media type. Browsers write `x-unknown` when they did not record it.
    fn media_type(&self) -> Option<&str> {
        self.mime_type.as_deref().filter(|media_type| media_type.contains('/'))
    }
}

/// Decodes the bytes of a body; none when the capture did not record them.
fn body(content: Option<&Content>, message: &'static str) -> Result<Option<Vec<u8>>, CaptureError> {
    let Some(Content { text: Some(text), encoding, .. }) = content else { return Ok(None) };
    match encoding.as_deref() {
        Some("base64") => base64(text).map(Some).ok_or(CaptureError::Base64(message)),
        _ => Ok(Some(text.clone().into_bytes())),
    }
}

/// Decodes base64 of both alphabets of RFC 4648, and ignores white space and padding.
fn base64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::RequireNone)
            .with_decode_allow_trailing_bits(true),
    );
    let ignored = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'=';
    let standard = |byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    };
    let text: Vec<u8> = text.bytes().filter(|byte| !ignored(byte)).map(standard).collect();
    LENIENT.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_base64_leniently() {
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8", "fo"),
            ("Zm9v\nYmFy", "foobar"),
            ("Pz8_Pj4-", "???>>>"),
            ("eyJhIjoxfQ==", "{\"a\":1}"),
        ] {
            assert_eq!(base64(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        assert_eq!(base64("a*"), None);
    }
}
