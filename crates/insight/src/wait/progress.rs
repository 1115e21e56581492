//! The events of a wait.

use std::{fmt, sync::Arc, time::Duration};

use crate::{error::Error, ids::TaskId, import_task::ImportTask};

/// An item of [`Wait::watch`](crate::Wait::watch).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum WaitEvent {
    /// The result of a poll.
    Progress(Progress),
    /// The task succeeded, or the condition of [`Wait::until`](crate::Wait::until) is met. This is the last item.
    Succeeded(Box<ImportTask>),
}

/// The result of one poll of a wait. `Display` writes one line for users.
#[derive(Debug, Clone)]
pub struct Progress {
    pub(super) id: TaskId,
    pub(super) polls: u32,
    pub(super) elapsed: Duration,
    pub(super) task: Option<Arc<ImportTask>>,
    pub(super) error: Option<Error>,
    pub(super) next_poll: Option<Duration>,
}

impl Progress {
    /// Returns the ID of the task.
    pub fn id(&self) -> &TaskId {
        &self.id
    }

    /// Returns the number of polls of the wait, including this poll.
    pub fn polls(&self) -> u32 {
        self.polls
    }

    /// Returns the time since the start of the wait.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns the last task that was received. If this poll failed, the task is from an earlier poll.
    pub fn task(&self) -> Option<&ImportTask> {
        self.task.as_deref()
    }

    /// Returns the error of this poll, if this poll failed. If [`next_poll`](Progress::next_poll) is not `None`, the
    /// wait continues.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// Returns the pause until the next poll. Returns `None` after the last poll.
    pub fn next_poll(&self) -> Option<Duration> {
        self.next_poll
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.id)?;
        match (&self.error, self.task.as_ref().map(|task| task.status())) {
            (Some(error), _) => write!(f, "{error}")?,
            (None, Some(Ok(status))) => write!(f, "{status}")?,
            (None, _) => f.write_str("no response yet")?,
        }
        write!(f, ", after {:.1} s", self.elapsed.as_secs_f64())?;
        match self.next_poll {
            Some(pause) => write!(f, ", next poll in {:.1} s", pause.as_secs_f64()),
            None => Ok(()),
        }
    }
}
