//! Removes secrets from a recorded URL before a finding shows the URL.

use crate::document::percent_decode;

/// The number of characters after which a URL is cut.
const LONGEST: usize = 1000;

/// The value of a query parameter is secret if the parameter's name contains one of these words. Letter case and
/// characters such as `-` and `_` do not count.
const SECRET: [&str; 11] =
    ["token", "secret", "password", "passwd", "signature", "credential", "apikey", "auth", "sig", "session", "jwt"];

/// Returns a URL for a finding. Replaces the user name, the password and the secret values of the query by `…`. Removes
/// the fragment, and cuts a long URL. `credentials` has the names of the query parameters that the contract declares as
/// credentials.
pub(super) fn without_secrets(url: &str, credentials: &[String]) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let mut shown = without_user(base);
    let mut mark = "?";
    // Some servers also separate parameters by `;`.
    for pair in query.into_iter().flat_map(|query| query.split_inclusive(['&', ';'])) {
        let (pair, next) = match pair.char_indices().next_back() {
            Some((end, '&' | ';')) => pair.split_at(end),
            _ => (pair, ""),
        };
        shown.push_str(mark);
        mark = next;
        match pair.split_once('=') {
            Some((name, _)) if is_secret(name, credentials) => shown.extend([name, "=…"]),
            _ => shown.push_str(pair),
        }
    }
    shown.push_str(if query.is_some() { mark } else { "" });
    match shown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or_default()),
        None => shown,
    }
}

/// Replaces the user name and the password before the host.
fn without_user(base: &str) -> String {
    let Some((scheme, rest)) = base.split_once("://") else { return base.to_owned() };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://…@{host}{path}"),
        None => base.to_owned(),
    }
}

/// Returns whether the value of a query parameter is secret. `name` is the name as it is written in the URL.
fn is_secret(name: &str, credentials: &[String]) -> bool {
    let name = percent_decode(&name.replace('+', " ")).unwrap_or_else(|| name.to_owned());
    if credentials.contains(&name) {
        return true;
    }
    let letters = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
    let name: String = letters.collect();
    SECRET.iter().any(|word| name.contains(word)) || ["key", "code", "sid", "pwd"].contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_show_no_secrets() {
        for (url, shown) in [
            ("https://pets.example/pets?limit=2", "https://pets.example/pets?limit=2"),
            ("https://a:b@pets.example/@x?q=a@b", "https://…@pets.example/@x?q=a@b"),
            (
                "/pets?access_token=s3&limit=2&X-Amz-Signature=abc&api-key=k#t=s3",
                "/pets?access_token=…&limit=2&X-Amz-Signature=…&api-key=…",
            ),
            ("/pets?api%6bey=s3&a=1;token=s3;b&", "/pets?api%6bey=…&a=1;token=…;b&"),
            ("/pets?pet%2Ddoor=s3&door=1", "/pets?pet%2Ddoor=…&door=1"),
            ("/pets?", "/pets?"),
        ] {
            assert_eq!(without_secrets(url, &["pet-door".to_owned()]), shown);
        }
        assert_eq!(without_secrets(&"x".repeat(5000), &[]).chars().count(), 1001);
    }
}
