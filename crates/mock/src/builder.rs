//! How a mock is set up.

use std::{fmt, sync::Arc};

use dataarts_insight_validator::Contract;

use crate::{Error, Mock, Request, Script, judge::Expected, server, service::Service, tasks::Tasks};

/// Sets up a [`Mock`]; made by [`Mock::builder`].
pub struct Builder {
    port: u16,
    token: String,
    workspaces: Vec<String>,
    contract: Option<Contract>,
    scripts: Vec<Script>,
    observer: Option<Observer>,
}

/// Called with each request after it is judged.
pub(crate) type Observer = Arc<dyn Fn(&Request) + Send + Sync>;

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            port: 0,
            token: "mock-token".to_owned(),
            workspaces: Vec::new(),
            contract: None,
            scripts: Vec::new(),
            observer: None,
        }
    }

    /// The port on 127.0.0.1; by default 0, any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The only token that is accepted; by default `mock-token`.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// A workspace that exists; without any, `mock-workspace` does.
    #[must_use]
    pub fn workspace(mut self, id: impl Into<String>) -> Self {
        self.workspaces.push(id.into());
        self
    }

    /// The contract to behave by; by default the project's own.
    #[must_use]
    pub fn contract(mut self, contract: Contract) -> Self {
        self.contract = Some(contract);
        self
    }

    /// A task beside the documented one.
    #[must_use]
    pub fn task(mut self, script: Script) -> Self {
        self.scripts.push(script);
        self
    }

    /// Calls `observer` with each request once its answer is known.
    #[must_use]
    pub fn on_request(mut self, observer: impl Fn(&Request) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Starts the server on the current tokio runtime, which needs its IO and time drivers.
    ///
    /// # Errors
    /// When the port is taken, or a script names a status that the contract does not have.
    pub async fn start(mut self) -> Result<Mock, Error> {
        let service = Service::read(self.contract.as_ref().unwrap_or_else(|| Contract::embedded()))?;
        let mut tasks = Tasks::new(&service);
        for script in &self.scripts {
            tasks.add(&service, script)?;
        }
        if self.workspaces.is_empty() {
            self.workspaces.push("mock-workspace".to_owned());
        }
        let expected = Expected { token: self.token, workspaces: self.workspaces };
        server::start(self.port, service, tasks, expected, self.observer).await
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("port", &self.port)
            .field("workspaces", &self.workspaces)
            .field("scripts", &self.scripts)
            .finish_non_exhaustive()
    }
}
