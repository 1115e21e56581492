//! Carries the request of one call: the token, the attempts, the limits, and the record of what came back.
//!
//! One [`Call`] serves one operation. The generated code asks it for a response; afterwards it still knows the status,
//! headers and body, which the generated errors lose.

mod attempt;
mod backoff;
mod classify;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use dataarts_insight_client::hooks::{Failure, Sending, Transport};
use reqwest::Request;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep},
};
use tracing::Instrument as _;

pub(crate) use backoff::{Backoff, jittered};

use crate::{
    error::{self, Error, Received},
    token::Token,
};

/// What every call of a client shares.
pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    pub(crate) endpoint: Arc<str>,
    pub(crate) token: Option<Token>,
    pub(crate) limits: Limits,
    /// Lets only so many polls of waits run at a time: ten thousand waits that began together would otherwise open as
    /// many connections, at thirty kilobytes each.
    pub(crate) polls: Semaphore,
}

/// How many polls of waits one client runs at a time.
pub(crate) const MAX_POLLS: usize = 64;

/// The limits of a call; see the methods of the builder for what each means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
    pub(crate) retries: u32,
    pub(crate) body: usize,
}

/// One call of one operation.
pub(crate) struct Call {
    shared: Arc<Shared>,
    retries: u32,
    outcome: Mutex<Option<Result<Received, Error>>>,
}

impl Call {
    pub(crate) fn new(shared: Arc<Shared>, retries: u32) -> Arc<Self> {
        Arc::new(Self { shared, retries, outcome: Mutex::new(None) })
    }

    /// What came of the call: a response with any status, or why there is none. `None` before anything was sent.
    pub(crate) fn take(&self) -> Option<Result<Received, Error>> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Sends until there is a response that is final, or no more attempt is due.
    async fn run(&self, request: Request, operation: &'static str) -> Result<Received, Error> {
        let limits = &self.shared.limits;
        let deadline = later(limits.total);
        let mut backoff = Backoff::for_retries();
        let mut attempt = 1;
        loop {
            // Only a body that is a stream cannot be copied, and no operation has one; without a copy, no retry.
            let copy = request.try_clone();
            let last = copy.is_none() || attempt > self.retries;
            let started = Instant::now();
            let until = deadline.min(later(limits.attempt));
            let result = match copy {
                Some(copy) => attempt::send(&self.shared, copy, until).await,
                None => Err(Error::new(error::ErrorKind::InvalidInput, "the request cannot be sent twice")),
            };
            trace(operation, attempt, started, &result, self.shared.token.as_ref());
            // A response that reports a failure is only looked at here to decide whether to try again.
            let failure = match &result {
                Ok(received) if received.status.is_success() => return result,
                Ok(received) => error::from_response(received, self.shared.token.as_ref()),
                Err(error) => error.clone(),
            }
            .in_operation(operation, &self.shared.endpoint, attempt);
            let delay = jittered(backoff.next()).max(failure.retry_after().unwrap_or_default());
            let too_late = delay >= deadline.saturating_duration_since(Instant::now());
            if last || too_late || !failure.is_retryable() {
                return Err(failure);
            }
            sleep(delay).await;
            attempt += 1;
        }
    }
}

impl Transport for Call {
    fn send<'a>(&'a self, request: Request, operation: &'static str) -> Sending<'a> {
        let span = tracing::debug_span!("call", operation, endpoint = %self.shared.endpoint);
        let sending = async move {
            let result = self.run(request, operation).await;
            let reply = match &result {
                Ok(received) => Ok(response(received)),
                Err(error) => Err(Failure::new(error.clone())),
            };
            *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            reply
        };
        Box::pin(sending.instrument(span))
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("endpoint", &self.shared.endpoint).finish_non_exhaustive()
    }
}

/// The response as the generated code reads it.
fn response(received: &Received) -> http::Response<Bytes> {
    let mut response = http::Response::new(received.body.clone());
    *response.status_mut() = received.status;
    *response.headers_mut() = received.headers.clone();
    response
}

/// One line for each attempt. No body and of the headers only the request ID: others may hold a secret.
fn trace(
    operation: &'static str,
    attempt: u32,
    started: Instant,
    result: &Result<Received, Error>,
    token: Option<&Token>,
) {
    let latency_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match result {
        Ok(received) => {
            let request_id = error::request_id(received, token);
            let status = received.status.as_u16();
            tracing::debug!(operation, attempt, status, request_id, latency_ms, "answered");
        }
        Err(error) => tracing::debug!(operation, attempt, latency_ms, kind = ?error.kind(), "failed"),
    }
}

/// The moment after a while from now; a while that no clock can hold is as good as for ever.
pub(crate) fn later(while_: Duration) -> Instant {
    const FOR_EVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    Instant::now() + while_.min(FOR_EVER)
}
