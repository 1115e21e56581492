//! The choice of the requests that go through a proxy.

use std::fmt;

use reqwest::{NoProxy, Url};

use crate::{
    environment::Variables,
    error::{Error, ErrorKind},
};

/// The variables that name a proxy for https; the first one that is set counts.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The choice of the requests that go through a proxy.
///
/// The default, [`Proxy::environment`], never sends plain http through a proxy, because the proxy could read the token.
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
    /// Uses the proxy that `HTTPS_PROXY` or else `ALL_PROXY` names (also in lower case) for https, except for the hosts
    /// in `NO_PROXY`. Plain http uses no proxy, even if `HTTP_PROXY` is set.
    pub fn environment() -> Self {
        Self(Choice::Environment)
    }

    /// Uses no proxy.
    pub fn none() -> Self {
        Self(Choice::None)
    }

    /// Uses the proxy at `url` for all requests. **The proxy can read plain http, including the token.**
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if `url` is not an http or https URL. The error does not repeat it.
    pub fn url(url: impl AsRef<str>) -> Result<Self, Error> {
        let url = url.as_ref();
        parse(url).map(|_| Self(Choice::Url(url.into())))
    }

    /// Returns the proxy, and its address without user name and password; `None` if no request goes through a proxy.
    pub(crate) fn resolve(&self) -> Result<Option<(reqwest::Proxy, String)>, Error> {
        match &self.0 {
            Choice::None => Ok(None),
            Choice::Url(url) => {
                let (url, address) = parse(url)?;
                Ok(Some((reqwest::Proxy::all(url).map_err(unusable)?, address)))
            }
            Choice::Environment => Variables(&|name| std::env::var_os(name)).first(&VARIABLES, |text| {
                // Other programs accept a host and a port only.
                let (url, address) = parse(&if text.contains("://") { text } else { format!("http://{text}") })?;
                Ok((reqwest::Proxy::https(url).map_err(unusable)?.no_proxy(NoProxy::from_env()), address))
            }),
        }
    }
}

/// Parses the URL of a proxy. Returns it with its address.
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
        // The URL may contain a password.
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
