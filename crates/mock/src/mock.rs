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

/// A running mock. [`Mock::stop`] waits for running requests. If the mock is dropped, all its connections end at once.
pub struct Mock {
    address: SocketAddr,
    state: Arc<State>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

/// The settings of a [`Mock`]. [`Mock::builder`] makes a builder with the defaults.
pub struct Builder {
    port: u16,
    accepted: Accepted,
    contract: Option<Contract>,
    scripts: Vec<Script>,
    observer: Option<Observer>,
}

impl Mock {
    /// Returns a builder with the default settings.
    #[must_use]
    pub fn builder() -> Builder {
        let accepted = Accepted { token: "mock-token".to_owned(), access_key: None, workspaces: Vec::new() };
        Builder { port: 0, accepted, contract: None, scripts: Vec::new(), observer: None }
    }

    /// Returns the base URL for clients, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the token that the mock accepts.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.state.accepted.token
    }

    /// Returns the ID of the first workspace of the mock.
    #[must_use]
    pub fn workspace(&self) -> &str {
        self.state.accepted.workspaces.first().map_or("", String::as_str)
    }

    /// Returns the ID of the task that the contract contains as an example. Returns `None` if the contract has no such
    /// example, or if the example has no ID.
    #[must_use]
    pub fn documented_task(&self) -> Option<String> {
        Some(self.state.service.tasks.as_ref()?.documented_id()?.to_owned())
    }

    /// Adds a task to the running mock. If a task with the same ID exists, the new task replaces the old task.
    ///
    /// # Errors
    /// If the script has no step, if the script contains a status name that the contract does not have, or if the
    /// contract has no operation that returns a task.
    pub fn add_task(&self, script: &Script) -> Result<(), Error> {
        lock(&self.state.tasks).add(&self.state.service, script.clone())
    }

    /// Returns the last 10 000 requests, with the oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state.log).requests.iter().cloned().collect()
    }

    /// Stops the mock: the mock accepts no new requests, waits up to two seconds for running requests, and ends.
    pub async fn stop(self) {
        // The errors are ignored: each call fails only if the server's runtime has already ended.
        let _ = self.stop.send(());
        let _ = self.server.await;
    }
}

impl Builder {
    /// Sets the port on 127.0.0.1. The default is 0: the system chooses a free port.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Sets the token. The mock refuses every other token. Default: `mock-token`.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.accepted.token = token.into();
        self
    }

    /// Sets the ID and the secret of the access key that clients sign with. The mock refuses signatures with another
    /// key. Default: no key, so every signature is refused.
    #[must_use]
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.accepted.access_key = Some(AccessKey { id: id.into(), secret: secret.into() });
        self
    }

    /// Adds a workspace that the mock accepts. The mock refuses requests with other workspaces. If no workspace is
    /// added, the mock accepts only `mock-workspace`.
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

    /// Adds a scripted task. The mock also has the task that the contract contains as an example.
    #[must_use]
    pub fn task(mut self, script: Script) -> Self {
        self.scripts.push(script);
        self
    }

    /// Sets a function that the mock calls with each request. The mock makes the call before it sends the answer.
    #[must_use]
    pub fn on_request(self, observer: impl Fn(&Request) + Send + Sync + 'static) -> Self {
        Self { observer: Some(Box::new(observer)), ..self }
    }

    /// Starts the server on the current tokio runtime. IO and time of the runtime must be enabled.
    ///
    /// # Errors
    /// If the port is in use, if the contract has an error, or if a script is invalid (see [`Mock::add_task`]).
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
