//! The client and its operations.

use std::{fmt, sync::Arc, time::Duration};

use dataarts_insight_client::{self as generated, hooks::Context};
use serde::Deserialize as _;

use crate::{
    error::{Error, ErrorKind},
    ids::{ProjectId, TaskId, WorkspaceId},
    import_task::ImportTask,
    response::{self, RawResponse},
    transport::{Call, Shared, after},
};

/// A client of DataArts Insight, for one project and workspace.
///
/// Clones are cheap and share their connections.
///
/// ```no_run
/// use dataarts_insight::{Client, Region, Token};
///
/// # async fn example() -> Result<(), dataarts_insight::Error> {
/// let client = Client::builder()
///     .region(Region::CN_NORTH_4)
///     .project("0a1b2c3d")
///     .workspace("12913c92")
///     .token(Token::from_file("token.txt")?)
///     .build()?;
/// let task = client.import_task("2406a337")?.get().await?;
/// println!("{}", task.status()?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Shared>);

impl Client {
    /// Returns a handle of the import task with this ID. Sends nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the ID is refused, see [`TaskId::new`].
    pub fn import_task(&self, id: impl AsRef<str>) -> Result<ImportTaskHandle, Error> {
        Ok(ImportTaskHandle { client: self.clone(), id: TaskId::new(id)? })
    }

    /// Returns the base URL of the service, without a slash at its end.
    pub fn endpoint(&self) -> &str {
        &self.0.endpoint
    }

    /// Returns the project; `None` if it is looked up by the region and no call has needed it yet.
    pub fn project(&self) -> Option<ProjectId> {
        self.0.project.known()
    }

    /// Returns the workspace.
    pub fn workspace(&self) -> &WorkspaceId {
        &self.0.workspace
    }

    /// Reads a task, with up to `retries` retries. Also returns the `Retry-After` of the response.
    pub(crate) async fn show_task(&self, id: &TaskId, retries: u32) -> Result<(ImportTask, Option<Duration>), Error> {
        let shared = &self.0;
        let project = shared.project.get(after(shared.limits.total)).await?;
        let call = Call::new(shared.clone(), retries);
        let client =
            generated::Client::new_with_client(&shared.endpoint, shared.http.clone(), Context::new(call.clone()));
        let sent = client
            .show_import_task()
            .project_id(project.as_str())
            .task_id(id.as_str())
            .x_workspace_id(shared.workspace.as_str())
            .send()
            .await;
        // Takes the response from the call, because the generated error has no status and headers.
        let response = match call.take() {
            Some(result) => result?,
            None => return Err(Error::new(ErrorKind::InvalidInput, "the request cannot be built")),
        };
        let (task, fault) = match sent {
            Ok(value) => (Some(ImportTask::from(value.into_inner())), None),
            Err(generated::Error::InvalidResponsePayload(_, fault)) => (None, Some(fault)),
            Err(_) => read_undeclared_success(&response),
        };
        let Some(task) = task.filter(|task| task.status().is_ok()) else {
            let error = response::unusable_success(&response, fault.as_ref());
            return Err(error.in_operation("show_import_task", &shared.endpoint, 1));
        };
        Ok((task, response::retry_after(&response.headers)))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.0.endpoint)
            .field("project", &self.0.project)
            .field("workspace", &self.0.workspace)
            .field("credentials", &self.0.credentials)
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}

/// Reads a task from a 2xx response whose status the contract does not declare.
fn read_undeclared_success(response: &RawResponse) -> (Option<ImportTask>, Option<serde_json::Error>) {
    let mut reader = serde_json::Deserializer::from_slice(&response.body);
    match ImportTask::deserialize(&mut reader).and_then(|task| reader.end().map(|()| task)) {
        Ok(task) => (Some(task), None),
        Err(fault) => (None, Some(fault)),
    }
}

/// An import task of the service, by its ID. Made by [`Client::import_task`].
#[derive(Debug, Clone)]
pub struct ImportTaskHandle {
    pub(crate) client: Client,
    pub(crate) id: TaskId,
}

impl ImportTaskHandle {
    /// Returns the task's ID.
    pub fn id(&self) -> &TaskId {
        &self.id
    }

    /// Reads the task from the service.
    ///
    /// # Errors
    ///
    /// Every [`ErrorKind`] of a single call. A response without a usable status is an error.
    pub async fn get(&self) -> Result<ImportTask, Error> {
        // Boxed because the future of the generated call takes almost two kilobytes.
        let call = Box::pin(self.client.show_task(&self.id, self.client.0.limits.retries));
        Ok(call.await?.0)
    }
}
