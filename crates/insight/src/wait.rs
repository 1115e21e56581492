//! Waits for the end of an import task.

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
/// Use `.await` on the wait to get its result, or call [`watch`](Wait::watch) to get an event for each poll. If the
/// task succeeds, the result is the task. The result is a [`WaitError`] if:
///
/// - the task failed, or succeeded only in part;
/// - the deadline passed before the task ended;
/// - the first 8 polls, or all polls of the first two minutes, could not connect to the service;
/// - a poll failed with an error that another poll would not change, such as an unknown ID or an invalid token.
///
/// These errors and responses do not end the wait:
///
/// - A temporary error, such as a busy service or a broken connection. The next poll follows after a pause, and not
///   before the time in `Retry-After`.
/// - A response that probably comes from a gateway: HTML or an empty body, a 404 without an error code, HTTP 501 or
///   520, or a task with another ID. The sixth such response in a row ends the wait. If no poll has received the task,
///   the first such response ends the wait.
/// - A task with an unknown status. It is polled until the deadline.
///
/// If the wait is dropped, polling stops, but the task continues at the service.
///
/// The number of waits in a program is not limited. A client and its clones make at most 64 polls at the same time. If
/// the service answers with HTTP 429 (too many requests), all waits of the client poll more slowly.
/// [`Client::wait_all`] waits for many tasks.
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
    /// Returns a wait for the end of the task. [`Wait`] describes the deadline, the pauses and the result.
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
    /// Sets the deadline: the maximum time of the wait. The time starts with the first poll. Default: 30 minutes.
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Sets the first pause between polls. Each further pause is longer by half: 2 s, 3 s, 4.5 s. Default: 2 seconds.
    /// Minimum: 10 milliseconds.
    ///
    /// Each pause is made longer or shorter at random, by at most 20 %. If `Retry-After` is longer than the pause,
    /// `Retry-After` is used.
    pub fn interval(self, interval: Duration) -> Self {
        Self { interval, ..self }
    }

    /// Sets the longest pause between polls. Default: 30 seconds. If the value is less than
    /// [`interval`](Wait::interval), `interval` is the longest pause.
    pub fn max_interval(self, interval: Duration) -> Self {
        Self { max_interval: interval, ..self }
    }

    /// Sets how long the wait continues if the service answers "task not found". Use it for a new task, because the
    /// service may not find the task at once. The time starts with the wait. Default: zero.
    pub fn grace_for_not_found(self, grace: Duration) -> Self {
        Self { grace_for_not_found: grace, ..self }
    }

    /// Replaces the condition for success. The wait ends with the task as soon as `condition` returns `true`. If the
    /// task ends and `condition` returns `false`, the result is a [`WaitError`].
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

    /// Sets a function that is called after each poll, including the last poll.
    pub fn on_progress(self, callback: impl FnMut(&Progress) + Send + 'static) -> Self {
        Self { on_progress: Some(Box::new(callback)), ..self }
    }

    /// Converts the wait into a stream. The stream contains an item for each poll. The last item is the result.
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
        // Without `fuse`, the stream would panic if it is polled after its last item.
        events.fuse()
    }
}

impl IntoFuture for Wait {
    type Output = Result<ImportTask, WaitError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        // `Polling` is made outside the `async` block. Otherwise the future would contain `self` and `polling`, and be
        // about twice as large.
        let mut polling = Polling::new(self);
        Box::pin(async move { polling.run().await })
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").field("handle", &self.handle).field("deadline", &self.deadline).finish_non_exhaustive()
    }
}
