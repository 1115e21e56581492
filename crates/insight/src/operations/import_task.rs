//! The operations on an import task.

use dataarts_insight_client::builder::ShowImportTask;

use crate::{
    client::Client,
    error::Error,
    execute::{Call, Retries, after, execute},
    ids::TaskId,
    import_task::ImportTask,
    metadata::Response,
    redact::one_line,
    retry::RetryPolicy,
};

/// A handle of an import task, made by [`Client::import_task`]. The handle contains the ID of the task.
#[derive(Debug, Clone)]
pub struct ImportTaskHandle {
    pub(crate) client: Client,
    pub(crate) id: TaskId,
    retry: Option<Box<RetryPolicy>>,
}

impl Client {
    /// Returns a handle of the import task with this ID. No request is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind) if the ID is invalid, see [`TaskId::new`].
    pub fn import_task(&self, id: impl AsRef<str>) -> Result<ImportTaskHandle, Error> {
        Ok(ImportTaskHandle { client: self.clone(), id: TaskId::new(id)?, retry: None })
    }
}

impl ImportTaskHandle {
    /// Returns the task's ID.
    pub fn id(&self) -> &TaskId {
        &self.id
    }

    /// Replaces the client's retry policy for calls of [`get`](ImportTaskHandle::get).
    pub fn with_retry(self, policy: RetryPolicy) -> Self {
        Self { retry: Some(Box::new(policy)), ..self }
    }

    /// Reads the task from the service.
    ///
    /// # Errors
    ///
    /// Any [`ErrorKind`](crate::ErrorKind) is possible. A response without a usable status is an error too.
    pub async fn get(&self) -> Result<Response<ImportTask>, Error> {
        let policy = self.retry.as_deref().unwrap_or(&self.client.0.retry);
        // The future of a call has almost two kilobytes. It is put into a box, so that the future of the caller stays
        // small.
        Box::pin(self.show(Retries::Policy(policy))).await
    }

    pub(crate) async fn show(&self, retries: Retries<'_>) -> Result<Response<ImportTask>, Error> {
        let shared = &*self.client.0;
        let deadline = after(shared.limits.total);
        let project = shared.project.get(deadline).await?;
        let request = || {
            let operation = shared.api.show_import_task().project_id(project.as_str());
            operation.task_id(self.id.as_str()).x_workspace_id(shared.workspace.as_str()).request()
        };
        let call = Call {
            operation: ShowImportTask::OPERATION_ID,
            request: &request,
            decode: |status, headers, body| ShowImportTask::decode(status, headers, body).map(ImportTask::from),
            // A task with two `status` fields is refused, because the correct status is unknown.
            accept: |task: &ImportTask| task.status().is_ok() && !task.unfit_fields().any(|name| name == "status"),
        };
        let mut task = execute(shared, &call, retries, deadline).await?;
        if let Some(id) = task.id.as_deref().filter(|id| !is_same(id, self.id.as_str())) {
            let id = one_line(&shared.credentials.secrets().redact(id), MAX_ID);
            tracing::warn!(asked = %self.id, received = id, "the service returned another task");
            task.metadata_mut().unexpected_id = Some(id);
        }
        Ok(task)
    }
}

/// The maximum length of the value that [`Metadata::unexpected_id`](crate::Metadata::unexpected_id) returns, in bytes.
const MAX_ID: usize = 128;

/// Returns whether two texts are the same ID. Letter case and hyphens are ignored, because the service may change them.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |id: &str| id.chars().filter(|c| *c != '-').flat_map(char::to_lowercase).collect::<String>();
    one == other || plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn letter_case_and_hyphens_of_an_id_do_not_matter() {
        assert!(is_same("2406A337-a5b2", "2406a337a5b2"));
        assert!(!is_same("2406a337", "2406a338"));
    }
}
