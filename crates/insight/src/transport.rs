//! Carries the request of one call: authorizes it, retries, enforces the limits, and keeps the response.
//!
//! One [`Call`] serves one operation. It stores status, headers and body, because the generated errors lack them.

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
    time::{Instant, sleep, timeout_at},
};
use tracing::Instrument as _;

pub(crate) use attempt::send;
pub(crate) use backoff::{Backoff, jittered};

use crate::{
    credentials::{Authorization, Source},
    error::{Error, ErrorKind},
    ids::WorkspaceId,
    project::Project,
    response::{self, RawResponse},
};

/// The number of polls of waits that one client runs at a time.
pub(crate) const MAX_POLLS: usize = 64;

/// The state that all calls of a client share.
pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    pub(crate) endpoint: Arc<str>,
    pub(crate) project: Project,
    pub(crate) workspace: WorkspaceId,
    pub(crate) credentials: Source,
    pub(crate) limits: Limits,
    /// Limits the polls of waits that run at the same time, and so the number of connections. Each connection takes
    /// about thirty kilobytes.
    pub(crate) polls: Semaphore,
}

/// The limits of a call; the methods of the builder document them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
    pub(crate) retries: u32,
    pub(crate) body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            attempt: Duration::from_secs(15),
            total: Duration::from_secs(60),
            retries: 3,
            body: 8 * 1024 * 1024,
        }
    }
}

/// One call of one operation.
pub(crate) struct Call {
    shared: Arc<Shared>,
    retries: u32,
    result: Mutex<Option<Result<RawResponse, Error>>>,
}

impl Call {
    pub(crate) fn new(shared: Arc<Shared>, retries: u32) -> Arc<Self> {
        Arc::new(Self { shared, retries, result: Mutex::new(None) })
    }

    /// Takes the result out of the call; `None` if nothing was sent.
    pub(crate) fn take(&self) -> Option<Result<RawResponse, Error>> {
        self.result.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Sends the request until the result is final or no retry remains.
    async fn run(&self, request: Request, operation: &'static str) -> Result<RawResponse, Error> {
        let limits = &self.shared.limits;
        let deadline = after(limits.total);
        let mut backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(10), 2.0);
        let (mut attempt, mut renewed) = (1, false);
        loop {
            // A request with a streamed body cannot be copied, so it is not retried. No operation has such a body.
            let copy = request.try_clone();
            let last = copy.is_none() || attempt > self.retries;
            let started = Instant::now();
            let until = deadline.min(after(limits.attempt));
            let authorization = self.authorization(until).await;
            let result = match (copy, &authorization) {
                (Some(mut copy), Ok(authorization)) => {
                    authorization.apply(&mut copy, self.shared.project.known().as_ref());
                    send(&self.shared.http, copy, authorization.secrets(), limits.body, until).await
                }
                (None, _) => Err(Error::new(ErrorKind::InvalidInput, "the request cannot be sent twice")),
                (_, Err(error)) => Err(error.clone()),
            };
            self.trace(operation, attempt, started, &result);
            let failure = match (&result, &authorization) {
                (Ok(response), _) if response.status.is_success() => return result,
                (Ok(response), Ok(authorization)) => {
                    let failure = response::failure(response);
                    // At most once in a call: five rejections in a row lock an account.
                    if failure.kind() == ErrorKind::Unauthenticated
                        && !std::mem::replace(&mut renewed, true)
                        && self.shared.credentials.rejected(authorization)
                    {
                        attempt += 1;
                        continue;
                    }
                    authorization.explain(failure, response)
                }
                (Ok(response), Err(_)) => response::failure(response),
                (Err(error), _) => error.clone(),
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

    /// Returns the authorization of the next attempt.
    async fn authorization(&self, until: Instant) -> Result<Authorization, Error> {
        match timeout_at(until, self.shared.credentials.authorization()).await {
            Ok(result) => result,
            Err(_) => Err(Error::new(ErrorKind::Timeout, "no credentials in time").retryable()),
        }
    }

    /// Reports an attempt. Of the response it shows status and request ID only; the rest may contain secrets.
    fn trace(&self, operation: &'static str, attempt: u32, started: Instant, result: &Result<RawResponse, Error>) {
        let latency_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        match result {
            Ok(response) => {
                let request_id = response::request_id(response);
                let status = response.status.as_u16();
                tracing::debug!(operation, attempt, status, request_id, latency_ms, "answered");
            }
            Err(error) => tracing::debug!(operation, attempt, latency_ms, kind = ?error.kind(), "failed"),
        }
    }
}

impl Transport for Call {
    fn send<'a>(&'a self, request: Request, operation: &'static str) -> Sending<'a> {
        let span = tracing::debug_span!("call", operation, endpoint = %self.shared.endpoint);
        let sending = async move {
            let result = self.run(request, operation).await;
            let reply = match &result {
                Ok(response) => Ok(to_http(response)),
                Err(error) => Err(Failure::new(error.clone())),
            };
            *self.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
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

/// Copies a response into the type that the generated code reads.
fn to_http(response: &RawResponse) -> http::Response<Bytes> {
    let mut copy = http::Response::new(response.body.clone());
    *copy.status_mut() = response.status;
    *copy.headers_mut() = response.headers.clone();
    copy
}

/// Returns the instant after a duration from now, at most thirty years, which no clock overflows.
pub(crate) fn after(duration: Duration) -> Instant {
    const MAX: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    Instant::now() + duration.min(MAX)
}
