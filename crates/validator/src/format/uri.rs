//! Checks the URIs of RFC 3986. A URI must have a scheme and only ASCII characters.

use super::network::is_ipv6;

pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_ok = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match hierarchy.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", hierarchy),
    };
    scheme_ok
        && is_authority(authority)
        && made_of(path, b":@/")
        && made_of(query, b":@/?")
        && made_of(fragment, b":@/?")
}

fn is_authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    let (host_ok, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let Some((literal, port)) = rest.split_once(']') else { return false };
            (is_ipv6(literal) || is_future(literal), port)
        }
        None => {
            let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
            // A host name may contain all characters of an IPv4 address, so IPv4 needs no separate check.
            (made_of(name, b""), port)
        }
    };
    let digits = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
    made_of(user, b":") && host_ok && (port.is_empty() || port.strip_prefix(':').is_some_and(digits))
}

/// Returns whether an address in brackets belongs to a future version of IP, such as `v1.a:b`.
fn is_future(literal: &str) -> bool {
    let Some((version, rest)) = literal.strip_prefix(['v', 'V']).and_then(|l| l.split_once('.')) else { return false };
    !version.is_empty() && version.bytes().all(|b| b.is_ascii_hexdigit()) && !rest.is_empty() && made_of(rest, b":")
}

/// Returns whether a text has only unreserved characters, sub-delimiters, percent escapes and characters of `also`.
fn made_of(text: &str, also: &[u8]) -> bool {
    let mut bytes = text.as_bytes().iter();
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
