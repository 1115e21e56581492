//! A mock and its settings.

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use dataarts_insight_validator::Contract;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    Error, ErrorKind, Request, Script,
    checks::Accepted,
    log::Observer,
    server::{self, State, lock},
    service::Service,
    signature::AccessKey,
    tasks::Tasks,
};

/// A running mock. [`Mock::stop`] lets running requests finish; dropping the mock ends them.
pub struct Mock {
    address: SocketAddr,
    state: Arc<State>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

/// The settings of a [`Mock`]; made by [`Mock::builder`].
pub struct Builder {
    port: u16,
    accepted: Accepted,
    contract: Option<Contract>,
    scripts: Vec<Script>,
    observer: Option<Observer>,
}

impl Mock {
    /// Makes a builder with the default settings.
    #[must_use]
    pub fn builder() -> Builder {
        let accepted = Accepted { token: "mock-token".to_owned(), access_key: None, workspaces: Vec::new() };
        Builder { port: 0, accepted, contract: None, scripts: Vec::new(), observer: None }
    }

    /// Returns the base URL for clients: `http://127.0.0.1:` and the port.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the token that the mock accepts.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.state.accepted.token
    }

    /// Returns the first workspace that exists.
    #[must_use]
    pub fn workspace(&self) -> &str {
        self.state.accepted.workspaces.first().map_or("", String::as_str)
    }

    /// Returns the ID of the documented task; `None` if the contract has no task with an ID in its example.
    #[must_use]
    pub fn documented_task(&self) -> Option<String> {
        Some(self.state.service.tasks.as_ref()?.documented_id()?.to_owned())
    }

    /// Adds a task while the mock runs. A task with the same ID is replaced and starts with its first step.
    ///
    /// # Errors
    /// If the script has no step or names a status that the contract does not have, or if the contract has no tasks.
    pub fn add_task(&self, script: &Script) -> Result<(), Error> {
        lock(&self.state.tasks).add(&self.state.service, script.clone())
    }

    /// Returns the last ten thousand requests, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state.log).requests.iter().cloned().collect()
    }

    /// Stops accepting requests, waits up to two seconds for the running ones, and ends the mock.
    pub async fn stop(self) {
        // Ignores errors: both calls fail if the server's runtime has already ended.
        let _ = self.stop.send(());
        let _ = self.server.await;
    }
}

impl Builder {
    /// Sets the port on 127.0.0.1. Default: 0, which means any free port.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Sets the only token that is accepted. Default: `mock-token`.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.accepted.token = token.into();
        self
    }

    /// Sets the only access key whose signatures are accepted, by its ID and secret. Default: none.
    #[must_use]
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.accepted.access_key = Some(AccessKey { id: id.into(), secret: secret.into() });
        self
    }

    /// Adds a workspace that exists. Default: `mock-workspace` only.
    #[must_use]
    pub fn workspace(mut self, id: impl Into<String>) -> Self {
        self.accepted.workspaces.push(id.into());
        self
    }

    /// Sets the contract. Default: the contract of DataArts Insight.
    #[must_use]
    pub fn contract(self, contract: Contract) -> Self {
        Self { contract: Some(contract), ..self }
    }

    /// Adds a scripted task. The documented task remains.
    #[must_use]
    pub fn task(mut self, script: Script) -> Self {
        self.scripts.push(script);
        self
    }

    /// Sets a function that is called with each request once its answer is known.
    #[must_use]
    pub fn on_request(self, observer: impl Fn(&Request) + Send + Sync + 'static) -> Self {
        Self { observer: Some(Box::new(observer)), ..self }
    }

    /// Starts the server on the current tokio runtime, which needs IO and time enabled.
    ///
    /// # Errors
    /// If the port is in use, the contract cannot be used for validation, or a script is invalid (see
    /// [`Mock::add_task`]).
    pub async fn start(self) -> Result<Mock, Error> {
        let Self { port, mut accepted, contract, scripts, observer } = self;
        let service = Service::new(contract.as_ref().unwrap_or_else(|| Contract::embedded()))?;
        let mut tasks = Tasks::default();
        for script in scripts {
            tasks.add(&service, script)?;
        }
        if accepted.workspaces.is_empty() {
            accepted.workspaces.push("mock-workspace".to_owned());
        }
        let refused = |error: io::Error| Error {
            source: Some(error.into()),
            ..Error::new(ErrorKind::Listen, format!("cannot listen on 127.0.0.1:{port}"))
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let state = Arc::new(State { service, accepted, tasks: Mutex::new(tasks), log: Mutex::default(), observer });
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(server::run(listener, Arc::clone(&state), stopped));
        Ok(Mock { address, state, stop, server })
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("address", &self.address).finish_non_exhaustive()
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("port", &self.port).field("scripts", &self.scripts).finish_non_exhaustive()
    }
}
