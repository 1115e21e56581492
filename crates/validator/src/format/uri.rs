//! RFC 3986 URIs: with a scheme, ASCII only.

use super::network::{is_ipv4, is_ipv6};

pub(super) fn is_uri(text: &[u8]) -> bool {
    let Some(colon) = text.iter().position(|b| *b == b':') else { return false };
    let (scheme, rest) = text.split_at(colon);
    let scheme_ok = scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let (rest, fragment) = split(rest.get(1..).unwrap_or_default(), b'#');
    let (hierarchy, query) = split(rest, b'?');
    let (authority, path) = match hierarchy.strip_prefix(b"//") {
        Some(rest) => {
            let (authority, _) = split(rest, b'/');
            (authority, rest.get(authority.len()..).unwrap_or_default())
        }
        None => (&b""[..], hierarchy),
    };
    scheme_ok
        && is_authority(authority)
        && made_of(path, b":@/")
        && made_of(query, b":@/?")
        && made_of(fragment, b":@/?")
}

fn split(text: &[u8], at: u8) -> (&[u8], &[u8]) {
    match text.iter().position(|b| *b == at) {
        Some(index) => (text.get(..index).unwrap_or_default(), text.get(index + 1..).unwrap_or_default()),
        None => (text, b""),
    }
}

fn is_authority(text: &[u8]) -> bool {
    let (user, host) = match text.iter().rposition(|b| *b == b'@') {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default()),
        None => (&b""[..], text),
    };
    let (host_ok, port) = match host.strip_prefix(b"[") {
        Some(rest) => {
            let Some(end) = rest.iter().position(|b| *b == b']') else { return false };
            let literal = std::str::from_utf8(rest.get(..end).unwrap_or_default()).unwrap_or_default();
            (is_ipv6(literal) || is_future(literal), rest.get(end + 1..).unwrap_or_default())
        }
        None => {
            let end = host.iter().position(|b| *b == b':').unwrap_or(host.len());
            let (name, port) = host.split_at(end);
            (made_of(name, b"") || std::str::from_utf8(name).is_ok_and(is_ipv4), port)
        }
    };
    let port_ok = port.is_empty() || (port.starts_with(b":") && port.iter().skip(1).all(u8::is_ascii_digit));
    made_of(user, b":") && host_ok && port_ok
}

/// `v1.…`: addresses of future versions.
fn is_future(literal: &str) -> bool {
    let Some((version, rest)) = literal.strip_prefix(['v', 'V']).and_then(|l| l.split_once('.')) else { return false };
    !version.is_empty()
        && version.bytes().all(|b| b.is_ascii_hexdigit())
        && !rest.is_empty()
        && made_of(rest.as_bytes(), b":")
}

/// Unreserved characters, sub-delimiters, percent escapes and what else is permitted here.
fn made_of(text: &[u8], also: &[u8]) -> bool {
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        let ok = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(u8::is_ascii_hexdigit)),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => true,
            b'!' | b'$' | b'&'..=b',' | b';' | b'=' => true,
            b => also.contains(b),
        };
        if !ok {
            return false;
        }
    }
    true
}
