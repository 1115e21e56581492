//! Verifies signatures that a client makes with the mock's access key. The algorithm is SDK-HMAC-SHA256.
//!
//! This code shares nothing with the signer of the SDK. Otherwise an error in shared code would be in the signer and in
//! the verifier, and no test would find the error. The date of a signature is not compared with a clock, so that the
//! answers do not depend on the time.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, request::Parts};
use sha2::{Digest as _, Sha256};

/// The access key with which the mock verifies signatures.
pub(crate) struct AccessKey {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Verifies the signature of a request. The error messages are those of the gateway.
pub(crate) fn verify(key: &AccessKey, head: &Parts, body: &[u8]) -> Result<(), String> {
    let authorization = text(&head.headers, "authorization").unwrap_or_default();
    let parts = authorization.strip_prefix("SDK-HMAC-SHA256 ").unwrap_or_default();
    let part = |name: &str| parts.split(", ").find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let (Some(access), Some(names), Some(signature)) = (part("Access"), part("SignedHeaders"), part("Signature"))
    else {
        return Err("verify aksk signature fail: Authorization is malformed".to_owned());
    };
    if access != key.id {
        return Err("Get secretKey failed: ak not exist".to_owned());
    }
    let names: Vec<&str> = names.split(';').collect();
    if !names.contains(&"x-sdk-date") {
        return Err("verify aksk signature fail: X-Sdk-Date is not signed".to_owned());
    }
    let mut lines = vec![head.method.to_string(), path(head.uri.path()), query(head.uri.query().unwrap_or_default())];
    for name in &names {
        let Some(value) = text(&head.headers, name) else {
            return Err(format!("verify aksk signature fail: header {name} is signed but missing"));
        };
        lines.push(format!("{name}:{}", value.trim()));
    }
    let payload = match text(&head.headers, "x-sdk-content-sha256") {
        Some(unsigned) if names.contains(&"x-sdk-content-sha256") => unsigned.to_owned(),
        _ => hex(&Sha256::digest(body)),
    };
    lines.extend([String::new(), names.join(";"), payload]);
    let date = text(&head.headers, "x-sdk-date").unwrap_or_default();
    let hash = hex(&Sha256::digest(lines.join("\n")));
    // This call cannot fail: HMAC accepts a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.secret.as_bytes()) else { return Err("no key".to_owned()) };
    mac.update(format!("SDK-HMAC-SHA256\n{date}\n{hash}").as_bytes());
    match hex(&mac.finalize().into_bytes()) == signature {
        true => Ok(()),
        false => Err("verify aksk signature fail".to_owned()),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Returns the path in one standard form: every segment is decoded and encoded again, and the path ends with `/`.
fn path(path: &str) -> String {
    let segments: Vec<String> = path.split('/').map(|segment| encode(&decode(segment))).collect();
    let path = segments.join("/");
    if path.ends_with('/') { path } else { path + "/" }
}

/// Returns the query in one standard form: the parameters are sorted by name and then by value, and encoded again.
fn query(query: &str) -> String {
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(&name.replace('+', " ")), decode(&value.replace('+', " "))))
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

fn decode(text: &str) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}

fn encode(bytes: &[u8]) -> String {
    let encode = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(encode).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
