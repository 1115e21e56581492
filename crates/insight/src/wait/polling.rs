//! The loop of a wait, one event at a time.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep, timeout_at};

use super::{Progress, Wait, WaitEvent};
use crate::{
    error::{Error, ErrorKind},
    execute::{Backoff, Retries, after, jittered},
    import_task::ImportTask,
    metadata::Response,
    outcome::Outcome,
    redact::one_line,
};

/// The shortest pause between polls.
const MIN_INTERVAL: Duration = Duration::from_millis(10);

/// The time between the last poll and the deadline, if the next pause would end after the deadline.
const LAST_POLL: Duration = Duration::from_secs(2);

/// The ratio of each pause to the one before.
const GROWTH: f64 = 1.5;

/// The longest text of the service in the message of a failed wait, in characters.
const MAX_REASON: usize = 512;

/// The state of a running wait. It is small because a program may run ten thousand; the future of a poll is boxed.
pub(super) struct Polling {
    wait: Wait,
    pauses: Backoff,
    /// Start and deadline, once the wait has started.
    times: Option<(Instant, Instant)>,
    polls: u32,
    last_task: Option<Arc<ImportTask>>,
    last_error: Option<Error>,
    next: Next,
}

/// The next action of a wait.
enum Next {
    Poll(Duration),
    /// Sleep until the deadline, because the service requested a longer pause.
    GiveUp,
    End(Result<Box<ImportTask>, Error>),
}

impl Polling {
    pub(super) fn new(wait: Wait) -> Self {
        Self {
            pauses: Backoff::new(wait.interval.max(MIN_INTERVAL), wait.max_interval, GROWTH),
            wait,
            times: None,
            polls: 0,
            last_task: None,
            last_error: None,
            next: Next::Poll(Duration::ZERO),
        }
    }

    /// Pauses, polls and reports the result; or returns the end of the wait. The caller must not call it after the end.
    pub(super) async fn next(&mut self) -> Result<WaitEvent, Error> {
        let (started, deadline) = *self.times.get_or_insert_with(|| (Instant::now(), after(self.wait.deadline)));
        let pause = match std::mem::replace(&mut self.next, Next::GiveUp) {
            Next::Poll(pause) => pause,
            Next::GiveUp => deadline.saturating_duration_since(Instant::now()),
            Next::End(result) => return result.map(WaitEvent::Succeeded),
        };
        if !pause.is_zero() {
            sleep(pause).await;
        }
        if Instant::now() >= deadline && self.polls > 0 {
            return Err(self.timed_out());
        }
        // The deadline also ends a poll that has no response yet. A failed poll is not retried: the next poll follows.
        let handle = &self.wait.handle;
        let poll = Box::pin(async move {
            // Fails only if the semaphore is closed, which never happens.
            let _permit = handle.client.0.polls.acquire().await;
            handle.show(Retries::BrokenConnection).await
        });
        let Ok(result) = timeout_at(deadline, poll).await else { return Err(self.timed_out()) };
        self.polls = self.polls.saturating_add(1);
        self.next = self.after_poll(result, deadline);
        let progress = Progress {
            id: self.wait.handle.id.clone(),
            polls: self.polls,
            elapsed: started.elapsed(),
            task: self.last_task.clone(),
            error: self.last_error.clone(),
            next_poll: match self.next {
                Next::Poll(pause) => Some(pause),
                _ => None,
            },
        };
        if let Some(callback) = &mut self.wait.on_progress {
            callback(&progress);
        }
        Ok(WaitEvent::Progress(progress))
    }

    /// Stores the result of a poll and returns the next action.
    fn after_poll(&mut self, result: Result<Response<ImportTask>, Error>, deadline: Instant) -> Next {
        let retry_after = match result {
            Ok(task) => {
                let (outcome, retry_after) = (task.outcome(), task.metadata().retry_after());
                let task = task.into_inner();
                let task = Arc::new(task);
                self.last_task = Some(task.clone());
                self.last_error = None;
                if let Some(outcome) = outcome {
                    return Next::End(self.ended(outcome, task));
                }
                retry_after
            }
            Err(error) => {
                self.last_error = Some(error.clone());
                if !error.is_retryable() {
                    return Next::End(Err(error.with_last_task(self.last_task.clone())));
                }
                error.retry_after()
            }
        };
        let pause = jittered(self.pauses.next()).max(retry_after.unwrap_or_default());
        let left = deadline.saturating_duration_since(Instant::now());
        if pause < left {
            return Next::Poll(pause);
        }
        // The last poll starts shortly before the deadline, unless the service requests a longer pause.
        let until_last_poll = left.saturating_sub(LAST_POLL);
        match retry_after {
            Some(retry_after) if retry_after > until_last_poll => Next::GiveUp,
            _ if until_last_poll.is_zero() => Next::GiveUp,
            _ => Next::Poll(until_last_poll),
        }
    }

    /// Returns the result of a wait whose task has ended.
    fn ended(&self, outcome: Outcome, task: Arc<ImportTask>) -> Result<Box<ImportTask>, Error> {
        let (kind, what) = match outcome {
            Outcome::Succeeded => return Ok(Box::new(Arc::unwrap_or_clone(task))),
            Outcome::PartiallySucceeded => (ErrorKind::TaskPartiallySucceeded, "succeeded only in part"),
            Outcome::Failed => (ErrorKind::TaskFailed, "failed"),
        };
        let mut message = format!("import task {} {what}", self.wait.handle.id);
        // The final full stop is dropped because the sentence continues.
        let reason = task.error_msg.as_deref().unwrap_or_default().trim().trim_end_matches(['.', '。']);
        if !reason.is_empty() {
            message +=
                &format!(": {}", one_line(&self.wait.handle.client.0.credentials.secrets().redact(reason), MAX_REASON));
        }
        let error = Error::new(kind, message).with_hint("see the task's import_detail for what was imported");
        Err(error.with_last_task(Some(task)))
    }

    fn timed_out(&mut self) -> Error {
        let state = match (self.last_task.as_ref().map(|task| task.status()), &self.last_error) {
            (Some(Ok(status)), _) => format!("its last known status is {status}"),
            (_, Some(_)) => "no poll succeeded".to_owned(),
            _ => "the service did not respond".to_owned(),
        };
        let deadline = self.wait.deadline;
        let message = format!("import task {} has not ended after {deadline:?}; {state}", self.wait.handle.id);
        let mut error = Error::new(ErrorKind::DeadlineExceeded, message)
            .with_hint("the task itself continues: wait again, or longer")
            .with_last_task(self.last_task.clone());
        if let Some(cause) = self.last_error.take() {
            error = error.with_source(cause);
        }
        error
    }
}
