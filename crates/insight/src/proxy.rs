//! The proxy of a client.

use std::fmt;

use reqwest::{NoProxy, Url};

use crate::{
    environment::Variables,
    error::{Error, ErrorKind},
};

/// The environment variables with the proxy for https. The first variable that is set is used.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The setting that decides which requests use a proxy.
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
    /// Uses the proxy in `HTTPS_PROXY` for https. If `HTTPS_PROXY` is not set, the proxy in `ALL_PROXY` is used. The
    /// lower-case names are read too. Hosts in `NO_PROXY` and plain http use no proxy, even if `HTTP_PROXY` is set.
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
        parse(url).map(|_| Self(Choice::Url(url.into())))
    }

    /// Returns the proxy and its address without user name and password. Returns `None` if no request uses a proxy.
    pub(crate) fn resolve(&self) -> Result<Option<(reqwest::Proxy, String)>, Error> {
        match &self.0 {
            Choice::None => Ok(None),
            Choice::Url(url) => {
                let (url, address) = parse(url)?;
                Ok(Some((reqwest::Proxy::all(url).map_err(unusable)?, address)))
            }
            Choice::Environment => Variables(&|name| std::env::var_os(name)).first(&VARIABLES, |text| {
                // Other programs accept a value without `http://`, such as `host:3128`. This crate accepts such a value
                // too.
                let (url, address) = parse(&if text.contains("://") { text } else { format!("http://{text}") })?;
                Ok((reqwest::Proxy::https(url).map_err(unusable)?.no_proxy(NoProxy::from_env()), address))
            }),
        }
    }
}

/// Parses the URL of a proxy. Returns the URL and the address without user name and password.
fn parse(text: &str) -> Result<(Url, String), Error> {
    let url = Url::parse(text).ok().filter(|_| text.contains("://"));
    let Some(url) = url.filter(Url::has_host) else { return Err(refusal("is not an http or https URL")) };
    match url.scheme() {
        "http" | "https" => {
            let address = url.origin().ascii_serialization();
            Ok((url, address))
        }
        scheme if scheme.starts_with("socks") => Err(refusal("is a SOCKS proxy, which is not supported")),
        _ => Err(refusal("is neither an http nor an https URL")),
    }
}

fn unusable(error: reqwest::Error) -> Error {
    refusal("cannot be used").with_source(error)
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
