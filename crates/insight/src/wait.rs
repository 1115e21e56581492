//! Waiting for the end of an import task.

mod all;
mod error;
pub(crate) mod pacer;
mod polling;
mod progress;

use std::{fmt, pin::Pin, time::Duration};

use futures_core::stream::FusedStream;
use futures_util::StreamExt as _;

use crate::{import_task::ImportTask, operations::ImportTaskHandle};
pub use all::{Summary, WaitAll};
pub use error::{WaitError, WaitReason};
use polling::Polling;
pub use progress::{Progress, WaitEvent};

type Callback = Box<dyn FnMut(&Progress) + Send>;
type Condition = Box<dyn FnMut(&ImportTask) -> bool + Send>;

/// A wait for the end of an import task, made by [`ImportTaskHandle::wait`].
///
/// Await it for the result, or turn it into a [`stream`](Wait::watch) to see each poll. It ends with the task, if the task
/// succeeded, and otherwise with a [`WaitError`]:
///
/// - the task failed, or succeeded only in part;
/// - the deadline passed, even if the server does not respond;
/// - the service was never reached: no connection in 8 polls, or in two minutes;
/// - a poll failed and another one would not change it, such as an unknown ID or a bad token.
///
/// A temporary error (a busy service, a broken connection) only delays the next poll, at least as long as `Retry-After`
/// says. Once the task was seen, up to 5 odd responses in a row are tolerated too, because they may come from a gateway:
/// HTML or nothing instead of a task, a 404 without an error code of the service, HTTP 501 or 520, or another task. A task
/// in an unknown state is polled until the deadline. Each error keeps the last known task, see [`WaitError::last_task`].
/// Dropping the wait ends it; the task itself continues.
///
/// A program may run any number of waits: a client and its clones run at most 64 polls at a time. If the service limits the
/// rate of requests, all waits of a client together slow down to what it accepts. [`Client::wait_all`] waits for many tasks.
///
/// [`Client::wait_all`]: crate::Client::wait_all
///
/// ```no_run
/// use std::time::Duration;
///
/// # async fn example(client: dataarts_insight::Client) -> Result<(), Box<dyn std::error::Error>> {
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
    grace_for_not_found: Duration,
    condition: Option<Condition>,
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
            grace_for_not_found: Duration::ZERO,
            condition: None,
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

    /// Sets how long an unknown task is waited for at the start, because a new task may not be visible at once. Default: not
    /// at all.
    pub fn grace_for_not_found(self, grace: Duration) -> Self {
        Self { grace_for_not_found: grace, ..self }
    }

    /// Sets the condition that ends the wait with the task, instead of the task's success. A task that ends without it is a
    /// [`WaitError`].
    ///
    /// ```no_run
    /// use dataarts_insight::ImportTaskStatus;
    ///
    /// # async fn example(client: dataarts_insight::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let started = client
    ///     .import_task("2406a337")?
    ///     .wait()
    ///     .until(|task| task.status().is_ok_and(|status| status != ImportTaskStatus::NotActivated))
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn until(self, condition: impl FnMut(&ImportTask) -> bool + Send + 'static) -> Self {
        Self { condition: Some(Box::new(condition)), ..self }
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
    /// # async fn example(client: dataarts_insight::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let events = client.import_task("2406a337")?.wait().watch();
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
    pub fn watch(self) -> impl FusedStream<Item = Result<WaitEvent, WaitError>> + Send + 'static {
        let events = futures_util::stream::unfold(Some(Polling::new(self)), |polling| async move {
            let mut polling = polling?;
            let event = polling.next().await;
            let continues = matches!(event, Ok(WaitEvent::Progress(_)));
            Some((event, continues.then_some(polling)))
        });
        // An unfold panics if it is polled after its end.
        events.fuse()
    }
}

impl IntoFuture for Wait {
    type Output = Result<ImportTask, WaitError>;
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
