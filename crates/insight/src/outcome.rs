//! What the states of an import task mean.
//!
//! The contract names the states; it does not say which of them end a task, or which end is a good one. That is
//! decided here and nowhere else, by one match without a wildcard: a state that is new in the contract stops the build
//! at this place until a person has decided what it means.

use std::fmt;

use crate::generated::ImportTaskStatus;

/// How an import task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Everything was imported.
    Succeeded,
    /// Some of the package was imported; the task's `import_detail` and `error_msg` say what was not.
    PartiallySucceeded,
    /// Nothing was imported, or the import broke off; the task's `error_msg` says why.
    Failed,
}

impl ImportTaskStatus {
    /// How a task in this state ended; `None` while it has not, and in a state that this version does not know, which
    /// therefore must not be taken for an end.
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
            // Not activated: nothing says that such a task never starts, so it has not ended.
            Self::NotActivated | Self::ToBeProcessed | Self::BeingProcessed => None,
            Self::Succeeded => Some(Outcome::Succeeded),
            Self::PartiallySucceeded => Some(Outcome::PartiallySucceeded),
            Self::Failed => Some(Outcome::Failed),
            Self::Unknown(_) => None,
        }
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
