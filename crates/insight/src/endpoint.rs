//! The address of the service, and the regions with their default addresses.

use std::{borrow::Cow, fmt};

use reqwest::Url;

use crate::{
    error::{Error, ErrorKind},
    redact::one_line,
};

/// A region. The service has the endpoint `https://dataartsinsight.{region}.myhuaweicloud.com` in each region.
///
/// The constants are the documented regions. [`Region::new`] accepts other IDs too, because a new region is perhaps not
/// documented yet. If a region does not exist, the first call fails. For an endpoint with another domain, use
/// [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Region(Cow<'static, str>);

impl Region {
    /// The region Beijing 4.
    pub const CN_NORTH_4: Region = Region(Cow::Borrowed("cn-north-4"));
    /// The region Ulanqab 1.
    pub const CN_NORTH_9: Region = Region(Cow::Borrowed("cn-north-9"));
    /// The region Shanghai 1.
    pub const CN_EAST_3: Region = Region(Cow::Borrowed("cn-east-3"));
    /// The region Guangzhou.
    pub const CN_SOUTH_1: Region = Region(Cow::Borrowed("cn-south-1"));
    /// The region Guiyang 1.
    pub const CN_SOUTHWEST_2: Region = Region(Cow::Borrowed("cn-southwest-2"));

    /// All documented regions.
    pub const DOCUMENTED: [Region; 5] =
        [Self::CN_NORTH_4, Self::CN_NORTH_9, Self::CN_EAST_3, Self::CN_SOUTH_1, Self::CN_SOUTHWEST_2];

    /// Makes a region from its ID, such as `cn-north-4`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the ID cannot be a part of a host name. An ID has 1 to 63 lower-case letters,
    /// digits and hyphens, and does not start or end with a hyphen.
    pub fn new(id: impl AsRef<str>) -> Result<Self, Error> {
        let id = id.as_ref();
        let label = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fine = (1..=63).contains(&id.len()) && id.bytes().all(label) && !id.starts_with('-') && !id.ends_with('-');
        if fine {
            return Ok(Self(Cow::Owned(id.to_owned())));
        }
        Err(Error::new(ErrorKind::InvalidInput, format!("{:?} is not a region ID", one_line(id, 64)))
            .with_hint("region IDs look like cn-north-4"))
    }

    /// Returns the region's ID.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("https://dataartsinsight.{}.myhuaweicloud.com", self.0)
    }

    pub(crate) fn iam_endpoint(&self) -> String {
        format!("https://iam.{}.myhuaweicloud.com", self.0)
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

/// A checked base URL. The URL does not end with a slash, because the path of an operation is appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) base: String,
    /// Whether the URL starts with `https`.
    pub(crate) secure: bool,
}

impl Endpoint {
    /// Checks a base URL. `http` is accepted if the host is the local machine or if `allow_http` is `true`.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, Error> {
        let refuse = |fault: &str, hint: &str| {
            // The message does not contain the URL, because the URL may contain a password.
            Err(Error::new(ErrorKind::InvalidInput, format!("the endpoint {fault}")).with_hint(hint.to_owned()))
        };
        let form = "it looks like https://dataartsinsight.cn-north-4.myhuaweicloud.com";
        if text.is_empty() {
            return refuse("is empty", form);
        }
        // `Url::parse` removes or changes these characters without an error. If they were accepted, the request could
        // go to an address that the user did not write.
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return refuse("contains white space, a control character or a backslash", form);
        }
        let Ok(url) = Url::parse(text) else { return refuse("is not a URL", form) };
        if !matches!(url.scheme(), "https" | "http") {
            return refuse("is neither https nor http", form);
        }
        if !url.username().is_empty() || url.password().is_some() || authority(text).contains('@') {
            return refuse("contains a user name or password", "the token is the only credential");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse(
                "contains a query or fragment",
                "the paths of operations are appended to it: end it before ? or #",
            );
        }
        let Some(host) = url.host_str().filter(|host| !host.is_empty()) else { return refuse("has no host", form) };
        let secure = url.scheme() == "https";
        if !secure && !allow_http && !is_loopback(host) {
            return refuse(
                "is plain http, which shows the token to everyone on the network path",
                "use https (a program can allow plain http by `ClientBuilder::allow_http`)",
            );
        }
        if secure && !crate::tls::AVAILABLE {
            return refuse("is https, but this build has no TLS", "enable the feature `rustls` or `native-tls`");
        }
        Ok(Self { base: url.as_str().trim_end_matches('/').to_owned(), secure })
    }
}

/// Returns whether the host is the local machine, such as `localhost`, `127.0.0.1` or `[::1]`.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Returns the part of a URL between `//` and the path, such as `user@host:443`.
fn authority(text: &str) -> &str {
    let rest = text.split_once("//").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn region_gives_endpoint() {
        assert_eq!(Region::CN_NORTH_4.endpoint(), "https://dataartsinsight.cn-north-4.myhuaweicloud.com");
        for id in ["", "-a", "a-", "evil.com/#", "a.b", "CN", "a\n", &"a".repeat(64)] {
            assert!(Region::new(id).is_err(), "{id:?}");
        }
        assert_eq!(Region::new("cn-north-7").unwrap().as_str(), "cn-north-7");
    }

    #[test]
    fn accepts_base_url_with_path() {
        for (text, base) in [
            ("https://host", "https://host"),
            ("https://host/", "https://host"),
            ("https://host:8443/stem/", "https://host:8443/stem"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://localhost", "http://localhost"),
        ] {
            assert_eq!(Endpoint::parse(text, false).unwrap().base, base);
        }
    }

    #[test]
    fn refuses_url_that_changes_the_path_or_exposes_the_token() {
        let no_urls = ["", "host", "host:8080", "//host", "ftp://host", "https://"];
        let queries = ["https://host?", "https://host?a=b", "https://host/#", "https://host#a"];
        let users = ["https://user@host", "https://user:hunter2@host", "https://@host"];
        let changed_by_parsers =
            ["https:\\\\host", "https://host\\a", "https://ho\nst", " https://host", "https://host/a b"];
        let exposed = ["http://a.b", "http://127.0.0.1.a.b", "http://localhost.a.b", "http://10.0.0.1"];
        for text in [&no_urls[..], &queries, &users, &changed_by_parsers, &exposed].concat() {
            let error = Endpoint::parse(text, false).expect_err(text);
            assert!(!format!("{error}{error:?}").contains("hunter2"));
        }
        assert!(Endpoint::parse("http://example.com", true).is_ok());
    }
}
