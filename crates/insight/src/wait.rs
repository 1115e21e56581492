//! Waiting for the end of an import task.

mod polling;

use std::{fmt, pin::Pin, sync::Arc, time::Duration};

use futures_core::Stream;

use crate::{client::Client, error::Error, ids::TaskId, import_task::ImportTask};
use polling::{Polling, Step};

/// A wait for the end of an import task, made by [`ImportTaskHandle::wait`](crate::ImportTaskHandle::wait).
///
/// Await it for the end, or turn it into a [`stream`](Wait::stream) to see each poll. It ends
///
/// - with the task, if the task succeeded;
/// - with [`ErrorKind::TaskPartiallySucceeded`](crate::ErrorKind) or
///   [`ErrorKind::TaskFailed`](crate::ErrorKind) if it did not, or not wholly;
/// - with [`ErrorKind::DeadlineExceeded`](crate::ErrorKind) at the deadline, even while the server does not answer;
/// - with any error that will not pass by itself, such as an unknown ID or a bad token.
///
/// Errors that may pass (no connection, a busy service) only delay the next poll, as long as `Retry-After` says; so do
/// states that this version does not know. Each error keeps the task as it was last seen, in
/// [`Error::last_task`]. Dropping the wait ends it; the task itself goes on.
///
/// Any number of waits may run in one program: those of one client and its clones poll at most 64 at a time.
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
/// println!("{}", task.import_detail.as_deref().unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[must_use = "a wait does nothing unless awaited"]
pub struct Wait {
    client: Client,
    id: TaskId,
    options: Options,
    on_progress: Option<Report>,
}

/// What is called after each poll.
type Report = Box<dyn FnMut(&Progress) + Send>;

/// How long, and how often.
#[derive(Debug, Clone, Copy)]
struct Options {
    deadline: Duration,
    interval: Duration,
    max_interval: Duration,
}

impl Wait {
    /// How long to wait at most, from the moment when the wait is first polled. Default: 30 minutes.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.options.deadline = deadline;
        self
    }

    /// The first pause between polls; each further one is half as long again. Default: 2 seconds. Least: 10 milliseconds.
    ///
    /// Every pause is made up to a fifth shorter or longer by chance, and as long as a `Retry-After` asks.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.options.interval = interval;
        self
    }

    /// The longest pause between polls. Default: 30 seconds. One that is below [`interval`](Wait::interval) counts as that.
    pub fn max_interval(mut self, interval: Duration) -> Self {
        self.options.max_interval = interval;
        self
    }

    /// Calls `report` after each poll, the last one included.
    pub fn on_progress(mut self, report: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(report));
        self
    }

    /// The wait as a stream: an item after each poll, and last the end or an error, as awaiting gives it.
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
    ///         WaitEvent::Succeeded(task) => println!("{:?} is there", task.name),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(self) -> impl Stream<Item = Result<WaitEvent, Error>> + Send + 'static {
        futures_util::stream::unfold(Some(self.polling()), |polling| async move {
            let mut polling = polling?;
            Some(match polling.next().await {
                Step::Progress(progress) => (Ok(WaitEvent::Progress(progress)), Some(polling)),
                Step::End(result) => ((*result).map(|task| WaitEvent::Succeeded(Box::new(task))), None),
            })
        })
    }

    pub(crate) fn new(client: Client, id: TaskId) -> Self {
        let options = Options {
            deadline: Duration::from_secs(30 * 60),
            interval: Duration::from_secs(2),
            max_interval: Duration::from_secs(30),
        };
        Self { client, id, options, on_progress: None }
    }

    fn polling(self) -> Polling {
        Polling::new(self.client, self.id, self.options, self.on_progress)
    }
}

impl IntoFuture for Wait {
    type Output = Result<ImportTask, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut polling = self.polling();
            loop {
                if let Step::End(result) = polling.next().await {
                    return *result;
                }
            }
        })
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").field("id", &self.id).field("options", &self.options).finish_non_exhaustive()
    }
}

/// An item of [`Wait::stream`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum WaitEvent {
    /// A poll was made.
    Progress(Progress),
    /// The task succeeded; nothing follows.
    Succeeded(Box<ImportTask>),
}

/// What a poll of a wait found. Its Display is one line for people.
#[derive(Debug, Clone)]
pub struct Progress {
    id: TaskId,
    polls: u32,
    elapsed: Duration,
    task: Option<Arc<ImportTask>>,
    error: Option<Error>,
    next_poll: Option<Duration>,
}

impl Progress {
    /// ID of the task.
    pub fn id(&self) -> &TaskId {
        &self.id
    }

    /// How many polls were made, this one included.
    pub fn polls(&self) -> u32 {
        self.polls
    }

    /// How long the wait has lasted.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The task as it was last seen: by this poll, unless it failed.
    pub fn task(&self) -> Option<&ImportTask> {
        self.task.as_deref()
    }

    /// Why this poll failed, if it did. The wait goes on if there is a [`next_poll`](Progress::next_poll).
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// In how long the next poll is due; `None` if this was the last one.
    pub fn next_poll(&self) -> Option<Duration> {
        self.next_poll
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.id)?;
        match (&self.error, self.task.as_ref().map(|task| task.status())) {
            (Some(error), _) => write!(f, "{error}")?,
            (None, Some(Ok(status))) => write!(f, "{status}")?,
            (None, _) => f.write_str("no answer yet")?,
        }
        write!(f, ", after {:.1} s", self.elapsed.as_secs_f64())?;
        match self.next_poll {
            Some(pause) => write!(f, ", next poll in {:.1} s", pause.as_secs_f64()),
            None => Ok(()),
        }
    }
}
