//! The meaning of the states of an import task.
//!
//! The contract names the states. It does not say which states end a task, or whether the end is a success. This file
//! decides it, by one match without a wildcard: a new state in the contract stops the build here until a person has
//! decided what it means.

use std::fmt;

use crate::{
    error::{Error, ErrorKind},
    generated::ImportTaskStatus,
    import_task::ImportTask,
};

/// The way in which an import task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Everything was imported.
    Succeeded,
    /// A part of the package was imported; the task's `import_detail` and `error_msg` say what is missing.
    PartiallySucceeded,
    /// The import failed; the task's `error_msg` says why.
    Failed,
}

impl ImportTaskStatus {
    /// Returns how a task in this state ended; `None` for a task that has not ended, and for unknown states.
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
            // The documentation does not say that a task that is not activated never starts.
            Self::NotActivated | Self::ToBeProcessed | Self::BeingProcessed => None,
            Self::Succeeded => Some(Outcome::Succeeded),
            Self::PartiallySucceeded => Some(Outcome::PartiallySucceeded),
            Self::Failed => Some(Outcome::Failed),
            Self::Unknown(_) => None,
        }
    }
}

impl ImportTask {
    /// Returns the state of the task.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidResponse`] if the task has no `status`. A task from
    /// [`ImportTaskHandle::get`](crate::ImportTaskHandle::get) or a wait always has one.
    pub fn status(&self) -> Result<ImportTaskStatus, Error> {
        let status = self.status.map(ImportTaskStatus::from);
        status.ok_or_else(|| Error::new(ErrorKind::InvalidResponse, "the task has no `status`"))
    }

    /// Returns how the task ended; `None` if its status does not say that it ended.
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
