//! The one error of this crate.

mod advice;
mod body;
mod excerpt;
mod response;

use std::{error, fmt, sync::Arc, time::Duration};

pub(crate) use excerpt::names_a_secret;
pub(crate) use response::{Received, bad_response, from_response, request_id, retry_after};

use crate::import_task::ImportTask;

/// What kind of thing went wrong.
///
/// Match on it to choose what to do; the predicates of [`Error`] answer the usual questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An ID, token, endpoint or other setting was refused. Nothing was sent.
    InvalidInput,
    /// No connection could be made: the host is unknown, refuses or does not answer. Nothing was sent.
    Connect,
    /// TLS failed: a certificate that is not trusted, or a server that speaks no TLS. Nothing was sent.
    Tls,
    /// The connection broke before the response had arrived.
    Connection,
    /// A single request took longer than its limits, see [`ClientBuilder`](crate::ClientBuilder).
    Timeout,
    /// The server redirects. A redirect is never followed, since the token would go along.
    Redirect,
    /// The response is larger than the limit on bodies.
    BodyTooLarge,
    /// The response is not what the contract promises: no HTTP, no JSON, or a task without a usable status.
    InvalidResponse,
    /// The address is no API of the gateway's: the endpoint, region or path is wrong.
    WrongEndpoint,
    /// The token is missing, wrong or expired.
    Unauthenticated,
    /// The token is fine but may not do this.
    Forbidden,
    /// The task or the workspace does not exist.
    NotFound,
    /// The service asks to slow down.
    Throttled,
    /// The service refused the request for another reason.
    Rejected,
    /// The service, or a gateway before it, failed.
    Unavailable,
    /// A wait ended because its task failed; the task is in [`Error::last_task`].
    TaskFailed,
    /// A wait ended because its task succeeded only in part; the task is in [`Error::last_task`].
    TaskPartiallySucceeded,
    /// A wait ended at its deadline, before its task did; the last answer is in [`Error::last_task`].
    DeadlineExceeded,
}

/// Why a call failed.
///
/// Display says what happened, where, and what to do next; it shows no secret and no whole payload. What lies below is
/// in [`source`](error::Error::source) and is not repeated.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    retryable: bool,
    operation: Option<Operation>,
    attempts: u32,
    status: Option<u16>,
    request_id: Option<String>,
    error_code: Option<String>,
    error_msg: Option<String>,
    retry_after: Option<Duration>,
    location: Option<String>,
    hint: Option<String>,
    last_task: Option<Arc<ImportTask>>,
    source: Option<Arc<dyn error::Error + Send + Sync>>,
}

/// What was being done, and where.
#[derive(Debug, Clone)]
struct Operation {
    id: &'static str,
    endpoint: Arc<str>,
}

impl Error {
    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the same call may succeed later without any change: the connection broke, the service was busy or failed.
    ///
    /// `get` has already retried such an error as often as the client is set to; wait (see [`Error::retry_after`])
    /// before calling again.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Whether credentials are the problem: the token is missing, wrong, expired, or may not do this. Get a new token,
    /// or the permission. Do not repeat the call with the same token: after five failures in a row, IAM locks.
    pub fn is_auth(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden)
    }

    /// Whether the task or the workspace does not exist. Check the ID, and that it belongs to this project and region.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Whether time ran out, for a single request or for a wait. The task itself goes on: wait again, or for longer.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout | ErrorKind::DeadlineExceeded)
    }

    /// Whether the service asks to slow down. Space calls out; [`Error::retry_after`] may say by how much.
    pub fn is_throttled(&self) -> bool {
        self.0.kind == ErrorKind::Throttled
    }

    /// Whether the caller passed something that was refused before anything was sent. Correct it; Display says what.
    pub fn is_invalid_input(&self) -> bool {
        self.0.kind == ErrorKind::InvalidInput
    }

    /// Whether the service could not be reached at all. Check the endpoint, the network and the proxy.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Connect | ErrorKind::Tls)
    }

    /// HTTP status of the response, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// ID of the request, which the service's support asks for; from the header `X-Request-Id` or the error body.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Error code of the service or its gateway as it was sent, such as `DataArtsInsight.24010003` or `APIGW.0301`.
    pub fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Error message of the service or its gateway. Its wording may change; prefer [`Error::error_code`].
    pub fn error_msg(&self) -> Option<&str> {
        self.0.error_msg.as_deref()
    }

    /// How long the service asks to wait before the next call.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Where a redirect wanted to go: an absolute or relative URL, without user name, query and fragment.
    pub fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The task as the service last described it, for an error of a wait that had an answer at least once.
    pub fn last_task(&self) -> Option<&ImportTask> {
        self.0.last_task.as_deref()
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            retryable: false,
            operation: None,
            attempts: 0,
            status: None,
            request_id: None,
            error_code: None,
            error_msg: None,
            retry_after: None,
            location: None,
            hint: None,
            last_task: None,
            source: None,
        }))
    }

    pub(crate) fn retryable(mut self) -> Self {
        self.0.retryable = true;
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

    pub(crate) fn with_last_task(mut self, task: Option<Arc<ImportTask>>) -> Self {
        self.0.last_task = task.or(self.0.last_task);
        self
    }

    pub(crate) fn in_operation(mut self, id: &'static str, endpoint: &Arc<str>, attempts: u32) -> Self {
        self.0.operation = Some(Operation { id, endpoint: endpoint.clone() });
        self.0.attempts = attempts;
        self
    }

    /// Adds what led to it to a message: `prefix: message`.
    pub(crate) fn about(mut self, prefix: &str) -> Self {
        self.0.message = format!("{prefix}: {}", self.0.message);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.write_str(&inner.message)?;
        if let Some(operation) = &inner.operation {
            write!(f, " ({} at {}", operation.id, operation.endpoint)?;
            if inner.attempts > 1 {
                write!(f, ", {} attempts", inner.attempts)?;
            }
            if let Some(id) = &inner.request_id {
                write!(f, ", request ID {id}")?;
            }
            f.write_str(")")?;
        }
        match &inner.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        let mut fields = f.debug_struct("Error");
        fields.field("kind", &inner.kind).field("message", &inner.message);
        if let Some(operation) = &inner.operation {
            fields.field("operation", &operation.id).field("endpoint", &operation.endpoint);
            fields.field("attempts", &inner.attempts);
        }
        for (name, value) in [
            ("request_id", &inner.request_id),
            ("error_code", &inner.error_code),
            ("error_msg", &inner.error_msg),
            ("location", &inner.location),
        ] {
            if let Some(value) = value {
                fields.field(name, value);
            }
        }
        if let Some(status) = inner.status {
            fields.field("status", &status);
        }
        if let Some(retry_after) = inner.retry_after {
            fields.field("retry_after", &retry_after);
        }
        if let Some(task) = &inner.last_task {
            fields.field("last_task", task);
        }
        if let Some(source) = &inner.source {
            fields.field("source", source);
        }
        fields.finish()
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn error::Error + 'static))
    }
}
