//! The client and its operations.

use std::{fmt, sync::Arc, time::Duration};

use dataarts_insight_client::{self as generated, hooks::Context};
use serde::Deserialize as _;

use crate::{
    builder::ClientBuilder,
    error::{self, Error, ErrorKind, Received},
    ids::{ProjectId, TaskId, WorkspaceId},
    import_task::ImportTask,
    transport::{Call, Shared},
    wait::Wait,
};

/// A client of DataArts Insight, for one project and workspace.
///
/// Make one and clone it: clones are cheap and share their connections.
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
pub struct Client(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    project: ProjectId,
    workspace: WorkspaceId,
}

impl Client {
    /// Starts to make a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Makes a client from the environment variables of [`environment`](crate::environment).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`], naming the variable that is missing or refused.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// The import task of an ID. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the ID is refused, see [`TaskId::new`].
    pub fn import_task<I>(&self, id: I) -> Result<ImportTaskHandle, Error>
    where
        I: TryInto<TaskId>,
        Error: From<I::Error>,
    {
        Ok(ImportTaskHandle { client: self.clone(), id: id.try_into()? })
    }

    /// Base URL of the service, without a slash at its end.
    pub fn endpoint(&self) -> &str {
        &self.0.shared.endpoint
    }

    /// The project.
    pub fn project(&self) -> &ProjectId {
        &self.0.project
    }

    /// The workspace.
    pub fn workspace(&self) -> &WorkspaceId {
        &self.0.workspace
    }

    pub(crate) fn new(shared: Shared, project: ProjectId, workspace: WorkspaceId) -> Self {
        Self(Arc::new(Inner { shared: Arc::new(shared), project, workspace }))
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    /// Gets a task with up to `retries` repetitions, and how long the service asks to wait before the next call.
    pub(crate) async fn show_import_task(
        &self,
        id: &TaskId,
        retries: u32,
    ) -> Result<(ImportTask, Option<Duration>), Error> {
        let shared = &self.0.shared;
        let call = Call::new(shared.clone(), retries);
        let client =
            generated::Client::new_with_client(&shared.endpoint, shared.http.clone(), Context::new(call.clone()));
        let sent = client
            .show_import_task()
            .project_id(self.0.project.as_str())
            .task_id(id.as_str())
            .x_workspace_id(self.0.workspace.as_str())
            .send()
            .await;
        // The record says more than the generated error, which loses status and headers.
        let received = match call.take() {
            Some(result) => result?,
            None => return Err(Error::new(ErrorKind::InvalidInput, "the request cannot be made")),
        };
        let usable = |task: &ImportTask| task.status().is_ok();
        let (task, fault) = match sent {
            Ok(value) => (Some(ImportTask::from(value.into_inner())), None),
            Err(generated::Error::InvalidResponsePayload(_, fault)) => (None, Some(fault)),
            Err(_) => read_undeclared_success(&received),
        };
        let retry_after = error::retry_after(&received.headers);
        task.filter(usable).map(|task| (task, retry_after)).ok_or_else(|| {
            error::bad_response(&received, fault.as_ref(), shared.token.as_ref()).in_operation(
                "show_import_task",
                &shared.endpoint,
                1,
            )
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.0.shared.endpoint)
            .field("project", &self.0.project)
            .field("workspace", &self.0.workspace)
            .field("token", &self.0.shared.token)
            .field("limits", &self.0.shared.limits)
            .finish_non_exhaustive()
    }
}

/// A success with another status than the contract declares may hold a task all the same.
fn read_undeclared_success(received: &Received) -> (Option<ImportTask>, Option<serde_json::Error>) {
    let mut reader = serde_json::Deserializer::from_slice(&received.body);
    match ImportTask::deserialize(&mut reader).and_then(|task| reader.end().map(|()| task)) {
        Ok(task) => (Some(task), None),
        Err(fault) => (None, Some(fault)),
    }
}

/// One import task of the service: what can be done with it. Made by [`Client::import_task`].
#[derive(Debug, Clone)]
pub struct ImportTaskHandle {
    client: Client,
    id: TaskId,
}

impl ImportTaskHandle {
    /// The task's ID.
    pub fn id(&self) -> &TaskId {
        &self.id
    }

    /// Asks the service for the task as it is now.
    ///
    /// # Errors
    ///
    /// Whatever [`ErrorKind`] lists for a single call. An answer without a usable status is an error, never a task.
    pub async fn get(&self) -> Result<ImportTask, Error> {
        // Boxed, or every caller's future would hold that of the generated call, of almost two kilobytes.
        let call = Box::pin(self.client.show_import_task(&self.id, self.client.shared().limits.retries));
        Ok(call.await?.0)
    }

    /// Waits until the task has ended. See [`Wait`] for its deadline, its pauses and how to watch it.
    pub fn wait(&self) -> Wait {
        Wait::new(self.client.clone(), self.id.clone())
    }
}
