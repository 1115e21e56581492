//! Makes a call: builds a request, adds the authorization, sends the request and decodes the response. After a
//! temporary failure, the call makes another attempt.
//!
//! Each operation describes its request and its response in a [`Call`]. [`execute`] contains the only loop over
//! attempts.

mod attempt;
mod backoff;
mod budget;
mod classify;
mod observe;

use std::{sync::Arc, time::Duration};

use dataarts_insight_client::{self as generated, DecodeError, RequestError};
use http::{HeaderMap, StatusCode};
use reqwest::Request;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout_at},
};
use tracing::Instrument as _;

pub(crate) use attempt::send;
pub(crate) use backoff::{Backoff, after, jittered, later, scaled};
pub(crate) use budget::Budget;

use crate::{
    counters::Counts,
    credentials::{Authorization, Source},
    error::{Error, ErrorKind},
    ids::WorkspaceId,
    metadata::{Metadata, Response},
    pool::Pool,
    project::Project,
    response::{self, RawResponse},
    retry::RetryPolicy,
    wait::pacer::Pacer,
};

/// The maximum number of polls that run at the same time for one client. A poll is a call of a wait.
pub(crate) const MAX_POLLS: usize = 64;

/// The data that all calls of a client share.
pub(crate) struct Shared {
    pub(crate) pool: Pool,
    pub(crate) api: generated::Client,
    pub(crate) endpoint: Arc<str>,
    pub(crate) project: Project,
    pub(crate) workspace: WorkspaceId,
    pub(crate) credentials: Source,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) counts: Counts,
    /// Limits the number of polls that run at the same time. This limits the memory for connections, because each
    /// connection needs about 30 KB.
    pub(crate) polls: Semaphore,
    pub(crate) pacer: Pacer,
}

/// The time limits of a call, and the maximum size of its response. The methods of `ClientBuilder` describe each limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
    pub(crate) body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            attempt: Duration::from_secs(15),
            total: Duration::from_secs(60),
            body: 256 * 1024,
        }
    }
}

/// The description of a call with the result `T`.
pub(crate) struct Call<'a, T> {
    /// The ID of the operation.
    pub(crate) operation: &'static str,
    /// Builds the request for an attempt.
    pub(crate) request: &'a (dyn Fn() -> Result<Request, RequestError> + Send + Sync),
    /// Decodes the body of a 2xx response.
    pub(crate) decode: fn(StatusCode, &HeaderMap, &[u8]) -> Result<T, DecodeError>,
    /// Returns whether the decoded value is usable. For example, a task without a status is not usable.
    pub(crate) accept: fn(&T) -> bool,
}

/// The rule that says after which failures a call makes another attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Retries<'a> {
    /// The call is repeated after a temporary failure. The policy contains the maximum number of retries and the
    /// pauses.
    Policy(&'a RetryPolicy),
    /// The call is repeated once, and only if the connection broke before the response. For example, the server may
    /// have closed a connection that was unused for some time. Polls of a wait use this variant, because a wait makes
    /// more polls anyway.
    BrokenConnection,
}

/// Makes a call and returns its result. All attempts end before `deadline`.
pub(crate) async fn execute<T>(
    shared: &Shared,
    call: &Call<'_, T>,
    retries: Retries<'_>,
    deadline: Instant,
) -> Result<Response<T>, Error> {
    let result = attempts(shared, call, retries, deadline).instrument(observe::call(call)).await;
    shared.counts.call(&result);
    result
}

/// Makes attempts until an attempt is successful, until an error is not temporary, or until no retry is allowed.
async fn attempts<T>(
    shared: &Shared,
    call: &Call<'_, T>,
    retries: Retries<'_>,
    deadline: Instant,
) -> Result<Response<T>, Error> {
    let started = Instant::now();
    let (mut attempt, mut renewed) = (1, false);
    loop {
        let mut request = (call.request)()
            .map_err(|error| Error::new(ErrorKind::InvalidInput, "the request cannot be built").with_source(error))?;
        let is_safe = request.method().is_safe();
        let until = deadline.min(after(shared.limits.attempt));
        let begun = Instant::now();
        let span = observe::attempt(&request, attempt);
        let authorization = authorization(shared, until).instrument(span.clone()).await;
        let result = match &authorization {
            Ok(authorization) => {
                authorization.apply(&mut request, shared.project.known().as_deref());
                shared.counts.attempt();
                let sent = send(&shared.pool, request, authorization.secrets(), shared.limits.body, until);
                sent.instrument(span.clone()).await
            }
            Err(error) => Err(error.clone()),
        };
        observe::record(&span, begun, &result);
        let error = match result {
            Ok(response) => match decode(call, &response) {
                Ok(value) => {
                    shared.budget.deposit();
                    return Ok(Response::new(value, Metadata::new(response, attempt, started.elapsed())));
                }
                Err(error) => match &authorization {
                    // The authorization is renewed only once in a call, because IAM locks an account after five
                    // rejections in a row.
                    Ok(used)
                        if error.kind() == ErrorKind::Unauthenticated
                            && !std::mem::replace(&mut renewed, true)
                            && shared.credentials.rejected(used) =>
                    {
                        attempt += 1;
                        continue;
                    }
                    Ok(used) => used.explain(error, &response),
                    Err(_) => error,
                },
            },
            Err(error) => error,
        }
        .in_operation(call.operation, &shared.endpoint, attempt);
        shared.counts.error(&error);
        // A request that changes data, such as a POST, is repeated only if the request was not sent. Otherwise the
        // change could be made twice.
        let repeatable = error.is_retryable() && (is_safe || error.is_connect());
        let Some(pause) = retries.pause(attempt, &error).filter(|_| repeatable) else { return Err(error) };
        if pause >= deadline.saturating_duration_since(Instant::now()) {
            return Err(error);
        }
        if !shared.budget.withdraw() {
            shared.counts.withheld_retry();
            return Err(error);
        }
        sleep(pause).await;
        attempt += 1;
    }
}

impl Retries<'_> {
    /// Returns the pause before the next attempt. Returns `None` if the call must end with the error.
    fn pause(self, attempt: u32, error: &Error) -> Option<Duration> {
        match self {
            Self::Policy(policy) => policy.pause(attempt, error.retry_after()),
            Self::BrokenConnection => {
                let broke = error.kind() == ErrorKind::Connection && error.status().is_none();
                (broke && attempt == 1).then_some(Duration::ZERO)
            }
        }
    }
}

/// Decodes the value of a response. Returns an error if the status is not 2xx or if the value is not usable.
fn decode<T>(call: &Call<'_, T>, response: &RawResponse) -> Result<T, Error> {
    if !response.status.is_success() {
        return Err(response::failure(response));
    }
    match (call.decode)(response.status, &response.headers, &response.body) {
        Ok(value) if (call.accept)(&value) => Ok(value),
        Ok(_) => Err(response::unusable_success(response, None)),
        Err(fault) => Err(response::unusable_success(response, Some(&fault))),
    }
}

/// Returns the authorization of the next attempt. Returns an error if the time limit is exceeded.
async fn authorization(shared: &Shared, until: Instant) -> Result<Authorization, Error> {
    match timeout_at(until, shared.credentials.authorization()).await {
        Ok(result) => result,
        Err(_) => Err(Error::new(ErrorKind::Timeout, "no credentials in time").retryable()),
    }
}
