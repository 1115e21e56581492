//! The settings of a mock.

use std::{fmt, sync::Arc};

use dataarts_insight_validator::Contract;

use crate::{
    Error, Mock, Request, Script,
    checks::Accepted,
    log::{Log, Observer},
    service::Service,
    tasks::Tasks,
};

/// The settings of a [`Mock`]; made by [`Mock::builder`].
pub struct Builder {
    port: u16,
    token: String,
    workspaces: Vec<String>,
    contract: Option<Contract>,
    scripts: Vec<Script>,
    observer: Option<Observer>,
}

impl Mock {
    /// Makes a builder with the default settings.
    #[must_use]
    pub fn builder() -> Builder {
        Builder {
            port: 0,
            token: "mock-token".to_owned(),
            workspaces: Vec::new(),
            contract: None,
            scripts: Vec::new(),
            observer: None,
        }
    }
}

impl Builder {
    /// Sets the port on 127.0.0.1. Default: 0, which means any free port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the only token that is accepted. Default: `mock-token`.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Adds a workspace that exists. Default: `mock-workspace` only.
    #[must_use]
    pub fn workspace(mut self, id: impl Into<String>) -> Self {
        self.workspaces.push(id.into());
        self
    }

    /// Sets the contract. Default: the contract of DataArts Insight.
    #[must_use]
    pub fn contract(mut self, contract: Contract) -> Self {
        self.contract = Some(contract);
        self
    }

    /// Adds a task to the documented one.
    #[must_use]
    pub fn task(mut self, script: Script) -> Self {
        self.scripts.push(script);
        self
    }

    /// Sets a function that is called with each request once its answer is known.
    #[must_use]
    pub fn on_request(mut self, observer: impl Fn(&Request) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Starts the server on the current tokio runtime, which needs IO and time enabled.
    ///
    /// # Errors
    /// If the port is in use, the contract cannot be used for validation, or a script is invalid (see
    /// [`Mock::add_task`]).
    pub async fn start(mut self) -> Result<Mock, Error> {
        let service = Service::new(self.contract.as_ref().unwrap_or_else(|| Contract::embedded()))?;
        let mut tasks = Tasks::default();
        for script in &self.scripts {
            tasks.add(&service, script)?;
        }
        if self.workspaces.is_empty() {
            self.workspaces.push("mock-workspace".to_owned());
        }
        let accepted = Accepted { token: self.token, workspaces: self.workspaces };
        Mock::start(self.port, service, tasks, accepted, Log::new(self.observer)).await
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
