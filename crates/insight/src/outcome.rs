//! The meaning of each status of an import task.
//!
//! The contract contains only the names of the statuses. This file defines which statuses end a task, and which of
//! these mean success. The `match` has no wildcard. If the contract gets a new status, the build fails here until a
//! person adds the meaning of the status.

use std::fmt;

use crate::{
    error::{Error, ErrorKind},
    generated::ImportTaskStatus,
    import_task::ImportTask,
};

/// The result of an import task that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The whole package was imported.
    Succeeded,
    /// Only a part of the package was imported. The fields `import_detail` and `error_msg` of the task describe the
    /// missing part.
    PartiallySucceeded,
    /// The import failed. The field `error_msg` of the task contains the reason.
    Failed,
}

impl ImportTaskStatus {
    /// Returns the result of a task with this status. Returns `None` if the task has not ended, and for an unknown
    /// status.
    ///
    /// ```
    /// use dataarts_insight::{ImportTaskStatus, Outcome};
    ///
    /// assert_eq!(ImportTaskStatus::from(1).outcome(), Some(Outcome::Succeeded));
    /// assert_eq!(ImportTaskStatus::from(4).outcome(), None);
    /// assert_eq!(ImportTaskStatus::from(99).outcome(), None);
    /// ```
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            // `NotActivated` does not end a task, because the documentation does not say that such a task never starts.
            Self::NotActivated | Self::ToBeProcessed | Self::BeingProcessed => None,
            Self::Succeeded => Some(Outcome::Succeeded),
            Self::PartiallySucceeded => Some(Outcome::PartiallySucceeded),
            Self::Failed => Some(Outcome::Failed),
            Self::Unknown(_) => None,
        }
    }
}

impl ImportTask {
    /// Returns the status of the task.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidResponse`] if the task has no `status`. This cannot happen for a task from
    /// [`ImportTaskHandle::get`](crate::ImportTaskHandle::get) or from a wait.
    pub fn status(&self) -> Result<ImportTaskStatus, Error> {
        let status = self.status.map(ImportTaskStatus::from);
        status.ok_or_else(|| Error::new(ErrorKind::InvalidResponse, "the task has no `status`"))
    }

    /// Returns the result of the task. Returns `None` if the task has not ended, or if its status is missing or
    /// unknown.
    pub fn outcome(&self) -> Option<Outcome> {
        self.status().ok()?.outcome()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Succeeded => "succeeded",
            Self::PartiallySucceeded => "partially succeeded",
            Self::Failed => "failed",
        })
    }
}
