//! Waits for the end of many tasks.

use std::{
    collections::HashSet,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::{Stream, stream::FusedStream};
use futures_util::stream::FuturesUnordered;

use super::{Polling, Wait, WaitError, WaitReason};
use crate::{client::Client, error::Error, ids::TaskId, import_task::ImportTask};

type Ending = Pin<Box<dyn Future<Output = (TaskId, Result<ImportTask, WaitError>)> + Send>>;

/// A stream with the results of many tasks, made by [`Client::wait_all`]. The results come in the order in which the
/// tasks end.
#[must_use = "a stream does nothing unless polled"]
pub struct WaitAll {
    waits: FuturesUnordered<Ending>,
    summary: Summary,
}

/// The number of tasks with each result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Summary {
    /// The number of tasks that succeeded.
    pub succeeded: usize,
    /// The number of tasks that succeeded only in part.
    pub partially_succeeded: usize,
    /// The number of tasks that failed.
    pub failed: usize,
    /// The number of waits that ended before the task ended, because the deadline passed or a call failed.
    pub unknown: usize,
}

impl Client {
    /// Waits for many tasks at the same time. If an ID occurs twice in `ids`, there is only one wait for it.
    /// `configure` can change the deadline and the pauses of each wait.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use futures_util::StreamExt as _;
    ///
    /// # async fn example(client: dataarts_insight::Client) -> Result<(), dataarts_insight::Error> {
    /// let mut ends = client.wait_all(["2406a337", "2406a338"], |wait| wait.deadline(Duration::from_secs(600)))?;
    /// while let Some((id, result)) = ends.next().await {
    ///     println!("{id}: {}", if result.is_ok() { "succeeded" } else { "did not succeed" });
    /// }
    /// println!("{} succeeded", ends.summary().succeeded);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind) if an ID is invalid, see [`TaskId::new`]. In this case no request
    /// is sent.
    pub fn wait_all(
        &self,
        ids: impl IntoIterator<Item = impl AsRef<str>>,
        configure: impl Fn(Wait) -> Wait,
    ) -> Result<WaitAll, Error> {
        let ids = ids.into_iter().map(TaskId::new).collect::<Result<Vec<_>, _>>()?;
        let mut seen = HashSet::new();
        let waits = FuturesUnordered::new();
        for id in ids.into_iter().filter(|id| seen.insert(id.clone())) {
            let mut polling = Polling::new(configure(self.import_task(&id)?.wait()));
            let ending: Ending = Box::pin(async move {
                let result = polling.run().await;
                (polling.into_id(), result)
            });
            waits.push(ending);
        }
        Ok(WaitAll { waits, summary: Summary::default() })
    }
}

impl WaitAll {
    /// Returns the number of tasks with each result. A task is counted when the stream has returned its result.
    pub fn summary(&self) -> Summary {
        self.summary
    }
}

impl Stream for WaitAll {
    type Item = (TaskId, Result<ImportTask, WaitError>);

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let end = ready!(Pin::new(&mut self.waits).poll_next(context));
        if let Some((_, result)) = &end {
            let summary = &mut self.summary;
            let count = match result.as_ref().map_err(WaitError::reason) {
                Ok(_) => &mut summary.succeeded,
                Err(WaitReason::PartiallySucceeded) => &mut summary.partially_succeeded,
                Err(WaitReason::Failed) => &mut summary.failed,
                Err(_) => &mut summary.unknown,
            };
            *count += 1;
        }
        Poll::Ready(end)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.waits.len(), Some(self.waits.len()))
    }
}

impl FusedStream for WaitAll {
    fn is_terminated(&self) -> bool {
        self.waits.is_terminated()
    }
}

impl std::fmt::Debug for WaitAll {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WaitAll").field("running", &self.waits.len()).field("summary", &self.summary).finish()
    }
}
