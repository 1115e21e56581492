//! The credentials of a client: what authorizes its requests, and where that comes from.

mod access_key;
mod callback;
pub(crate) mod connection;
pub(crate) mod environment;
pub(crate) mod iam;
pub(crate) mod metadata;
pub(crate) mod profile;
pub(crate) mod renewable;
mod token_file;

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::Request;

pub use access_key::AccessKey;
pub use callback::from_fn;
pub use iam::IamUser;
pub use token_file::TokenFile;

use crate::{
    error::{Error, ErrorKind},
    ids::ProjectId,
    response::RawResponse,
    secret::Secrets,
    signing::{PROJECT, SECURITY_TOKEN},
    token::Token,
};

/// The header that carries the token.
const TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// The authorization of one request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Authorization {
    /// The request carries the token.
    Token(Token),
    /// The request is signed with the access key.
    AccessKey(AccessKey),
}

impl From<Token> for Authorization {
    fn from(token: Token) -> Self {
        Self::Token(token)
    }
}

impl From<AccessKey> for Authorization {
    fn from(key: AccessKey) -> Self {
        Self::AccessKey(key)
    }
}

impl Authorization {
    /// Adds the token or the signature to a request. Afterwards, nothing of the request may change.
    pub(crate) fn apply(&self, request: &mut Request, project: Option<&ProjectId>) {
        match self {
            Self::Token(token) => {
                request.headers_mut().insert(TOKEN, token.header());
            }
            Self::AccessKey(key) => {
                let headers = request.headers_mut();
                if let Some(Ok(project)) = project.map(|project| HeaderValue::from_str(project.as_str())) {
                    headers.insert(PROJECT, project);
                }
                if let Some(token) = key.security_token_header() {
                    headers.insert(SECURITY_TOKEN, token);
                }
                key.signer().sign(request, SystemTime::now());
            }
        }
    }

    /// Adds the difference between this machine's clock and the service's clock to the error of a rejected signature,
    /// which is valid for 15 minutes. The client does not correct the clock.
    pub(crate) fn explain(&self, error: Error, response: &RawResponse) -> Error {
        let rejected = matches!(self, Self::AccessKey(_)) && error.kind() == ErrorKind::Unauthenticated;
        match clock_skew(&response.headers, SystemTime::now()).filter(|_| rejected) {
            Some(skew) => error.with_hint(format!("{skew}, and a signature is valid for 15 minutes: set the clock")),
            None => error,
        }
    }

    /// Returns the secrets that a server may echo.
    pub(crate) fn secrets(&self) -> Secrets {
        match self {
            Self::Token(token) => token.secrets(),
            Self::AccessKey(key) => key.secrets(),
        }
    }
}

/// Describes how far the clock `now` is from the `Date` of a response, if it is more than five minutes.
fn clock_skew(headers: &HeaderMap, now: SystemTime) -> Option<String> {
    let date = httpdate::parse_http_date(headers.get(header::DATE)?.to_str().ok()?).ok()?;
    let (skew, side) = match now.duration_since(date) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    let minutes = skew.as_secs() / 60;
    (minutes >= 5).then(|| format!("this machine's clock is {minutes} minutes {side} that of the service"))
}

/// The future of an [`Authorization`].
pub type Authorizing<'a> = Pin<Box<dyn Future<Output = Result<Authorization, Error>> + Send + 'a>>;

/// A source of authorizations, which may change over time.
///
/// A client gets the authorization before every attempt, so an implementation should store it and renew it before it
/// expires.
pub trait Credentials: fmt::Debug + Send + Sync {
    /// Returns the authorization of the next request.
    ///
    /// The future may be dropped before it is ready, because a call has a deadline.
    fn authorization(&self) -> Authorizing<'_>;

    /// Reports that the service rejected an authorization as invalid or expired. Returns whether a request with a new one
    /// may succeed; the client then repeats the request once.
    fn rejected(&self, rejected: &Authorization) -> bool {
        let _ = rejected;
        false
    }
}

/// Credentials as they are configured.
#[derive(Debug, Clone)]
pub(crate) enum Configured {
    /// Usable without IAM.
    Source(Source),
    IamUser(IamUser),
}

/// The credentials of a client.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// Always the same authorization; it costs no allocation for each request.
    Fixed(Authorization),
    /// The provider, and the secrets of its last authorization.
    Provider(Arc<dyn Credentials>, Arc<Mutex<Secrets>>),
}

impl Source {
    pub(crate) fn provider(credentials: impl Credentials + 'static) -> Self {
        Self::Provider(Arc::new(credentials), Arc::default())
    }

    pub(crate) async fn authorization(&self) -> Result<Authorization, Error> {
        match self {
            Self::Fixed(authorization) => Ok(authorization.clone()),
            Self::Provider(provider, last) => {
                let authorization = provider.authorization().await?;
                *last.lock().unwrap_or_else(PoisonError::into_inner) = authorization.secrets();
                Ok(authorization)
            }
        }
    }

    /// Returns the secrets that a server may echo.
    pub(crate) fn secrets(&self) -> Secrets {
        match self {
            Self::Fixed(authorization) => authorization.secrets(),
            Self::Provider(_, last) => last.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Reports a rejected authorization. Returns whether a request with a new one may succeed.
    pub(crate) fn rejected(&self, rejected: &Authorization) -> bool {
        match self {
            Self::Fixed(_) => false,
            Self::Provider(provider, _) => provider.rejected(rejected),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn clock_skew_is_told_from_five_minutes_on() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let mut headers = HeaderMap::new();
        assert_eq!(clock_skew(&headers, now), None);
        for (date, shown) in [
            ("no date", None),
            ("Sun, 09 Sep 2001 01:46:40 GMT", None),
            ("Sun, 09 Sep 2001 01:51:39 GMT", None),
            ("Sun, 09 Sep 2001 02:03:50 GMT", Some("this machine's clock is 17 minutes behind that of the service")),
            (
                "Sat, 08 Sep 2001 01:46:40 GMT",
                Some("this machine's clock is 1440 minutes ahead of that of the service"),
            ),
        ] {
            headers.insert(header::DATE, HeaderValue::from_static(date));
            assert_eq!(clock_skew(&headers, now).as_deref(), shown, "{date}");
        }
    }
}
