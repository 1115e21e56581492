//! Which requests go through a proxy.

use std::{ffi::OsString, fmt};

use reqwest::{ClientBuilder, NoProxy, Url};

use crate::error::{Error, ErrorKind};

/// Which requests go through a proxy.
///
/// The default, [`Proxy::environment`], never sends plain http through one: the token would reach the proxy in clear.
#[derive(Clone)]
pub struct Proxy(Choice);

#[derive(Clone)]
enum Choice {
    Environment,
    None,
    Url(Box<str>),
}

impl Proxy {
    /// For https, the proxy that `HTTPS_PROXY` (else `ALL_PROXY`, also in lower case) names, save for the hosts of
    /// `NO_PROXY`. Plain http goes directly, whatever `HTTP_PROXY` says.
    pub fn environment() -> Self {
        Self(Choice::Environment)
    }

    /// No proxy at all.
    pub fn none() -> Self {
        Self(Choice::None)
    }

    /// The proxy at `url` for everything, plain http included, which **the proxy can read**, token and all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if `url` is no http or https URL. The error does not repeat it.
    pub fn url(url: impl AsRef<str>) -> Result<Self, Error> {
        let url = url.as_ref();
        match Url::parse(url) {
            Ok(parsed) if matches!(parsed.scheme(), "http" | "https") && parsed.has_host() => {
                Ok(Self(Choice::Url(url.into())))
            }
            _ => Err(refusal("is no http or https URL")),
        }
    }

    pub(crate) fn configure(&self, builder: ClientBuilder) -> Result<ClientBuilder, Error> {
        // First of all, reqwest is not to read the environment by itself: it would obey HTTP_PROXY.
        let builder = builder.no_proxy();
        match &self.0 {
            Choice::None => Ok(builder),
            Choice::Url(url) => {
                let proxy =
                    reqwest::Proxy::all(&**url).map_err(|error| refusal("cannot be used").with_source(error))?;
                Ok(builder.proxy(proxy))
            }
            Choice::Environment => match from_environment(|name| std::env::var_os(name)) {
                None => Ok(builder),
                Some((name, url)) => {
                    // To go without the proxy instead would go round what it is there for.
                    let url = url.into_string().map_err(|_| refusal("is not UTF-8").about(name))?;
                    let proxy = reqwest::Proxy::https(&url)
                        .map_err(|error| refusal("cannot be used").about(name).with_source(error))?;
                    Ok(builder.proxy(proxy.no_proxy(NoProxy::from_env())))
                }
            },
        }
    }
}

/// The variable that names a proxy for https, and its value.
fn from_environment(variable: impl Fn(&str) -> Option<OsString>) -> Option<(&'static str, OsString)> {
    ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        .into_iter()
        .find_map(|name| Some((name, variable(name).filter(|value| !value.is_empty())?)))
}

fn refusal(fault: &str) -> Error {
    Error::new(ErrorKind::InvalidInput, format!("the proxy {fault}")).with_hint("it looks like http://host:3128")
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may hold a password.
        f.write_str(match self.0 {
            Choice::Environment => "Proxy(environment)",
            Choice::None => "Proxy(none)",
            Choice::Url(_) => "Proxy(<redacted>)",
        })
    }
}

impl Default for Proxy {
    fn default() -> Self {
        Self::environment()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_variables_for_https_count() {
        let set = |names: &'static [&'static str]| {
            from_environment(move |name| names.contains(&name).then(|| format!("http://{name}").into()))
                .map(|(name, _)| name)
        };
        assert_eq!(set(&["HTTP_PROXY", "http_proxy"]), None);
        assert_eq!(set(&["ALL_PROXY", "https_proxy"]), Some("https_proxy"));
        assert_eq!(set(&["all_proxy"]), Some("all_proxy"));
    }

    #[test]
    fn a_bad_url_is_refused_without_echo() {
        for url in ["", "host:3128", "ftp://host", "hunter2"] {
            assert!(!Proxy::url(url).unwrap_err().to_string().contains("hunter2"), "{url}");
        }
        assert_eq!(format!("{:?}", Proxy::url("http://user:hunter2@host:3128").unwrap()), "Proxy(<redacted>)");
    }
}
