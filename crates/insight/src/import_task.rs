//! An import task, as the service describes it.

use std::{
    fmt,
    ops::Deref,
    time::{Duration, SystemTime},
};

use dataarts_insight_client::types;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{
    error::{Error, ErrorKind},
    generated::{ImportTaskStatus, ImportType},
    import_param::{ImportParam, redact_fields},
    outcome::Outcome,
};

/// The last millisecond of the year 9999: a later timestamp is a placeholder, not a time.
const LAST_MILLISECOND: u64 = 253_402_300_799_999;

/// An import task, as the service describes it.
///
/// Every field of the response is there as it was sent, by dereference to the generated type: `task.name`,
/// `task.import_detail`, and fields that are new to this version in `task.extra`. The methods give the fields that have
/// a meaning of their own their proper type. It serializes to the JSON that it was read from (of fields that were
/// `null`, nothing remains).
///
/// ```
/// use dataarts_insight::{ImportTask, ImportTaskStatus, Outcome};
///
/// let task: ImportTask = serde_json::from_str(r#"{"id":"2406a337","status":3,"update_date":1678441900769}"#)?;
/// assert_eq!(task.id.as_deref(), Some("2406a337"));
/// assert_eq!(task.status()?, ImportTaskStatus::PartiallySucceeded);
/// assert_eq!(task.outcome(), Some(Outcome::PartiallySucceeded));
/// assert!(task.updated_at().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImportTask(types::ImportTask);

impl ImportTask {
    /// The state of the task.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidResponse`] if the response has none. A task from
    /// [`ImportTaskHandle::get`](crate::ImportTaskHandle::get) or a wait always has one.
    pub fn status(&self) -> Result<ImportTaskStatus, Error> {
        self.0
            .status
            .map(ImportTaskStatus::from)
            .ok_or_else(|| Error::new(ErrorKind::InvalidResponse, "the task has no `status`"))
    }

    /// How the task ended; `None` while it has not, as far as its status says.
    pub fn outcome(&self) -> Option<Outcome> {
        self.status().ok()?.outcome()
    }

    /// How the package came into the workspace. The placeholder of the documentation's example is an unknown type.
    pub fn import_type(&self) -> Option<ImportType> {
        self.0.import_type.as_deref().map(ImportType::from)
    }

    /// When the task was created.
    ///
    /// The documentation gives no unit; the service's other timestamps of this name are Unix milliseconds. `None` if
    /// there is none, or a number that is no time before the year 10000, such as that of the documentation's example.
    /// The number as it was sent is in the field `create_date`.
    pub fn created_at(&self) -> Option<SystemTime> {
        self.0.create_date.as_ref().and_then(time)
    }

    /// When the task last changed; see [`ImportTask::created_at`]. The number as it was sent is in `update_date`.
    pub fn updated_at(&self) -> Option<SystemTime> {
        self.0.update_date.as_ref().and_then(time)
    }

    /// What the task was started with. It may hold the access code of the package, which is a secret: this view hides
    /// it when printed.
    pub fn import_param(&self) -> Option<ImportParam<'_>> {
        self.0.import_param.as_ref().filter(|param| !param.is_null()).map(ImportParam::new)
    }

    /// The generated type.
    pub fn raw(&self) -> &types::ImportTask {
        &self.0
    }

    /// The generated type, by value.
    pub fn into_raw(self) -> types::ImportTask {
        self.0
    }
}

/// Prints like the generated type, without the secrets in `import_param` and in fields that are new to this version.
impl fmt::Debug for ImportTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        shown.import_param = self.import_param().map(ImportParam::redacted);
        shown.extra = redact_fields(&self.0.extra);
        shown.fmt(f)
    }
}

impl Deref for ImportTask {
    type Target = types::ImportTask;

    fn deref(&self) -> &types::ImportTask {
        &self.0
    }
}

impl From<types::ImportTask> for ImportTask {
    fn from(task: types::ImportTask) -> Self {
        Self(task)
    }
}

impl From<ImportTask> for types::ImportTask {
    fn from(task: ImportTask) -> Self {
        task.0
    }
}

/// The time that a timestamp is.
fn time(number: &Number) -> Option<SystemTime> {
    let milliseconds = number.as_u64().filter(|milliseconds| *milliseconds <= LAST_MILLISECOND)?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests;
