//! The client for programs without an async runtime.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use dataarts_insight::blocking::Client;
//!
//! let client = Client::from_env()?;
//! let task = client.import_task("2406a337")?.wait(|wait| wait.deadline(Duration::from_secs(600)))?;
//! println!("{}", task.status()?);
//! # Ok::<(), dataarts_insight::WaitError>(())
//! ```
//!
//! Each client has a thread that sends its requests. A call blocks the calling thread until the call ends. An async
//! program must not be blocked, and uses [`crate::Client`] instead.

use std::{
    fmt,
    panic::resume_unwind,
    sync::{Arc, mpsc},
    thread,
};

use futures_util::StreamExt as _;
use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
    task::{AbortHandle, JoinError},
};

use crate::{
    error::{Error, ErrorKind},
    ids::TaskId,
    import_task::ImportTask,
    metadata::Response,
    retry::RetryPolicy,
    wait::{Summary, Wait, WaitError},
};

/// A [`crate::Client`] whose calls block the calling thread. A clone is cheap, because it shares the connections and
/// the thread.
#[derive(Clone)]
pub struct Client {
    client: crate::Client,
    worker: Arc<Worker>,
}

/// The thread that sends the requests of a client. When `_stop` is dropped, the thread ends.
struct Worker {
    runtime: Handle,
    _stop: oneshot::Sender<()>,
}

impl Client {
    /// Makes a blocking client from an async client with the same settings, and starts its thread.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the system cannot start a thread.
    pub fn new(client: crate::Client) -> Result<Self, Error> {
        Ok(Self { client, worker: Arc::new(Worker::start()?) })
    }

    /// Makes a client from the environment variables of [`environment`](crate::environment).
    ///
    /// # Errors
    ///
    /// The errors of [`crate::Client::from_env`] and [`Client::new`].
    pub fn from_env() -> Result<Self, Error> {
        Self::new(crate::Client::from_env()?)
    }

    /// Returns the async client that this client uses.
    pub fn as_async(&self) -> &crate::Client {
        &self.client
    }

    /// Returns a handle of the import task with this ID. No request is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the ID is invalid, see [`TaskId::new`].
    pub fn import_task(&self, id: impl AsRef<str>) -> Result<ImportTaskHandle, Error> {
        Ok(ImportTaskHandle { handle: self.client.import_task(id)?, worker: self.worker.clone() })
    }

    /// Waits for many tasks at the same time, see [`crate::Client::wait_all`]. The iterator returns the ID and the
    /// result of a task as soon as the task ends. All waits continue while the program handles a result. If the
    /// iterator is dropped, all waits end.
    ///
    /// ```no_run
    /// # let client = dataarts_insight::blocking::Client::from_env()?;
    /// let mut ends = client.wait_all(["2406a337", "2406a338"], |wait| wait)?;
    /// for (id, result) in &mut ends {
    ///     println!("{id}: {}", if result.is_ok() { "succeeded" } else { "did not succeed" });
    /// }
    /// println!("{} succeeded", ends.summary().succeeded);
    /// # Ok::<(), dataarts_insight::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if an ID is invalid, see [`TaskId::new`]. In this case no request is sent.
    pub fn wait_all(
        &self,
        ids: impl IntoIterator<Item = impl AsRef<str>>,
        configure: impl Fn(Wait) -> Wait,
    ) -> Result<WaitAll, Error> {
        let mut waits = self.client.wait_all(ids, configure)?;
        let (sender, ends) = mpsc::channel();
        let task = self.worker.runtime.spawn(async move {
            while let Some(end) = waits.next().await {
                if sender.send((end, waits.summary())).is_err() {
                    break;
                }
            }
        });
        Ok(WaitAll { ends, task: task.abort_handle(), summary: Summary::default(), _worker: self.worker.clone() })
    }
}

/// A handle of an import task, made by [`Client::import_task`].
#[derive(Clone)]
pub struct ImportTaskHandle {
    handle: crate::ImportTaskHandle,
    worker: Arc<Worker>,
}

impl ImportTaskHandle {
    /// Returns the task's ID.
    pub fn id(&self) -> &TaskId {
        self.handle.id()
    }

    /// Replaces the client's retry policy for calls of [`get`](ImportTaskHandle::get).
    pub fn with_retry(self, policy: RetryPolicy) -> Self {
        Self { handle: self.handle.with_retry(policy), ..self }
    }

    /// Reads the task from the service.
    ///
    /// # Errors
    ///
    /// The errors of [`crate::ImportTaskHandle::get`].
    pub fn get(&self) -> Result<Response<ImportTask>, Error> {
        let handle = self.handle.clone();
        self.worker.run(async move { handle.get().await })?
    }

    /// Waits until the task has ended. The function `configure` can change the deadline and the pauses, see [`Wait`].
    ///
    /// # Errors
    ///
    /// The errors of [`Wait`].
    ///
    /// # Panics
    ///
    /// If a function of the caller panics, for example the function in [`Wait::on_progress`].
    pub fn wait(&self, configure: impl FnOnce(Wait) -> Wait) -> Result<ImportTask, WaitError> {
        let wait = configure(self.handle.wait());
        self.worker.run(wait.into_future())?
    }
}

/// An iterator over the results of many tasks, made by [`Client::wait_all`].
pub struct WaitAll {
    ends: mpsc::Receiver<(End, Summary)>,
    task: AbortHandle,
    summary: Summary,
    _worker: Arc<Worker>,
}

type End = (TaskId, Result<ImportTask, WaitError>);

impl WaitAll {
    /// Returns how many tasks succeeded, failed or ended in another way. A task is counted after the iterator has
    /// returned its result.
    pub fn summary(&self) -> Summary {
        self.summary
    }
}

impl Iterator for WaitAll {
    type Item = End;

    fn next(&mut self) -> Option<End> {
        let (end, summary) = self.ends.recv().ok()?;
        self.summary = summary;
        Some(end)
    }
}

impl Drop for WaitAll {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Worker {
    fn start() -> Result<Self, Error> {
        let refuse = |error| {
            Error::new(ErrorKind::InvalidInput, "the thread of a blocking client cannot be started").with_source(error)
        };
        let runtime = Builder::new_current_thread().enable_all().build().map_err(refuse)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        thread::Builder::new()
            .name("dataarts-insight".to_owned())
            .spawn(move || runtime.block_on(stopped))
            .map_err(refuse)?;
        Ok(Self { runtime: handle, _stop: stop })
    }

    /// Runs a future in the worker thread and returns the result of the future. If the future panics, the caller panics
    /// with the same message.
    fn run<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> Result<T, Error> {
        let (sender, result) = mpsc::sync_channel(1);
        let task = self.runtime.spawn(future);
        self.runtime.spawn(async move {
            // Sending cannot fail, because `result.recv()` below waits for this message.
            let _ = sender.send(task.await);
        });
        match result.recv() {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => match JoinError::try_into_panic(error) {
                Ok(panic) => resume_unwind(panic),
                Err(error) => Err(stopped().with_source(error)),
            },
            Err(error) => Err(stopped().with_source(error)),
        }
    }
}

fn stopped() -> Error {
    Error::new(ErrorKind::InvalidInput, "the thread of the blocking client has ended")
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

impl fmt::Debug for ImportTaskHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handle.fmt(f)
    }
}

impl fmt::Debug for WaitAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitAll").field("summary", &self.summary).finish_non_exhaustive()
    }
}
