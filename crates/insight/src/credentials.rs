//! The credentials of a client. For each request, the credentials supply a token or an access key.

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
    signing::PROJECT,
    token::Token,
};

/// The name of the header with the token.
const TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// The authorization of a request: a token or an access key.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Authorization {
    /// A token, sent in the header `X-Auth-Token`.
    Token(Token),
    /// An access key, with which the request is signed.
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
    /// Adds the token or the signature to a request. The request must not be changed afterwards, because a change would
    /// make the signature invalid.
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
                key.sign(request, SystemTime::now());
            }
        }
    }

    /// Adds a hint to the error of a rejected signature if the clock of this machine is wrong by five minutes or more.
    /// A signature is valid for only 15 minutes, so a wrong clock is a likely cause.
    pub(crate) fn explain(&self, error: Error, response: &RawResponse) -> Error {
        let rejected = matches!(self, Self::AccessKey(_)) && error.kind() == ErrorKind::Unauthenticated;
        match clock_skew(&response.headers, SystemTime::now()).filter(|_| rejected) {
            Some(skew) => error.with_hint(format!("{skew}, and a signature is valid for 15 minutes: set the clock")),
            None => error,
        }
    }

    /// Returns the secrets that a request contains. The response may repeat these secrets, but error messages must not
    /// show them.
    pub(crate) fn secrets(&self) -> Secrets {
        match self {
            Self::Token(token) => token.secrets(),
            Self::AccessKey(key) => key.secrets(),
        }
    }
}

/// Describes the difference between `now` and the header `Date` of a response. Returns `None` if the difference is less
/// than five minutes.
fn clock_skew(headers: &HeaderMap, now: SystemTime) -> Option<String> {
    let date = httpdate::parse_http_date(headers.get(header::DATE)?.to_str().ok()?).ok()?;
    let (skew, side) = match now.duration_since(date) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    let minutes = skew.as_secs() / 60;
    (minutes >= 5).then(|| format!("this machine's clock is {minutes} minutes {side} that of the service"))
}

/// A future that returns an [`Authorization`].
pub type Authorizing<'a> = Pin<Box<dyn Future<Output = Result<Authorization, Error>> + Send + 'a>>;

/// A source of authorizations that may change over time.
///
/// The client asks for an authorization before every attempt. An implementation should therefore store its
/// authorization and renew it shortly before it expires.
pub trait Credentials: fmt::Debug + Send + Sync {
    /// Returns the authorization for the next request.
    ///
    /// The client may drop the future before it is ready, because every call has a deadline.
    fn authorization(&self) -> Authorizing<'_>;

    /// Reports that the service rejected an authorization as invalid or expired. Returns whether `authorization` will
    /// now return a new authorization. If `true`, the client repeats the request once.
    fn rejected(&self, rejected: &Authorization) -> bool {
        let _ = rejected;
        false
    }
}

/// The credentials that the program or the environment has set.
#[derive(Debug, Clone)]
pub(crate) enum Configured {
    /// Credentials that need no request to IAM.
    Source(Source),
    IamUser(IamUser),
}

#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// An authorization that never changes.
    Fixed(Authorization),
    /// A source of authorizations, and the secrets of the authorization that the source returned last.
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

    /// Returns the secrets of the last authorization. Error messages must not show them.
    pub(crate) fn secrets(&self) -> Secrets {
        match self {
            Self::Fixed(authorization) => authorization.secrets(),
            Self::Provider(_, last) => last.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Reports that the service rejected an authorization. Returns whether the request should be repeated with a new
    /// authorization.
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
