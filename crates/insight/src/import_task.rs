//! An import task and conversions of its fields.

use std::{
    fmt,
    ops::Deref,
    time::{Duration, SystemTime},
};

use dataarts_insight_client::types;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{generated::ImportType, import_param::ImportParam, redact::redact_fields};

/// The last millisecond of the year 9999, as a Unix time. A later time is a placeholder and not a real time.
const LAST_MILLISECOND: u64 = 253_402_300_799_999;

/// An import task that the service returned.
///
/// All fields of the generated type are accessible, such as `task.id`. Unknown fields are in `task.extra`. The methods
/// convert fields to types that are easier to use. If a task is serialized as JSON, the result is the JSON that was
/// read, without the fields that were `null`.
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
    /// Returns the kind of import, such as `CrossSpaceImport`. Returns `None` if the task has no `import_type`.
    pub fn import_type(&self) -> Option<ImportType> {
        self.0.import_type.as_deref().map(ImportType::from)
    }

    /// Returns the time at which the task was created, from the field `create_date`.
    ///
    /// The value is read as Unix milliseconds. The documentation does not name the unit, but other timestamps of the
    /// service with this name are in milliseconds. Returns `None` if the field is missing, or if the value is negative,
    /// a fraction or after the year 9999. The example of the documentation is after the year 9999.
    pub fn created_at(&self) -> Option<SystemTime> {
        self.0.create_date.as_ref().and_then(time)
    }

    /// Returns the time of the last change, from the field `update_date`. The value is read as
    /// in [`ImportTask::created_at`].
    pub fn updated_at(&self) -> Option<SystemTime> {
        self.0.update_date.as_ref().and_then(time)
    }

    /// Returns the parameters of the import. The parameters may contain the access code of the package. `Debug` and
    /// `Display` of the result do not show the access code.
    pub fn import_param(&self) -> Option<ImportParam<'_>> {
        self.0.import_param.as_ref().filter(|param| !param.is_null()).map(ImportParam::new)
    }

    /// Returns the names of the fields that do not match the contract.
    ///
    /// - If a value has a wrong type, the field of the task is `None`, and `extra` contains the value.
    /// - If no Rust type can hold a value, such as `1e400`, the field is `None`, and the value is lost.
    /// - If a field occurs twice, the first value is used, and the second value is lost.
    ///
    /// ```
    /// use dataarts_insight::ImportTask;
    ///
    /// let task: ImportTask = serde_json::from_str(r#"{"status":1,"name":5}"#)?;
    /// assert_eq!((task.name.as_deref(), &task.extra["name"]), (None, &5.into()));
    /// assert!(task.unfit_fields().eq(["name"]));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn unfit_fields(&self) -> impl Iterator<Item = &str> {
        self.0.unfit_fields.iter().map(String::as_str)
    }

    /// Returns the generated type.
    pub fn into_raw(self) -> types::ImportTask {
        self.0
    }
}

/// Writes the same text as the generated type, but without the secrets in `import_param` and in unknown fields.
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

/// Converts Unix milliseconds. Returns `None` if the number is negative, is a fraction or is after the year 9999.
fn time(number: &Number) -> Option<SystemTime> {
    let milliseconds = number.as_u64().filter(|milliseconds| *milliseconds <= LAST_MILLISECOND)?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests;
