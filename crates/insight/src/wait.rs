//! Waiting for the end of an import task.

mod polling;
mod progress;

use std::{fmt, pin::Pin, time::Duration};

use futures_core::Stream;

use crate::{error::Error, import_task::ImportTask, operations::ImportTaskHandle};
use polling::Polling;
pub use progress::{Progress, WaitEvent};

type Callback = Box<dyn FnMut(&Progress) + Send>;

/// A wait for the end of an import task, made by [`ImportTaskHandle::wait`].
///
/// Await it for the result, or turn it into a [`stream`](Wait::stream) to see each poll. It ends
///
/// - with the task, if the task succeeded;
/// - with [`ErrorKind::TaskPartiallySucceeded`](crate::ErrorKind) or [`ErrorKind::TaskFailed`](crate::ErrorKind), if
///   the task ended otherwise;
/// - with [`ErrorKind::DeadlineExceeded`](crate::ErrorKind) at the deadline, even if the server does not respond;
/// - with any error that is not temporary, such as an unknown ID or a bad token.
///
/// A temporary error (no connection, a busy service) only delays the next poll, at least as long as `Retry-After` says.
/// A task in an unknown state is polled until the deadline. Each error keeps the last known task, see
/// [`Error::last_task`]. Dropping the wait ends it; the task itself continues.
///
/// A program may run any number of waits: a client and its clones run at most 64 polls at a time.
///
/// ```no_run
/// use std::time::Duration;
///
/// # async fn example(client: dataarts_insight::Client) -> Result<(), dataarts_insight::Error> {
/// let task = client
///     .import_task("2406a337")?
///     .wait()
///     .deadline(Duration::from_secs(600))
///     .on_progress(|progress| println!("{progress}"))
///     .await?;
/// println!("{}", task.status()?);
/// # Ok(())
/// # }
/// ```
#[must_use = "a wait does nothing unless awaited"]
pub struct Wait {
    handle: ImportTaskHandle,
    deadline: Duration,
    interval: Duration,
    max_interval: Duration,
    on_progress: Option<Callback>,
}

impl ImportTaskHandle {
    /// Waits until the task has ended. [`Wait`] describes its deadline, pauses and results.
    pub fn wait(&self) -> Wait {
        Wait {
            handle: self.clone(),
            deadline: Duration::from_secs(30 * 60),
            interval: Duration::from_secs(2),
            max_interval: Duration::from_secs(30),
            on_progress: None,
        }
    }
}

impl Wait {
    /// Sets how long to wait at most, counted from the first poll of this future. Default: 30 minutes.
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Sets the first pause between polls; each further pause is half as long again. Default: 2 seconds. Minimum: 10
    /// milliseconds.
    ///
    /// Each pause changes at random by up to a fifth. A longer `Retry-After` is used instead.
    pub fn interval(self, interval: Duration) -> Self {
        Self { interval, ..self }
    }

    /// Sets the longest pause between polls. Default: 30 seconds. A value below [`interval`](Wait::interval) is raised
    /// to it.
    pub fn max_interval(self, interval: Duration) -> Self {
        Self { max_interval: interval, ..self }
    }

    /// Sets a function that is called after each poll, including the last one.
    pub fn on_progress(self, callback: impl FnMut(&Progress) + Send + 'static) -> Self {
        Self { on_progress: Some(Box::new(callback)), ..self }
    }

    /// Turns the wait into a stream: one item after each poll, then the result or the error.
    ///
    /// ```no_run
    /// use dataarts_insight::WaitEvent;
    /// use futures_util::{StreamExt as _, pin_mut};
    ///
    /// # async fn example(client: dataarts_insight::Client) -> Result<(), dataarts_insight::Error> {
    /// let events = client.import_task("2406a337")?.wait().stream();
    /// pin_mut!(events);
    /// while let Some(event) = events.next().await {
    ///     match event? {
    ///         WaitEvent::Progress(progress) => println!("{progress}"),
    ///         WaitEvent::Succeeded(task) => println!("{}", task.status()?),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(self) -> impl Stream<Item = Result<WaitEvent, Error>> + Send + 'static {
        futures_util::stream::unfold(Some(Polling::new(self)), |polling| async move {
            let mut polling = polling?;
            let event = polling.next().await;
            let continues = matches!(event, Ok(WaitEvent::Progress(_)));
            Some((event, continues.then_some(polling)))
        })
    }
}

impl IntoFuture for Wait {
    type Output = Result<ImportTask, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut polling = Polling::new(self);
            loop {
                if let WaitEvent::Succeeded(task) = polling.next().await? {
                    return Ok(*task);
                }
            }
        })
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").field("handle", &self.handle).field("deadline", &self.deadline).finish_non_exhaustive()
    }
}
