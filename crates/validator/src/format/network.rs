//! Checks network addresses, host names and email addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// Returns whether a text is a host name of RFC 1123, such as `my-shop.example`.
pub(super) fn is_hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// Returns whether a text is an email address of RFC 5321. The part before the `@` has the form `john.smith`, or is a
/// text in quotes. The part after the `@` is a host name, or an IP address in brackets.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let quoted = local.strip_prefix('"').and_then(|l| l.strip_suffix('"'));
    let local_ok = match quoted {
        Some(quoted) if local.len() >= 2 => {
            let mut escaped = false;
            quoted.bytes().all(|b| {
                let ok = escaped || b != b'"';
                escaped = b == b'\\' && !escaped;
                ok && (0x20..0x7f).contains(&b)
            }) && !escaped
        }
        _ => local.split('.').all(|atom| {
            !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        }),
    };
    let domain_ok = match domain.strip_prefix('[').and_then(|d| d.strip_suffix(']')) {
        Some(literal) => match literal.strip_prefix("IPv6:") {
            Some(address) => is_ipv6(address),
            None => is_ipv4(literal),
        },
        None => is_hostname(domain),
    };
    local.len() <= 64 && local_ok && domain_ok
}
