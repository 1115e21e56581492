//! The loop of a wait, one step at a time.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep, timeout_at};

use super::{Options, Progress, Report};
use crate::{
    client::Client,
    error::{Error, ErrorKind},
    ids::TaskId,
    import_task::ImportTask,
    outcome::Outcome,
    transport::{Backoff, jittered, later},
};

/// The shortest pause: less would only burn time.
const MIN_INTERVAL: Duration = Duration::from_millis(10);

/// How much of its time a wait keeps for a last poll, where the next pause would lead beyond the deadline.
const LAST_POLL: Duration = Duration::from_secs(2);

/// How much longer each pause is than the one before.
const GROWTH: f64 = 1.5;

/// What a step of a wait led to.
pub(super) enum Step {
    Progress(Progress),
    End(Box<Result<ImportTask, Error>>),
}

/// Where a wait stands. Small, since there may be ten thousand: what a poll needs is boxed while it runs.
pub(super) struct Polling {
    client: Client,
    id: TaskId,
    report: Option<Report>,
    limit: Duration,
    pauses: Backoff,
    /// Start and deadline, from the first step on.
    times: Option<(Instant, Instant)>,
    polls: u32,
    last_task: Option<Arc<ImportTask>>,
    last_error: Option<Error>,
    next: Next,
}

/// What the next step does.
enum Next {
    Poll(Duration),
    /// Sleeps to the deadline: the service asked not to be called before.
    GiveUp,
    End(Box<Result<ImportTask, Error>>),
    Done,
}

impl Polling {
    pub(super) fn new(client: Client, id: TaskId, options: Options, report: Option<Report>) -> Self {
        let first = options.interval.max(MIN_INTERVAL);
        Self {
            client,
            id,
            report,
            limit: options.deadline,
            pauses: Backoff::new(first, options.max_interval, GROWTH),
            times: None,
            polls: 0,
            last_task: None,
            last_error: None,
            next: Next::Poll(Duration::ZERO),
        }
    }

    /// Pauses, polls and reports; or ends.
    pub(super) async fn next(&mut self) -> Step {
        let (started, deadline) = *self.times.get_or_insert_with(|| (Instant::now(), later(self.limit)));
        let pause = match std::mem::replace(&mut self.next, Next::Done) {
            Next::Poll(pause) => pause,
            Next::GiveUp => deadline.saturating_duration_since(Instant::now()),
            Next::End(result) => return Step::End(result),
            Next::Done => return self.timed_out(),
        };
        if !pause.is_zero() {
            sleep(pause).await;
        }
        if Instant::now() >= deadline && self.polls > 0 {
            return self.timed_out();
        }
        // The deadline is a hard bound, also over a server that does not answer. No retries: the next poll is one.
        let (client, id) = (&self.client, &self.id);
        let poll = Box::pin(async move {
            // The semaphore is never closed; a wait without its turn is bounded by the deadline like any other.
            let _turn = client.shared().polls.acquire().await;
            client.show_import_task(id, 0).await
        });
        let Ok(result) = timeout_at(deadline, poll).await else { return self.timed_out() };
        self.polls = self.polls.saturating_add(1);
        self.judge(result, deadline);
        let progress = Progress {
            id: self.id.clone(),
            polls: self.polls,
            elapsed: started.elapsed(),
            task: self.last_task.clone(),
            error: self.last_error.clone(),
            next_poll: match self.next {
                Next::Poll(pause) => Some(pause),
                _ => None,
            },
        };
        if let Some(report) = &mut self.report {
            report(&progress);
        }
        Step::Progress(progress)
    }

    /// Decides what follows from the result of a poll.
    fn judge(&mut self, result: Result<(ImportTask, Option<Duration>), Error>, deadline: Instant) {
        let retry_after = match result {
            Ok((task, retry_after)) => {
                let outcome = task.outcome();
                let task = Arc::new(task);
                self.last_task = Some(task.clone());
                self.last_error = None;
                if let Some(outcome) = outcome {
                    self.next = Next::End(Box::new(self.ended(outcome, task)));
                    return;
                }
                retry_after
            }
            Err(error) if error.is_retryable() => {
                let retry_after = error.retry_after();
                self.last_error = Some(error);
                retry_after
            }
            Err(error) => {
                self.last_error = Some(error.clone());
                self.next = Next::End(Box::new(Err(error.with_last_task(self.last_task.clone()))));
                return;
            }
        };
        self.next = self.schedule(retry_after, deadline);
    }

    fn schedule(&mut self, retry_after: Option<Duration>, deadline: Instant) -> Next {
        let pause = jittered(self.pauses.next()).max(retry_after.unwrap_or_default());
        let left = deadline.saturating_duration_since(Instant::now());
        if pause < left {
            return Next::Poll(pause);
        }
        // One last look shortly before the deadline, unless the service asked not to be called until after it.
        let early = left.saturating_sub(LAST_POLL);
        match retry_after {
            Some(retry_after) if retry_after > early => Next::GiveUp,
            _ if early.is_zero() => Next::GiveUp,
            _ => Next::Poll(early),
        }
    }

    fn ended(&self, outcome: Outcome, task: Arc<ImportTask>) -> Result<ImportTask, Error> {
        let (kind, what) = match outcome {
            Outcome::Succeeded => return Ok(Arc::unwrap_or_clone(task)),
            Outcome::PartiallySucceeded => (ErrorKind::TaskPartiallySucceeded, "succeeded only in part"),
            Outcome::Failed => (ErrorKind::TaskFailed, "failed"),
        };
        // Without its full stop: the sentence goes on.
        let reason = task.error_msg.as_deref().map(|reason| reason.trim().trim_end_matches(['.', '。']));
        let reason = reason.filter(|reason| !reason.is_empty());
        let message = match reason {
            Some(reason) => format!("import task {} {what}: {}", self.id, one_line(&self.redacted(reason))),
            None => format!("import task {} {what}", self.id),
        };
        let error = Error::new(kind, message).with_hint("see the task's import_detail for what was imported");
        Err(error.with_last_task(Some(task)))
    }

    /// A text of the service's without the token, should it be echoed.
    fn redacted(&self, text: &str) -> String {
        self.client.shared().token.as_ref().map_or_else(|| text.to_owned(), |token| token.redact(text))
    }

    fn timed_out(&mut self) -> Step {
        let state = match (self.last_task.as_ref().map(|task| task.status()), &self.last_error) {
            (Some(Ok(status)), _) => format!("it was last seen as: {status}"),
            (_, Some(_)) => "no poll succeeded".to_owned(),
            _ => "the service did not answer".to_owned(),
        };
        let message = format!("import task {} has not ended after {:?}; {state}", self.id, self.limit);
        let mut error = Error::new(ErrorKind::DeadlineExceeded, message)
            .with_hint("the task itself goes on: wait again, or for longer")
            .with_last_task(self.last_task.clone());
        if let Some(cause) = self.last_error.take() {
            error = error.with_source(cause);
        }
        Step::End(Box::new(Err(error)))
    }
}

/// A text of the service's on one line, not too long.
fn one_line(text: &str) -> String {
    text.chars().take(512).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
