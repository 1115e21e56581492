//! The loop of a wait. Each call of `next` makes one poll and returns one event.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    task::yield_now,
    time::{Instant, sleep, timeout_at},
};
use tracing::{Instrument as _, Span};

use super::{Progress, Wait, WaitError, WaitEvent, WaitReason};
use crate::{
    error::{Error, ErrorKind},
    execute::{Backoff, Retries, jittered, later},
    ids::TaskId,
    import_task::ImportTask,
    metadata::Response,
    outcome::Outcome,
    redact::one_line,
};

/// The minimum of the pause between polls.
const MIN_INTERVAL: Duration = Duration::from_millis(10);

/// The minimum and the maximum of the time between the last poll and the deadline. Within these limits, this time is a
/// tenth of the deadline. For example, if the deadline is 10 seconds, the last poll is sent after 9 seconds.
const LAST_POLL: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// Each pause is the previous pause times this factor.
const GROWTH: f64 = 1.5;

/// The maximum number of odd responses in a row. After more odd responses, the wait ends. An odd response may come from
/// a gateway and not from the service, see [`is_odd`].
const MAX_ODD: u32 = 5;

/// If no poll has made a connection, the wait ends after this number of polls or after this time.
const MAX_UNREACHED: (u32, Duration) = (8, Duration::from_secs(120));

/// The maximum length of a request ID, in bytes. A longer ID is cut.
const MAX_ID: usize = 128;

/// The maximum length of the task's `error_msg` in the message of a [`WaitError`], in bytes. A longer text is cut.
const MAX_REASON: usize = 512;

/// The state of a running wait. The state is small, because a program may run ten thousand waits. The future of a poll
/// is larger, so it is not stored here: it is made for each poll and dropped after the poll.
pub(super) struct Polling {
    wait: Wait,
    /// The pause after the next poll.
    pause: Duration,
    /// The start of the wait. `None` before the first poll.
    started: Option<Instant>,
    polls: u32,
    /// The number of odd responses since the last response with a task. See [`is_odd`].
    odd: u32,
    last_task: Option<Arc<ImportTask>>,
    last_error: Option<Error>,
    last_response: Option<LastResponse>,
    next: Next,
    /// The `tracing` span of the wait. The spans of the polls are inside this span.
    span: Span,
}

/// The time, the status and the request ID of the last response. The request ID may still contain secrets. They are
/// removed when an error message is written.
struct LastResponse {
    at: Instant,
    status: u16,
    request_id: Option<Box<str>>,
}

/// The next step of a wait.
enum Next {
    Poll(Duration),
    /// Wait for the deadline without another poll. For example, `Retry-After` forbids a poll before the deadline.
    GiveUp,
    End(Result<Box<ImportTask>, WaitError>),
}

impl Polling {
    pub(super) fn new(wait: Wait) -> Self {
        Self {
            pause: wait.interval.max(MIN_INTERVAL),
            span: tracing::debug_span!("wait", task_id = %wait.handle.id),
            wait,
            started: None,
            polls: 0,
            odd: 0,
            last_task: None,
            last_error: None,
            last_response: None,
            next: Next::Poll(Duration::ZERO),
        }
    }

    /// Polls until the wait ends. Returns the result of the wait.
    pub(super) async fn run(&mut self) -> Result<ImportTask, WaitError> {
        loop {
            if let Some(task) = self.step().await? {
                return Ok(*task);
            }
        }
    }

    /// Waits for the pause, makes a poll, and returns the progress. After the last poll, the next call makes no poll
    /// and returns the result of the wait: an error or `Succeeded`. Do not call this function again after this result.
    pub(super) async fn next(&mut self) -> Result<WaitEvent, WaitError> {
        Ok(match self.step().await? {
            Some(task) => WaitEvent::Succeeded(task),
            None => WaitEvent::Progress(self.progress()),
        })
    }

    /// Returns the ID of the task.
    pub(super) fn into_id(self) -> TaskId {
        self.wait.handle.id
    }

    /// Waits for the pause, makes a poll, and returns `None`. After the last poll, the next call makes no poll and
    /// returns the result of the wait.
    async fn step(&mut self) -> Result<Option<Box<ImportTask>>, WaitError> {
        let started = *self.started.get_or_insert_with(Instant::now);
        let deadline = later(started, self.wait.deadline);
        let pause = match std::mem::replace(&mut self.next, Next::GiveUp) {
            Next::Poll(pause) => pause,
            Next::GiveUp => deadline.saturating_duration_since(Instant::now()),
            Next::End(result) => return result.map(Some),
        };
        if !pause.is_zero() {
            sleep(pause).await;
        }
        if Instant::now() >= deadline && self.polls > 0 {
            return Err(self.timed_out(true));
        }
        let shared = &self.wait.handle.client.0;
        // The client has 64 permits for polls, so thousands of waits may wait for a permit here. The future of a poll
        // is large, so it is made only when the wait has its permit.
        let Ok(permit) = timeout_at(deadline, shared.polls.acquire()).await else {
            return Err(self.timed_out(false));
        };
        let had_turn = AtomicBool::new(false);
        let polled = {
            let handle = &self.wait.handle;
            let show = async {
                shared.pacer.turn().await;
                had_turn.store(true, Relaxed);
                handle.show(Retries::BrokenConnection).await
            };
            // The poll is stopped at the deadline. A poll repeats its request only after a broken connection. After other
            // errors, the wait makes its next poll.
            let show = timeout_at(deadline, show.instrument(self.span.clone()));
            let poll = Box::pin(async {
                let polled = show.await;
                // The runtime runs other tasks first, so that the connection of this poll is free when the next poll
                // begins. Otherwise the next poll would open another connection.
                if shared.polls.available_permits() == 0 {
                    yield_now().await;
                }
                polled
            });
            poll.await
        };
        drop(permit);
        let Ok(result) = polled else { return Err(self.timed_out(had_turn.load(Relaxed))) };
        match &result {
            Err(error) if error.is_throttled() => shared.pacer.rejected(error.retry_after()),
            Err(error) if error.status().is_none() => {}
            _ => shared.pacer.accepted(),
        }
        self.polls = self.polls.saturating_add(1);
        self.next = self.after_poll(result, started, deadline);
        if let Some(mut callback) = self.wait.on_progress.take() {
            callback(&self.progress());
            self.wait.on_progress = Some(callback);
        }
        Ok(None)
    }

    fn progress(&self) -> Progress {
        Progress {
            id: self.wait.handle.id.clone(),
            polls: self.polls,
            elapsed: self.started.map(|started| started.elapsed()).unwrap_or_default(),
            task: self.last_task.clone(),
            error: self.last_error.clone(),
            next_poll: match self.next {
                Next::Poll(pause) => Some(pause),
                _ => None,
            },
        }
    }

    /// Stores the result of a poll. Returns the next step of the wait.
    fn after_poll(&mut self, result: Result<Response<ImportTask>, Error>, started: Instant, deadline: Instant) -> Next {
        let result = result.and_then(expected);
        self.keep_response(&result);
        let retry_after = match result {
            Ok(task) => {
                let retry_after = task.metadata().retry_after();
                let task = Arc::new(task.into_inner());
                self.last_task = Some(task.clone());
                (self.last_error, self.odd) = (None, 0);
                if let Some(end) = self.end(task) {
                    return Next::End(end);
                }
                retry_after
            }
            Err(error) => {
                self.last_error = Some(error.clone());
                if let Some(end) = self.end_of_failure(&error, started) {
                    return Next::End(Err(end));
                }
                error.retry_after()
            }
        };
        let mut pauses = Backoff::new(self.pause, self.wait.max_interval, GROWTH);
        let pause = jittered(pauses.next()).max(retry_after.unwrap_or_default());
        self.pause = pauses.next();
        let left = deadline.saturating_duration_since(Instant::now());
        if pause < left {
            return Next::Poll(pause);
        }
        // The pause would pass the deadline, so the last poll is sent shortly before the deadline. If `Retry-After`
        // forbids a poll at that time, no last poll is sent.
        let until_last_poll = left.saturating_sub((self.wait.deadline / 10).clamp(LAST_POLL.0, LAST_POLL.1));
        match retry_after {
            Some(retry_after) if retry_after > until_last_poll => Next::GiveUp,
            _ if until_last_poll.is_zero() => Next::GiveUp,
            _ => Next::Poll(until_last_poll),
        }
    }

    fn keep_response(&mut self, result: &Result<Response<ImportTask>, Error>) {
        let (status, request_id) = match result {
            Ok(task) => (Some(task.metadata().status()), task.metadata().header("x-request-id")),
            Err(error) => (error.status(), error.request_id()),
        };
        if let Some(status) = status {
            let request_id = request_id.and_then(|id| id.get(..id.len().min(MAX_ID))).map(Box::from);
            self.last_response = Some(LastResponse { at: Instant::now(), status, request_id });
        }
    }

    /// Returns the result of the wait if the received task ends the wait. Returns `None` if the wait continues.
    fn end(&mut self, task: Arc<ImportTask>) -> Option<Result<Box<ImportTask>, WaitError>> {
        let outcome = task.outcome();
        let is_met = match &mut self.wait.condition {
            Some(condition) => condition(&task),
            None => outcome == Some(Outcome::Succeeded),
        };
        if is_met {
            return Some(Ok(Box::new(Arc::unwrap_or_clone(task))));
        }
        let (reason, what) = match outcome? {
            Outcome::Succeeded => (WaitReason::ConditionNotMet, "succeeded, but does not meet the condition"),
            Outcome::PartiallySucceeded => (WaitReason::PartiallySucceeded, "succeeded only in part"),
            Outcome::Failed => (WaitReason::Failed, "failed"),
        };
        let mut message = format!("import task {} {what}", self.wait.handle.id);
        // The full stop at the end is removed, because more text follows.
        let text = task.error_msg.as_deref().unwrap_or_default().trim().trim_end_matches(['.', '。']);
        if !text.is_empty() {
            let secrets = self.wait.handle.client.0.credentials.secrets();
            message += &format!(": {}", one_line(&secrets.redact(text), MAX_REASON));
        }
        message += "; see the task's import_detail for what was imported";
        Some(Err(WaitError::new(reason, message, self.polls).with_last_task(task)))
    }

    /// Returns the error of the wait if the failed poll ends the wait. Returns `None` if the wait continues.
    fn end_of_failure(&mut self, error: &Error, started: Instant) -> Option<WaitError> {
        let call = Some(error.clone());
        if self.last_response.is_none() && error.is_connect() {
            let many = self.polls >= MAX_UNREACHED.0 || started.elapsed() >= MAX_UNREACHED.1;
            return (many || !error.is_retryable()).then(|| {
                let polls = plural(self.polls);
                let message = format!("import task {}: the service was not reached in {polls}", self.wait.handle.id);
                WaitError::new(WaitReason::NeverReached, message, self.polls).with_call(call)
            });
        }
        if error.is_retryable() {
            return None;
        }
        let seen = self.last_task.is_some();
        let tolerated = if is_odd(error) && seen {
            self.odd += 1;
            self.odd <= MAX_ODD
        } else {
            // The service may need some time until it finds a new task.
            error.is_not_found() && !seen && started.elapsed() < self.wait.grace_for_not_found
        };
        (!tolerated).then(|| {
            let message = match self.odd {
                0 => String::new(),
                odd => format!("import task {}: {odd} responses in a row cannot be used", self.wait.handle.id),
            };
            WaitError::new(WaitReason::Call, message, self.polls).with_call(call).with_last(self.last_task.clone())
        })
    }

    /// Makes the error of a wait whose deadline has passed. If `had_turn` is `false`, the last poll was not sent,
    /// because other polls of this client were sent first.
    fn timed_out(&mut self, had_turn: bool) -> WaitError {
        let Wait { handle, deadline, .. } = &self.wait;
        let mut message =
            format!("import task {} has not ended after {deadline:?} and {}", handle.id, plural(self.polls));
        if let Some(Ok(status)) = self.last_task.as_ref().map(|task| task.status()) {
            message += &format!("; its last known status is {status}");
        }
        match &self.last_response {
            Some(last) => {
                let ago = last.at.elapsed().as_secs();
                message += &format!("; the service last responded {ago} s before, with HTTP {}", last.status);
                if let Some(id) = &last.request_id {
                    let id = one_line(&handle.client.0.credentials.secrets().redact(id), MAX_ID);
                    message += &format!(" and request ID {id}");
                }
            }
            None if !had_turn => message += "; this client makes 64 polls at a time, and this one never had its turn",
            None => message += "; the service did not respond",
        }
        message += "; the task itself continues: wait again, or longer";
        WaitError::new(WaitReason::DeadlineExceeded, message, self.polls)
            .with_last(self.last_task.clone())
            .with_call(self.last_error.take())
    }
}

fn plural(polls: u32) -> String {
    if polls == 1 { "1 poll".to_owned() } else { format!("{polls} polls") }
}

/// Returns an error if the service returned a task with another ID, because the end of another task must not end the
/// wait.
fn expected(task: Response<ImportTask>) -> Result<Response<ImportTask>, Error> {
    match task.metadata().unexpected_id() {
        None => Ok(task),
        Some(id) => {
            let message = format!("the service returned the task {id} instead");
            Err(Error::new(ErrorKind::InvalidResponse, message))
        }
    }
}

/// Returns whether an error may come from a gateway, a proxy or a maintenance page, and not from the service. For
/// example, a 404 of the service has an error code, but a 404 of a gateway has none.
fn is_odd(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::InvalidResponse
        | ErrorKind::BodyTooLarge
        | ErrorKind::WrongEndpoint
        | ErrorKind::Unavailable
        | ErrorKind::Redirect
        | ErrorKind::Tls
        | ErrorKind::Proxy => true,
        ErrorKind::NotFound => error.error_code().is_none(),
        _ => false,
    }
}
