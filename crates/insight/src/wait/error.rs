//! The error of a wait.

use std::{error, fmt, sync::Arc};

use crate::{error::Error, import_task::ImportTask, redact::cut};

/// The longest text of an error, in bytes.
const MAX_TEXT: usize = 1024;

/// The reason why a wait did not end with the success that was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// The task failed.
    Failed,
    /// The task succeeded only in part.
    PartiallySucceeded,
    /// The task ended, but without what the condition of [`Wait::until`](crate::Wait::until) asks for.
    ConditionNotMet,
    /// The deadline passed before the task ended. The task itself continues: wait again, or longer.
    DeadlineExceeded,
    /// The service was never reached: the host is unknown, refuses connections, or has no working TLS.
    NeverReached,
    /// A poll failed in a way that another poll does not change: see [`WaitError::call`].
    Call,
}

/// How a wait ended without success.
///
/// Display says what happened and what to do next, like that of [`Error`].
#[derive(Clone)]
pub struct WaitError(Box<Details>);

#[derive(Clone)]
struct Details {
    reason: WaitReason,
    /// Empty if the text is that of the call.
    message: String,
    call: Option<Error>,
    last_task: Option<Arc<ImportTask>>,
    polls: u32,
}

impl WaitError {
    pub(super) fn new(reason: WaitReason, message: String, polls: u32) -> Self {
        Self(Box::new(Details { reason, message, call: None, last_task: None, polls }))
    }

    /// Makes an error with this reason after one poll, for your own tests.
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

    /// Sets the error of the last poll.
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

    /// Returns the reason.
    pub fn reason(&self) -> WaitReason {
        self.0.reason
    }

    /// Returns the last task that the wait received.
    pub fn last_task(&self) -> Option<&ImportTask> {
        self.0.last_task.as_deref()
    }

    /// Returns the error of the last poll, if it failed, or of the call that could not be made.
    pub fn call(&self) -> Option<&Error> {
        self.0.call.as_ref()
    }

    /// Returns the number of polls.
    pub fn polls(&self) -> u32 {
        self.0.polls
    }

    /// Returns the ID of the last poll's request, if it failed; the service's support needs it.
    pub fn request_id(&self) -> Option<&str> {
        self.call()?.request_id()
    }
}

/// The error of a call before the wait, so that `?` works in a function that waits.
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
        // Of the task only the status is shown: its texts are those of the service, as they arrived.
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
        // The text of the call is not repeated.
        if self.0.message.is_empty() { error::Error::source(call) } else { Some(call) }
    }
}
