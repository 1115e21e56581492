//! The async client of the service.

use std::{borrow::Cow, fmt, sync::Arc};

use crate::{
    execute::Shared,
    ids::{ProjectId, WorkspaceId},
};

/// A client of DataArts Insight for one project and one workspace.
///
/// A clone is cheap, and shares its connections with the original.
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
    /// Returns the base URL of the service, without a slash at the end.
    pub fn endpoint(&self) -> &str {
        &self.0.endpoint
    }

    /// Returns the project ID. Returns `None` if no project ID is set and the client has not yet asked IAM.
    pub fn project(&self) -> Option<ProjectId> {
        self.0.project.known().map(Cow::into_owned)
    }

    /// Returns the ID of the workspace.
    pub fn workspace(&self) -> &WorkspaceId {
        &self.0.workspace
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
            .field("retry", &self.0.retry)
            .finish_non_exhaustive()
    }
}
