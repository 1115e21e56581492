//! The proxy of a client.

use std::fmt;

use http::Uri;
pub(crate) use hyper_util::client::proxy::matcher::Intercept;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use crate::{
    environment::Variables,
    error::{Error, ErrorKind},
};

/// The environment variables with the proxy for https. The first variable that is set is used.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The environment variables with the hosts for which no proxy is used.
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The setting that selects the requests that go through a proxy.
///
/// With the default, [`Proxy::environment`], requests over plain http use no proxy, because the proxy could read the
/// token.
#[derive(Clone, Default)]
pub struct Proxy(Choice);

#[derive(Clone, Default)]
enum Choice {
    #[default]
    Environment,
    None,
    Url(Box<str>),
}

impl Proxy {
    /// Uses the proxy in the environment variable `HTTPS_PROXY`, or else in `ALL_PROXY`. The lower-case names are read
    /// too.
    ///
    /// No proxy is used for hosts in `NO_PROXY` and for requests over plain http. `HTTP_PROXY` is not read.
    pub fn environment() -> Self {
        Self(Choice::Environment)
    }

    /// Uses no proxy for any request.
    pub fn none() -> Self {
        Self(Choice::None)
    }

    /// Uses the proxy at `url` for all requests. **The proxy can read requests over plain http, including the token.**
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if `url` is not an http or https URL. The message does not contain the URL.
    pub fn url(url: impl AsRef<str>) -> Result<Self, Error> {
        let url = url.as_ref();
        parse(url).map(|url| Self(Choice::Url(String::from(url).into())))
    }

    /// Returns the proxy for an endpoint. Returns `None` if requests to the endpoint use no proxy.
    pub(crate) fn resolve(&self, endpoint: &Uri) -> Result<Option<Intercept>, Error> {
        let variables = Variables(&|name| std::env::var_os(name));
        let matcher = match &self.0 {
            Choice::None => return Ok(None),
            Choice::Url(url) => Matcher::builder().all(&**url).build(),
            Choice::Environment => {
                let Some(url) = variables.first(&VARIABLES, |text| {
                    // A text such as `proxy:3128` is accepted too, because other programs accept a host and a port
                    // without a scheme.
                    let url = if text.contains("://") { text } else { format!("http://{text}") };
                    parse(&url).map(String::from)
                })?
                else {
                    return Ok(None);
                };
                let exceptions = variables.first(&EXCEPTIONS, Ok)?.unwrap_or_default();
                Matcher::builder().https(url).no(exceptions).build()
            }
        };
        Ok(matcher.intercept(endpoint))
    }
}

/// Returns the address of a proxy, without user name and password.
pub(crate) fn address(proxy: &Intercept) -> String {
    let uri = proxy.uri();
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    format!("{}://{authority}", uri.scheme_str().unwrap_or("http"))
}

/// Parses the URL of a proxy.
fn parse(text: &str) -> Result<Url, Error> {
    let url = Url::parse(text).ok().filter(|_| text.contains("://"));
    let Some(url) = url.filter(Url::has_host) else { return Err(refusal("is not an http or https URL")) };
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme if scheme.starts_with("socks") => Err(refusal("is a SOCKS proxy, which is not supported")),
        _ => Err(refusal("is neither an http nor an https URL")),
    }
}

fn refusal(fault: &str) -> Error {
    Error::new(ErrorKind::InvalidInput, format!("the proxy {fault}")).with_hint("it looks like http://host:3128")
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL is not printed, because it may contain a password.
        f.write_str(match self.0 {
            Choice::Environment => "Proxy(environment)",
            Choice::None => "Proxy(none)",
            Choice::Url(_) => "Proxy(<redacted>)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_does_not_repeat_refused_url() {
        for url in ["", "host:3128", "ftp://host", "socks5://user:hunter2@host", "http://", "hunter2"] {
            assert!(!Proxy::url(url).unwrap_err().to_string().contains("hunter2"), "{url}");
        }
        assert_eq!(format!("{:?}", Proxy::url("http://user:hunter2@host:3128").unwrap()), "Proxy(<redacted>)");
    }
}
