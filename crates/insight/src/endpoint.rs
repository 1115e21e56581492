//! Where the service is: a region's endpoint, or one of the user's own.

use std::{borrow::Cow, fmt};

use reqwest::Url;

use crate::error::{Error, ErrorKind};

/// A region, which decides the endpoint: `https://dataartsinsight.{region}.myhuaweicloud.com`.
///
/// The constants are the regions that the documentation lists. Any other name of the usual form is taken as well,
/// since regions are added faster than tables are; whether it exists shows when its endpoint is looked up. Sites with
/// another domain need [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Region(Cow<'static, str>);

impl Region {
    /// Beijing 4.
    pub const CN_NORTH_4: Region = Region(Cow::Borrowed("cn-north-4"));
    /// Ulanqab 1.
    pub const CN_NORTH_9: Region = Region(Cow::Borrowed("cn-north-9"));
    /// Shanghai 1.
    pub const CN_EAST_3: Region = Region(Cow::Borrowed("cn-east-3"));
    /// Guangzhou.
    pub const CN_SOUTH_1: Region = Region(Cow::Borrowed("cn-south-1"));
    /// Guiyang 1.
    pub const CN_SOUTHWEST_2: Region = Region(Cow::Borrowed("cn-southwest-2"));

    /// The regions that the documentation lists.
    pub const DOCUMENTED: [Region; 5] =
        [Self::CN_NORTH_4, Self::CN_NORTH_9, Self::CN_EAST_3, Self::CN_SOUTH_1, Self::CN_SOUTHWEST_2];

    /// Takes a region's ID.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the ID is not made of up to 63 lower-case letters, digits and inner hyphens: it
    /// becomes a part of the host name.
    pub fn new(id: impl AsRef<str>) -> Result<Self, Error> {
        let id = id.as_ref();
        let label = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fine = (1..=63).contains(&id.len()) && id.bytes().all(label) && !id.starts_with('-') && !id.ends_with('-');
        if fine {
            return Ok(Self(Cow::Owned(id.to_owned())));
        }
        Err(Error::new(ErrorKind::InvalidInput, format!("{:?} is no region ID", shorten(id)))
            .with_hint("region IDs look like cn-north-4"))
    }

    /// The region's ID.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("https://dataartsinsight.{}.myhuaweicloud.com", self.0)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Region {
    type Err = Error;

    fn from_str(id: &str) -> Result<Self, Error> {
        Self::new(id)
    }
}

/// A checked base URL, without a slash at its end: operations append their path to it as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    base: String,
    secure: bool,
}

impl Endpoint {
    /// Checks a base URL. `http` is taken for this machine only, or for any host with `plain`.
    pub(crate) fn parse(text: &str, plain: bool) -> Result<Self, Error> {
        let refuse = |fault: &str, hint: &str| {
            // The text is not repeated: it may hold a password.
            Err(Error::new(ErrorKind::InvalidInput, format!("the endpoint {fault}")).with_hint(hint.to_owned()))
        };
        let form = "it looks like https://dataartsinsight.cn-north-4.myhuaweicloud.com";
        if text.is_empty() {
            return refuse("is empty", form);
        }
        // A URL parser drops or rewrites these silently, so that the request would go elsewhere than the text reads.
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return refuse("holds white space, a control character or a backslash", form);
        }
        let Ok(url) = Url::parse(text) else { return refuse("is no URL", form) };
        if !matches!(url.scheme(), "https" | "http") {
            return refuse("is neither https nor http", form);
        }
        if !url.username().is_empty() || url.password().is_some() || authority(text).contains('@') {
            return refuse("holds a user name or password", "credentials go into the token");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("holds a query or fragment", "operations append their path to it: end it before ? or #");
        }
        let Some(host) = url.host_str().filter(|host| !host.is_empty()) else { return refuse("names no host", form) };
        let secure = url.scheme() == "https";
        if !secure && !plain && !is_loopback(host) {
            return refuse(
                "is plain http, which would show the token to everyone on the way",
                "use https (a program can allow plain http by `ClientBuilder::allow_http`)",
            );
        }
        if secure && !dataarts_insight_client::tls::AVAILABLE {
            return refuse("is https, for which this build has no TLS", "enable the feature `rustls` or `native-tls`");
        }
        Ok(Self { base: url.as_str().trim_end_matches('/').to_owned(), secure })
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.secure
    }
}

/// Whether a host of a parsed URL is this machine.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What stands between `//` and the next slash.
fn authority(text: &str) -> &str {
    let rest = text.split_once("//").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn shorten(text: &str) -> String {
    text.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_names_its_endpoint() {
        assert_eq!(Region::CN_NORTH_4.endpoint(), "https://dataartsinsight.cn-north-4.myhuaweicloud.com");
        for id in ["", "-a", "a-", "evil.com/#", "a.b", "CN", "a\n", &"a".repeat(64)] {
            assert!(Region::new(id).is_err(), "{id:?}");
        }
        assert_eq!(Region::new("cn-north-7").unwrap().as_str(), "cn-north-7");
    }

    #[test]
    fn a_base_url_is_taken_with_its_path() {
        for (text, base) in [
            ("https://host", "https://host"),
            ("https://host/", "https://host"),
            ("https://host:8443/stem/", "https://host:8443/stem"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://localhost", "http://localhost"),
        ] {
            assert_eq!(Endpoint::parse(text, false).unwrap().base(), base);
        }
    }

    #[test]
    fn what_would_break_the_path_or_show_the_token_is_refused() {
        for text in [
            "",
            "host",
            "host:8080",
            "//host",
            "ftp://host",
            "https://",
            "https://host?",
            "https://host?a=b",
            "https://host/#",
            "https://host#a",
            "https://user@host",
            "https://user:hunter2@host",
            "https://@host",
            "https:\\\\host",
            "https://host\\a",
            "https://ho\nst",
            " https://host",
            "https://host/a b",
            "http://example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
        ] {
            let error = Endpoint::parse(text, false).expect_err(text);
            assert!(!format!("{error}{error:?}").contains("hunter2"));
        }
        assert!(Endpoint::parse("http://example.com", true).is_ok());
    }
}
