//! The error of a wait.

use std::{error, fmt, sync::Arc};

use crate::{error::Error, import_task::ImportTask, redact::cut};

/// The maximum length of the text of an error, in bytes.
const MAX_TEXT: usize = 1024;

/// The reason of a [`WaitError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// The task failed.
    Failed,
    /// The task succeeded only in part.
    PartiallySucceeded,
    /// The task ended, but the condition of [`Wait::until`](crate::Wait::until) returned `false`.
    ConditionNotMet,
    /// The deadline passed before the task ended. The task continues at the service. The program can wait again.
    DeadlineExceeded,
    /// No connection to the service could be made. For example, the host is unknown or refuses connections, or TLS
    /// fails.
    NeverReached,
    /// A poll failed with an error that another poll would not change. [`WaitError::call`] returns the error.
    Call,
}

/// The error of a wait.
///
/// `Display` writes what happened and what the user can do.
#[derive(Clone)]
pub struct WaitError(Box<Details>);

#[derive(Clone)]
struct Details {
    reason: WaitReason,
    /// The text of the error. Empty if the text of `call` is used instead.
    message: String,
    call: Option<Error>,
    last_task: Option<Arc<ImportTask>>,
    polls: u32,
}

impl WaitError {
    pub(super) fn new(reason: WaitReason, message: String, polls: u32) -> Self {
        Self(Box::new(Details { reason, message, call: None, last_task: None, polls }))
    }

    /// Makes an error for tests of your program. [`polls`](WaitError::polls) of this error returns 1.
    ///
    /// ```
    /// use dataarts_insight::{ImportTask, WaitError, WaitReason};
    ///
    /// let task: ImportTask = serde_json::from_str(r#"{"status":2,"error_msg":"damaged"}"#)?;
    /// let error = WaitError::from_reason(WaitReason::Failed, "the task failed").with_last_task(task);
    /// assert_eq!(error.last_task().and_then(|task| task.error_msg.as_deref()), Some("damaged"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn from_reason(reason: WaitReason, message: impl Into<String>) -> Self {
        Self::new(reason, message.into(), 1)
    }

    /// Sets the error of the last call.
    pub fn with_call(mut self, call: impl Into<Option<Error>>) -> Self {
        self.0.call = call.into();
        self
    }

    /// Sets the last task that the wait received.
    pub fn with_last_task(self, task: impl Into<Arc<ImportTask>>) -> Self {
        self.with_last(Some(task.into()))
    }

    pub(super) fn with_last(mut self, task: Option<Arc<ImportTask>>) -> Self {
        self.0.last_task = task;
        self
    }

    /// Returns the reason why the wait ended without success.
    pub fn reason(&self) -> WaitReason {
        self.0.reason
    }

    /// Returns the last task that the wait received.
    pub fn last_task(&self) -> Option<&ImportTask> {
        self.0.last_task.as_deref()
    }

    /// Returns the error of the last poll if this poll failed. If the `WaitError` was converted from an [`Error`],
    /// returns this [`Error`].
    pub fn call(&self) -> Option<&Error> {
        self.0.call.as_ref()
    }

    /// Returns the number of polls that the wait made.
    pub fn polls(&self) -> u32 {
        self.0.polls
    }

    /// Returns the request ID of the last poll if the poll failed. The support of the service asks for this ID.
    pub fn request_id(&self) -> Option<&str> {
        self.call()?.request_id()
    }
}

/// Converts the error of a call to a [`WaitError`]. A function that returns a [`WaitError`] can therefore use `?` for
/// calls and for waits.
impl From<Error> for WaitError {
    fn from(error: Error) -> Self {
        Self::new(WaitReason::Call, String::new(), 0).with_call(Some(error))
    }
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.call {
            Some(call) if self.0.message.is_empty() => call.fmt(f),
            _ => f.write_str(&cut(self.0.message.clone(), MAX_TEXT)),
        }
    }
}

impl fmt::Debug for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of the last task, only the status is printed. The other fields contain texts of the service, and these texts
        // may contain secrets.
        f.debug_struct("WaitError")
            .field("reason", &self.0.reason)
            .field("message", &self.0.message)
            .field("call", &self.0.call)
            .field("last_status", &self.0.last_task.as_ref().map(|task| task.status))
            .field("polls", &self.0.polls)
            .finish()
    }
}

impl error::Error for WaitError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        let call = self.0.call.as_ref()?;
        // If the message is empty, `Display` already writes the text of `call`. In this case the source of `call` is
        // returned, so that the text of `call` is not written twice.
        if self.0.message.is_empty() { error::Error::source(call) } else { Some(call) }
    }
}
