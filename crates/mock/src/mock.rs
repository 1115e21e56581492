//! A running mock.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    Error, Request, Script,
    checks::Accepted,
    log::Log,
    server::{self, State, lock},
    service::Service,
    tasks::Tasks,
};

/// A running mock. [`Mock::stop`] lets running requests finish; dropping the mock ends them.
pub struct Mock {
    address: SocketAddr,
    state: Arc<State>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Mock {
    pub(crate) async fn start(
        port: u16,
        service: Service,
        tasks: Tasks,
        accepted: Accepted,
        log: Log,
    ) -> Result<Self, Error> {
        let refused = |error| Error::listen(format!("cannot listen on 127.0.0.1:{port}"), error);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let state = Arc::new(State { service, accepted, tasks: Mutex::new(tasks), log: Mutex::new(log) });
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(server::run(listener, Arc::clone(&state), stopped));
        Ok(Self { address, state, stop, server })
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
        lock(&self.state.tasks).add(&self.state.service, script)
    }

    /// Returns the last ten thousand requests, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state.log).to_vec()
    }

    /// Stops accepting requests, waits up to two seconds for the running ones, and ends the mock.
    pub async fn stop(self) {
        // Both fail if the runtime of the server has ended before.
        let _ = self.stop.send(());
        let _ = self.server.await;
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("address", &self.address).finish_non_exhaustive()
    }
}
