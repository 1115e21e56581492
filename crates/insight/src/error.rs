//! The error type of this crate.

use std::{error, fmt, sync::Arc, time::Duration};

use crate::redact::cut;

/// The maximum length of the text of an error, in bytes.
const MAX_TEXT: usize = 1024;

/// The kind of an [`Error`].
///
/// Most programs need only the methods of [`Error`], such as [`Error::is_retryable`]. Use the kind if your program must
/// distinguish more cases than these methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting, such as an ID, a token or an endpoint, is missing or invalid. No request was sent.
    InvalidInput,
    /// No connection was made: the host is unknown, refuses connections or does not answer. No request was sent.
    Connect,
    /// The TLS connection failed, for example because the certificate is not trusted. No request was sent.
    Tls,
    /// The proxy did not connect to the service. No request was sent.
    Proxy,
    /// The connection ended before the whole response arrived.
    Connection,
    /// A time limit of the call was exceeded. [`ClientBuilder`](crate::ClientBuilder) describes the time limits.
    Timeout,
    /// The response is a redirect. The client never follows a redirect, because it would send the token to another
    /// address.
    Redirect,
    /// The body of the response is larger than the limit.
    BodyTooLarge,
    /// The response is not valid HTTP, its body is not valid JSON, or the task has no usable status.
    InvalidResponse,
    /// The gateway has no API at this address. The endpoint, the region or the path is wrong.
    WrongEndpoint,
    /// The token or the signature is missing, wrong or expired.
    Unauthenticated,
    /// The token or the key is valid, but its user does not have the permission.
    Forbidden,
    /// The task or the workspace does not exist.
    NotFound,
    /// The client has sent too many requests in a short time.
    Throttled,
    /// The service refused the request for a reason that no other kind describes.
    Rejected,
    /// The service or its gateway has a failure or is overloaded.
    Unavailable,
}

/// A required setting of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Setting {
    /// The region or the endpoint.
    Endpoint,
    /// The ID of the project.
    Project,
    /// The ID of the workspace.
    Workspace,
    /// The credentials: a token, an access key or an IAM user.
    Credentials,
    /// The endpoint of IAM.
    IamEndpoint,
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Endpoint => "region or endpoint",
            Self::Project => "project",
            Self::Workspace => "workspace",
            Self::Credentials => "token, access key or IAM user",
            Self::IamEndpoint => "IAM endpoint",
        })
    }
}

/// The error of a call.
///
/// `Display` writes what happened, in which operation, and what the user can do. The text contains no secret and no
/// complete payload. The text does not repeat the cause; call [`source`](error::Error::source) for the cause.
#[derive(Debug, Clone)]
pub struct Error(pub(crate) Box<Details>);

/// The fields of an [`Error`].
#[derive(Debug, Clone)]
pub(crate) struct Details {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    pub(crate) retryable: bool,
    operation: Option<Operation>,
    pub(crate) response: ResponseFacts,
    missing: Option<Setting>,
    source: Option<Arc<dyn error::Error + Send + Sync>>,
}

#[derive(Debug, Clone)]
struct Operation {
    id: &'static str,
    endpoint: Arc<str>,
    attempts: u32,
}

/// The data of a response that an error contains, such as the status. Secrets are removed.
#[derive(Debug, Clone, Default)]
pub(crate) struct ResponseFacts {
    pub(crate) status: Option<u16>,
    pub(crate) request_id: Option<String>,
    pub(crate) error_code: Option<String>,
    pub(crate) error_msg: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) location: Option<String>,
}

impl Error {
    /// Returns the kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns whether the same call may succeed later. For example, the connection broke, or the service was
    /// overloaded.
    ///
    /// The client itself repeats such calls, see [`RetryPolicy`](crate::RetryPolicy). It returns the error when it
    /// makes no more retries. Wait before the next call, see [`Error::retry_after`].
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns whether the token is missing, is invalid or lacks a permission for the call. If so, get a new token or
    /// the permission. Do not repeat the call with the same token, because IAM locks an account after five failures in
    /// a row.
    pub fn is_auth(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden)
    }

    /// Returns whether the task or the workspace does not exist. Check the ID, the project and the region.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Returns whether the call exceeded a time limit.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Returns whether the client has sent too many requests. If so, call less often. [`Error::retry_after`] may
    /// return the time to wait.
    pub fn is_throttled(&self) -> bool {
        self.0.kind == ErrorKind::Throttled
    }

    /// Returns whether a setting is missing or invalid. No request was sent. `Display` describes the correction.
    pub fn is_invalid_input(&self) -> bool {
        self.0.kind == ErrorKind::InvalidInput
    }

    /// Returns whether no connection to the service was made. Check the endpoint, the network and the proxy.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Connect | ErrorKind::Tls | ErrorKind::Proxy)
    }

    /// Returns the missing setting if the client could not be made because a setting is missing. Otherwise returns
    /// `None`.
    pub fn missing_setting(&self) -> Option<Setting> {
        self.0.missing
    }

    /// Returns the HTTP status of the response. Returns `None` if there was no response.
    pub fn status(&self) -> Option<u16> {
        self.0.response.status
    }

    /// Returns the ID of the request from a header, such as `X-Request-Id`, or from the error body. The support team of
    /// the service asks for this ID.
    pub fn request_id(&self) -> Option<&str> {
        self.0.response.request_id.as_deref()
    }

    /// Returns the error code of the service or its gateway, such as `DataArtsInsight.24010003` or `APIGW.0301`.
    pub fn error_code(&self) -> Option<&str> {
        self.0.response.error_code.as_deref()
    }

    /// Returns the error message of the service or its gateway. A program should compare [`Error::error_code`] instead,
    /// because the message may change.
    pub fn error_msg(&self) -> Option<&str> {
        self.0.response.error_msg.as_deref()
    }

    /// Returns how long the program must wait before the next call. Returns `None` if no such time is known.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.response.retry_after
    }

    /// Returns the target of a redirect: an absolute or relative URL without user name, query and fragment.
    pub fn location(&self) -> Option<&str> {
        self.0.response.location.as_deref()
    }

    /// Returns the number of attempts of the call. Returns 0 if the error is not the error of a call.
    pub fn attempts(&self) -> u32 {
        self.0.operation.as_ref().map_or(0, |operation| operation.attempts)
    }

    /// Makes an error of this kind, for your own [`Credentials`](crate::Credentials) and for tests. The error is
    /// [retryable](Error::is_retryable) if the kind is `Connect`, `Connection`, `Timeout`, `Throttled` or
    /// `Unavailable`.
    ///
    /// ```
    /// use dataarts_insight::{Error, ErrorKind};
    ///
    /// let error = Error::from_kind(ErrorKind::Connect, "the vault is not reachable");
    /// assert!(error.is_retryable() && error.is_connect());
    /// ```
    pub fn from_kind(kind: ErrorKind, message: impl Into<String>) -> Self {
        use ErrorKind::{Connect, Connection, Throttled, Timeout, Unavailable};
        let error = Self::new(kind, message);
        if matches!(kind, Connect | Connection | Throttled | Timeout | Unavailable) { error.retryable() } else { error }
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            message: message.into(),
            hint: None,
            retryable: false,
            operation: None,
            response: ResponseFacts::default(),
            missing: None,
            source: None,
        }))
    }

    /// Makes the error for a missing setting. The hint contains the names of `variables`.
    pub(crate) fn missing(setting: Setting, variables: &[&str]) -> Self {
        let mut error = Self::new(ErrorKind::InvalidInput, format!("no {setting} is configured"));
        error.0.missing = Some(setting);
        error.with_hint(format!("set it in the program or in {}", variables.join(" or ")))
    }

    pub(crate) fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    /// Sets the time to wait before the next call. If the service has sent a longer time, the longer time is kept.
    pub(crate) fn retry_after_at_least(mut self, pause: Duration) -> Self {
        let asked = self.0.response.retry_after.unwrap_or_default();
        self.0.response.retry_after = Some(asked.max(pause));
        self
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    pub(crate) fn in_operation(mut self, id: &'static str, endpoint: &Arc<str>, attempts: u32) -> Self {
        self.0.operation.get_or_insert_with(|| Operation { id, endpoint: endpoint.clone(), attempts });
        self
    }

    /// Puts the name of a setting before the message.
    pub(crate) fn about(mut self, setting: &str) -> Self {
        self.0.message = format!("{setting}: {}", self.0.message);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.0.message.clone();
        if let Some(Operation { id, endpoint, attempts }) = &self.0.operation {
            text += &format!(" ({id} at {endpoint}");
            if *attempts > 1 {
                text += &format!(", {attempts} attempts");
            }
            if let Some(id) = self.request_id() {
                text += &format!(", request ID {id}");
            }
            text.push(')');
        }
        if let Some(hint) = &self.0.hint {
            text += &format!("; {hint}");
        }
        f.write_str(&cut(text, MAX_TEXT))
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn error::Error + 'static))
    }
}
