//! An entry of a HAR file (a capture): a request and its response. The types have the same structure as the HAR file.

use std::borrow::Cow;

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::error::CaptureError;
use crate::{RequestParts, ResponseParts, engine};

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Entry<'a> {
    pub(super) request: Request<'a>,
    /// The response. `None` in a capture that contains only requests.
    #[serde(default)]
    pub(super) response: Option<Response<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Request<'a> {
    pub(super) method: Text<'a>,
    pub(super) url: Text<'a>,
    #[serde(default)]
    headers: Option<Vec<Header<'a>>>,
    #[serde(rename = "postData")]
    post_data: Option<Content<'a>>,
    #[serde(rename = "bodySize", default, deserialize_with = "size")]
    body_size: Option<f64>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct Response<'a> {
    /// The HTTP status. If no response arrived, programs that write HAR files set the status to 0 or -1.
    status: Option<i16>,
    #[serde(default)]
    headers: Option<Vec<Header<'a>>>,
    content: Option<Content<'a>>,
    #[serde(rename = "bodySize", default, deserialize_with = "size")]
    body_size: Option<f64>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Header<'a> {
    name: Text<'a>,
    value: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Content<'a> {
    mime_type: Option<Text<'a>>,
    text: Option<Text<'a>>,
    encoding: Option<Text<'a>>,
    /// The length of the body in bytes.
    #[serde(default, deserialize_with = "size")]
    size: Option<f64>,
    /// The fields of a form. Some programs that write HAR files split the body of a form into its fields.
    params: Option<Vec<Param<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Param<'a> {
    name: Text<'a>,
    value: Option<Text<'a>>,
    file_name: Option<Text<'a>>,
    content_type: Option<Text<'a>>,
}

/// A JSON string. An incomplete surrogate pair, such as `\ud83d` alone, becomes U+FFFD, because a Rust string cannot
/// contain it.
pub(super) struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        let text = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
        let text = text.ok_or_else(|| serde::de::Error::custom("a string is expected"))?;
        Ok(Self(engine::decode(text.as_bytes())))
    }
}

/// Reads a size in bytes. Returns `None` for a value that is not a number, such as `null`.
fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Ok(<&'de RawValue>::deserialize(deserializer)?.get().parse().ok())
}

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Request<'_> {
    /// Returns the body of the request. Returns `None` if the capture did not record the body.
    pub(super) fn body(&mut self) -> Result<Option<Vec<u8>>, CaptureError> {
        let headers = self.headers.as_deref().unwrap_or_default();
        let body = body(self.post_data.as_mut(), headers, self.body_size, "request")?;
        let params = self.post_data.as_ref().and_then(|content| content.params.as_deref()).unwrap_or_default();
        if body.as_ref().is_some_and(|body| !body.is_empty()) || params.is_empty() {
            return Ok(body);
        }
        let is_multipart = self.media_type().is_some_and(|name| name.to_ascii_lowercase().starts_with("multipart/"));
        Ok(Some(if is_multipart { multipart(params, self.media_type()) } else { urlencoded(params) }))
    }

    pub(super) fn parts<'a>(&'a self, body: Option<&'a [u8]>) -> RequestParts<'a> {
        let parts = RequestParts::new(self.method.as_str(), self.url.as_str()).headers(pairs(self.headers()));
        let Some(content) = &self.post_data else {
            // If the recorded length is above 0, the client sent a body that the capture does not contain.
            return if is_sized(self.headers(), self.body_size) { parts.unknown_body() } else { parts };
        };
        let parts = match content.media_type() {
            Some(media_type) if !has(self.headers(), "content-type") => parts.header("Content-Type", media_type),
            _ => parts,
        };
        match body {
            Some(body) => parts.body(body),
            None => parts.unknown_body(),
        }
    }

    fn headers(&self) -> &[Header<'_>] {
        self.headers.as_deref().unwrap_or_default()
    }

    fn media_type(&self) -> Option<&str> {
        let header = self.headers().iter().find(|header| header.name.as_str().eq_ignore_ascii_case("content-type"));
        header.map(|header| header.value.as_str()).or_else(|| self.post_data.as_ref()?.media_type())
    }
}

impl Response<'_> {
    /// Returns the HTTP status. Returns `None` if no response arrived.
    pub(super) fn status(&self) -> Option<u16> {
        u16::try_from(self.status?).ok().filter(|status| *status != 0)
    }

    /// Returns the body of the response. Returns `None` if the capture did not record the body.
    pub(super) fn body(&mut self) -> Result<Option<Vec<u8>>, CaptureError> {
        let headers = self.headers.as_deref().unwrap_or_default();
        body(self.content.as_mut(), headers, self.body_size, "response")
    }

    pub(super) fn parts<'a>(&'a self, status: u16, body: Option<&'a [u8]>) -> ResponseParts<'a> {
        let parts = ResponseParts::new(status).headers(pairs(self.headers()));
        let parts = match self.content.as_ref().and_then(Content::media_type) {
            Some(media_type) => parts.media_type(media_type),
            None => parts,
        };
        match body {
            Some(body) => parts.body(body),
            None => parts.unknown_body(),
        }
    }

    fn headers(&self) -> &[Header<'_>] {
        self.headers.as_deref().unwrap_or_default()
    }
}

/// Returns the name and the value of each header. If a header has two values, Chrome writes them as one text, `a\nb`.
/// The result then contains two pairs with the same name. If the two values are equal, it contains one pair.
fn pairs<'a>(headers: &'a [Header<'_>]) -> impl Iterator<Item = (&'a str, &'a [u8])> {
    headers.iter().flat_map(|header| {
        let mut values: Vec<&str> = header.value.as_str().split('\n').collect();
        values.dedup();
        values.into_iter().map(|value| (header.name.as_str(), value.as_bytes()))
    })
}

fn has(headers: &[Header<'_>], name: &str) -> bool {
    headers.iter().any(|header| header.name.as_str().eq_ignore_ascii_case(name))
}

/// Returns whether the recorded size or the header `Content-Length` is greater than 0.
fn is_sized(headers: &[Header<'_>], size: Option<f64>) -> bool {
    let length = headers.iter().find(|header| header.name.as_str().eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|header| header.value.as_str().trim().parse::<f64>().ok());
    size.into_iter().chain(length).any(|size| size > 0.0)
}

impl Content<'_> {
    /// Returns the media type, such as `text/html`. Returns `None` if the text has no `/`, because browsers write
    /// `x-unknown` for a media type that they did not record.
    fn media_type(&self) -> Option<&str> {
        self.mime_type.as_ref().map(Text::as_str).filter(|media_type| media_type.contains('/'))
    }
}

/// Decodes the body of a message. Returns `None` if the capture does not contain the body. This is also the case if the
/// text is empty but the recorded size is above 0.
fn body(
    content: Option<&mut Content<'_>>,
    headers: &[Header<'_>],
    size: Option<f64>,
    message: &'static str,
) -> Result<Option<Vec<u8>>, CaptureError> {
    let Some(content) = content else { return Ok(None) };
    // Takes the text out of the entry, so that a large body is not copied.
    let Some(Text(text)) = content.text.take() else { return Ok(None) };
    let has_size = content.size.is_some_and(|size| size > 0.0) || is_sized(headers, size);
    if text.is_empty() && has_size {
        return Ok(None);
    }
    match &content.encoding {
        Some(encoding) if encoding.as_str().eq_ignore_ascii_case("base64") => {
            base64(&text).map(Some).ok_or(CaptureError::Base64(message))
        }
        _ => Ok(Some(text.into_owned().into_bytes())),
    }
}

fn urlencoded(params: &[Param<'_>]) -> Vec<u8> {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pair = |param: &Param<'_>| {
        let value = param.value.as_ref().map(Text::as_str).unwrap_or_default();
        format!("{}={}", encoded(param.name.as_str()), encoded(value))
    };
    params.iter().map(pair).collect::<Vec<String>>().join("&").into_bytes()
}

fn multipart(params: &[Param<'_>], media_type: Option<&str>) -> Vec<u8> {
    let given = media_type.and_then(dataarts_insight_openapi::MediaType::parse);
    let boundary = given.as_ref().and_then(|given| given.parameter("boundary")).unwrap_or("boundary");
    let quoted = |text: &str| text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let mut body = String::new();
    for param in params {
        body.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
            quoted(param.name.as_str())
        ));
        if let Some(file) = &param.file_name {
            body.push_str(&format!("; filename=\"{}\"", quoted(file.as_str())));
        }
        if let Some(media_type) = &param.content_type {
            body.push_str(&format!("\r\nContent-Type: {}", quoted(media_type.as_str())));
        }
        body.push_str("\r\n\r\n");
        body.push_str(param.value.as_ref().map(Text::as_str).unwrap_or_default());
        body.push_str("\r\n");
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    body.into_bytes()
}

/// Decodes the standard and the URL-safe alphabet of base64 (RFC 4648). Ignores white space and padding.
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
