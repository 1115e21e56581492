//! Writes the canonical form of a request: the bytes that the client and the service hash for a signature.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};

/// The bytes that are percent-encoded: all bytes except ASCII letters, digits and `-_.~`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Returns the canonical form of a request. `path` and `query` must be the same text as in the URL of the request. The
/// names in `headers` must be sorted and in lower case. `payload` is the hash of the body.
pub(super) fn request(
    method: &str,
    path: &str,
    query: Option<&str>,
    headers: &[(&str, &[u8])],
    payload: &str,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(512);
    out.extend_from_slice(method.as_bytes());
    out.push(b'\n');
    write_path(&mut out, path);
    out.push(b'\n');
    write_query(&mut out, query.unwrap_or_default());
    out.push(b'\n');
    for (name, value) in headers {
        out.extend_from_slice(name.as_bytes());
        out.push(b':');
        out.extend_from_slice(value.trim_ascii());
        out.push(b'\n');
    }
    out.push(b'\n');
    out.extend_from_slice(names(headers).as_bytes());
    out.push(b'\n');
    out.extend_from_slice(payload.as_bytes());
    out
}

/// Returns the names of the headers, separated by `;`.
pub(super) fn names(headers: &[(&str, &[u8])]) -> String {
    headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";")
}

/// Writes the path in its canonical form: every segment is percent-encoded, and the path ends with `/`.
///
/// The whole path is decoded before it is split at `/`, because the official SDKs do the same. Therefore `%2F` also
/// splits the path. IDs in the path are never split, because this crate refuses an ID with a slash.
fn write_path(out: &mut Vec<u8>, path: &str) {
    let decoded: Cow<[u8]> = percent_decode(path.as_bytes()).into();
    let (start, mut first) = (out.len(), true);
    for segment in decoded.split(|byte| *byte == b'/') {
        if !first {
            out.push(b'/');
        }
        first = false;
        write_encoded(out, segment);
    }
    if out.len() == start || out.last() != Some(&b'/') {
        out.push(b'/');
    }
}

/// Writes the query in its canonical form: the parameters are sorted by name and then by value. A parameter without `=`
/// gets an empty value.
fn write_query(out: &mut Vec<u8>, query: &str) {
    let mut parameters: Vec<(Vec<u8>, Vec<u8>)> = query
        .split('&')
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (decode_parameter(name), decode_parameter(value))
        })
        .collect();
    parameters.sort();
    for (index, (name, value)) in parameters.iter().enumerate() {
        if index > 0 {
            out.push(b'&');
        }
        write_encoded(out, name);
        out.push(b'=');
        write_encoded(out, value);
    }
}

/// Decodes a name or a value of a query. `+` means a space.
fn decode_parameter(text: &str) -> Vec<u8> {
    percent_decode(text.replace('+', " ").as_bytes()).collect()
}

fn write_encoded(out: &mut Vec<u8>, bytes: &[u8]) {
    for piece in percent_encode(bytes, ENCODED) {
        out.extend_from_slice(piece.as_bytes());
    }
}
