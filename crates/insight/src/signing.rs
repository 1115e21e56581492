//! Signs requests with an access key. The algorithm is SDK-HMAC-SHA256.
//!
//! The signature includes the method, the path, the query, the body and the headers in [`SIGNED`]. If one of these
//! changes later, the signature becomes invalid. `Content-Type` and `User-Agent` are not included, because HTTP
//! libraries may change them.

mod canonical;

use std::time::SystemTime;

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderName, HeaderValue, header};
use jiff::Timestamp;
use reqwest::{Request, Url};
use sha2::{Digest as _, Sha256};

use crate::secret::Secret;

const ALGORITHM: &str = "SDK-HMAC-SHA256";
const DATE: HeaderName = HeaderName::from_static("x-sdk-date");
const CONTENT_HASH: HeaderName = HeaderName::from_static("x-sdk-content-sha256");

/// The name of the header with the security token of a temporary access key.
pub(crate) const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");
/// The name of the header with the project ID. The official SDKs always sign this header.
pub(crate) const PROJECT: HeaderName = HeaderName::from_static("x-project-id");

/// The names of the headers that are signed if the request has them. The list is sorted, because the signature contains
/// the names in alphabetical order.
const SIGNED: [&str; 6] =
    ["host", "x-project-id", "x-sdk-content-sha256", "x-sdk-date", "x-security-token", "x-workspace-id"];

/// The SHA-256 hash of an empty body.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// The value that is signed instead of the hash if the body is a stream, because a stream cannot be hashed before it is
/// sent.
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Signs requests with an access key.
#[derive(Clone)]
pub(crate) struct Signer {
    access: Box<str>,
    /// The state of HMAC after the secret was hashed. All signatures start from this state, so the secret is hashed
    /// only once. When the state is dropped, its memory is overwritten with zeros.
    keyed: Hmac<Sha256>,
}

impl Signer {
    /// Makes a signer from an access key. `access` is the ID of the key and `secret` is its secret. The ID must be
    /// visible ASCII.
    pub(crate) fn new(access: &str, secret: &Secret) -> Option<Self> {
        // This call cannot fail: HMAC accepts a key of any length.
        let keyed = Hmac::new_from_slice(secret.expose().as_bytes()).ok()?;
        Some(Self { access: access.into(), keyed })
    }

    /// Adds the headers `X-Sdk-Date` and `Authorization` to the request. `Authorization` contains the signature.
    pub(crate) fn sign(&self, request: &mut Request, now: SystemTime) {
        self.sign_headers(request, now, &SIGNED);
    }

    /// Signs the request. `names` are the names of the headers in the signature, and must be sorted. Names that the
    /// request does not have are ignored.
    fn sign_headers(&self, request: &mut Request, now: SystemTime, names: &[&str]) {
        let date = timestamp(now);
        request.headers_mut().insert(DATE, ascii(&date));
        let payload = match request.body().map(reqwest::Body::as_bytes) {
            None => EMPTY.to_owned(),
            Some(Some(body)) => hex(&Sha256::digest(body)),
            Some(None) => {
                request.headers_mut().insert(CONTENT_HASH, HeaderValue::from_static(UNSIGNED));
                UNSIGNED.to_owned()
            }
        };
        let host = host(request.url());
        let headers: Vec<(&str, &[u8])> = names
            .iter()
            .filter_map(|name| match *name {
                "host" => Some((*name, host.as_bytes())),
                _ => Some((*name, request.headers().get(*name)?.as_bytes())),
            })
            .collect();
        let url = request.url();
        let canonical = canonical::request(request.method().as_str(), url.path(), url.query(), &headers, &payload);
        let mut mac = self.keyed.clone();
        mac.update(string_to_sign(&date, &canonical).as_bytes());
        let signature = hex(&mac.finalize().into_bytes());
        let (access, signed) = (&self.access, canonical::names(&headers));
        let mut value = ascii(&format!("{ALGORITHM} Access={access}, SignedHeaders={signed}, Signature={signature}"));
        value.set_sensitive(true);
        request.headers_mut().insert(header::AUTHORIZATION, value);
    }
}

fn string_to_sign(date: &str, canonical: &[u8]) -> String {
    format!("{ALGORITHM}\n{date}\n{}", hex(&Sha256::digest(canonical)))
}

/// Returns the value of the header `Host`, as the HTTP library sends it. The default port of the scheme is left out.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Writes a time in the format of the header `X-Sdk-Date`, such as `20250225T093000Z`.
fn timestamp(time: SystemTime) -> String {
    // If the clock is before the year -9999 or after the year 9999, the date 1970-01-01 is sent, and the service
    // refuses the request.
    Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH).strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for digit in bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        // This call cannot fail: a digit is less than 16.
        text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
    }
    text
}

/// Makes a header value. `text` contains only visible ASCII and spaces, so an error is not possible.
fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests;
