//! The project of a client. The program sets the project, or IAM returns the project of the region.

use std::{borrow::Cow, fmt, time::Duration};

use dataarts_insight_iam_client::{Client, builder::ListProjects, types};
use tokio::time::{Instant, sleep, timeout_at};

use crate::{
    credentials::{
        Source,
        connection::Connection,
        renewable::{Exchange, Issued, Renewable},
    },
    endpoint::Region,
    error::{Error, ErrorKind},
    ids::ProjectId,
};

#[derive(Debug)]
pub(crate) enum Project {
    Known(ProjectId),
    /// The project that has the same name as the region. The first call asks IAM for its ID, and the ID is stored.
    OfRegion(Renewable<Lookup>),
}

impl Project {
    /// Makes a project without an ID. The first call asks IAM for the project that has the same name as the region.
    pub(crate) fn of_region(region: Region, credentials: Source, iam: Connection) -> Self {
        Self::OfRegion(Renewable::new(Lookup { region, credentials, iam }))
    }

    /// Returns the ID if no request to IAM is needed.
    pub(crate) fn known(&self) -> Option<Cow<'_, ProjectId>> {
        match self {
            Self::Known(id) => Some(Cow::Borrowed(id)),
            Self::OfRegion(lookup) => lookup.held().map(Cow::Owned),
        }
    }

    /// Returns the ID. If IAM has a temporary failure, the request is repeated until the deadline.
    pub(crate) async fn get(&self, deadline: Instant) -> Result<Cow<'_, ProjectId>, Error> {
        let lookup = match self {
            Self::Known(id) => return Ok(Cow::Borrowed(id)),
            Self::OfRegion(lookup) => lookup,
        };
        loop {
            let error = match timeout_at(deadline, lookup.get()).await {
                Ok(Ok(id)) => return Ok(Cow::Owned(id)),
                Ok(Err(error)) => error,
                Err(_) => return Err(Error::new(ErrorKind::Timeout, "no project ID from IAM in time").retryable()),
            };
            let pause = error.retry_after().unwrap_or_default();
            if !error.is_retryable() || Instant::now() + pause >= deadline {
                return Err(error);
            }
            sleep(pause).await;
        }
    }
}

/// The request to IAM for the project that has the same name as the region.
pub(crate) struct Lookup {
    region: Region,
    credentials: Source,
    iam: Connection,
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookup").field("region", &self.region).finish_non_exhaustive()
    }
}

impl Exchange for Lookup {
    type Value = ProjectId;

    async fn exchange(&self) -> Result<Issued<ProjectId>, Error> {
        let authorization = self.credentials.authorization().await?;
        let api = Client::new(&*self.iam.endpoint);
        let mut request = api.list_projects().name(self.region.as_str()).request().map_err(|error| {
            Error::new(ErrorKind::InvalidInput, "the request for the project cannot be built").with_source(error)
        })?;
        authorization.apply(&mut request, None);
        let operation = ListProjects::OPERATION_ID;
        let response = self.iam.send(operation, request, authorization.secrets()).await?;
        let failure = |kind, what: String| {
            Error::new(kind, what)
                .with_head(&response)
                .with_hint("set the project ID: My Credentials > API Credentials in the console")
                .in_operation(operation, &self.iam.endpoint, 1)
        };
        let Ok(list) = ListProjects::decode(response.status, &response.headers, &response.body) else {
            return Err(failure(ErrorKind::InvalidResponse, "IAM answered without a list of projects".to_owned()));
        };
        let has_name = |project: &types::Project| project.name.as_deref() == Some(self.region.as_str());
        let found: Vec<types::Project> = list.projects.unwrap_or_default().into_iter().filter(has_name).collect();
        match found.as_slice() {
            [types::Project { id: Some(id), .. }] => Ok(Issued { value: ProjectId::new(id)?, life: Duration::MAX }),
            [] => {
                Err(failure(ErrorKind::NotFound, format!("the account has no project in the region {}", self.region)))
            }
            several => {
                let count = several.len();
                let message = format!("the account has {count} projects with the name {}", self.region);
                Err(failure(ErrorKind::Rejected, message))
            }
        }
    }
}
