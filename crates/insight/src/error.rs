//! The error type of this crate.

use std::{error, fmt, sync::Arc, time::Duration};

use crate::redact::cut;

/// The longest text of an error, in bytes.
const MAX_TEXT: usize = 1024;

/// The kind of an [`Error`].
///
/// The predicates of [`Error`] answer the usual questions; match on the kind for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An ID, token, endpoint or other setting is missing or invalid. Nothing was sent.
    InvalidInput,
    /// No connection: the host is unknown, refuses connections or does not answer. Nothing was sent.
    Connect,
    /// TLS failed: the certificate is not trusted, or the server does not speak TLS. Nothing was sent.
    Tls,
    /// The proxy refuses to connect to the service. Nothing was sent.
    Proxy,
    /// The connection broke before the response was complete.
    Connection,
    /// A call took longer than its time limits, see [`ClientBuilder`](crate::ClientBuilder).
    Timeout,
    /// The server redirects. A redirect is never followed because the token would be sent along.
    Redirect,
    /// The body of the response is larger than the limit.
    BodyTooLarge,
    /// The response breaks the contract: invalid HTTP, invalid JSON, or a task without a usable status.
    InvalidResponse,
    /// The gateway has no API at this address: the endpoint, region or path is wrong.
    WrongEndpoint,
    /// The token is missing, wrong or expired.
    Unauthenticated,
    /// The token is valid but lacks the permission.
    Forbidden,
    /// The task or the workspace does not exist.
    NotFound,
    /// The service limits the rate of requests.
    Throttled,
    /// The service refused the request for another reason.
    Rejected,
    /// The service or its gateway failed.
    Unavailable,
}

/// A setting without which no client can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Setting {
    /// A region, or an endpoint instead.
    Endpoint,
    /// The project.
    Project,
    /// The workspace.
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

/// The reason why a call failed.
///
/// Display says what happened, where, and what to do next. It contains no secret and no whole payload, and does not
/// repeat the cause, which is in [`source`](error::Error::source).
#[derive(Debug, Clone)]
pub struct Error(pub(crate) Box<Details>);

/// The content of an [`Error`], which the modules of this crate fill in.
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

/// The operation that failed.
#[derive(Debug, Clone)]
struct Operation {
    id: &'static str,
    endpoint: Arc<str>,
    attempts: u32,
}

/// The useful facts of a response, without secrets.
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

    /// Returns whether the same call may succeed later: the connection broke, or the service was busy or failed.
    ///
    /// `get` has already retried such an error as often as the client allows. Before you call again, wait; see
    /// [`Error::retry_after`].
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns whether the token is missing, invalid or lacks the permission. Get a new token, or the permission. Do
    /// not repeat the call with the same token: IAM locks an account after five failures in a row.
    pub fn is_auth(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden)
    }

    /// Returns whether the task or the workspace does not exist. Check its ID, the project and the region.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Returns whether a call exceeded its time limit.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Returns whether the service limits the rate of requests. Call less often; [`Error::retry_after`] may say when.
    pub fn is_throttled(&self) -> bool {
        self.0.kind == ErrorKind::Throttled
    }

    /// Returns whether a setting is missing or invalid. Nothing was sent. Display says what to correct.
    pub fn is_invalid_input(&self) -> bool {
        self.0.kind == ErrorKind::InvalidInput
    }

    /// Returns whether no connection to the service could be made. Check the endpoint, the network and the proxy.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Connect | ErrorKind::Tls | ErrorKind::Proxy)
    }

    /// Returns the setting that is missing, if the client could not be made for this reason.
    pub fn missing_setting(&self) -> Option<Setting> {
        self.0.missing
    }

    /// Returns the HTTP status of the response, if there was a response.
    pub fn status(&self) -> Option<u16> {
        self.0.response.status
    }

    /// Returns the ID of the request, which the service's support needs. It comes from the header `X-Request-Id` or from
    /// the error body.
    pub fn request_id(&self) -> Option<&str> {
        self.0.response.request_id.as_deref()
    }

    /// Returns the error code of the service or its gateway, such as `DataArtsInsight.24010003` or `APIGW.0301`.
    pub fn error_code(&self) -> Option<&str> {
        self.0.response.error_code.as_deref()
    }

    /// Returns the error message of the service or its gateway. Its wording may change; prefer [`Error::error_code`].
    pub fn error_msg(&self) -> Option<&str> {
        self.0.response.error_msg.as_deref()
    }

    /// Returns how long the service asks to wait before the next call.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.response.retry_after
    }

    /// Returns the target of a redirect: an absolute or relative URL, without user name, query and fragment.
    pub fn location(&self) -> Option<&str> {
        self.0.response.location.as_deref()
    }

    /// Returns how often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.0.operation.as_ref().map_or(0, |operation| operation.attempts)
    }

    /// Makes an error of this kind, for your own [`Credentials`](crate::Credentials) and tests. A broken connection, a
    /// timeout, a throttled request and a failed service are [retryable](Error::is_retryable), as in a call.
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

    /// Makes the error of a setting that neither the program nor one of `variables` gives.
    pub(crate) fn missing(setting: Setting, variables: &[&str]) -> Self {
        let mut error = Self::new(ErrorKind::InvalidInput, format!("no {setting} is configured"));
        error.0.missing = Some(setting);
        error.with_hint(format!("set it in the program or in {}", variables.join(" or ")))
    }

    pub(crate) fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    /// Sets how long to wait before the next call, unless the service asked for more.
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

    /// Adds the name of a setting before the message.
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
