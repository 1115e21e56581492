//! Counts the calls of a client.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::{
    client::Client,
    error::{Error, ErrorKind},
};

/// The numbers of calls, attempts and retries since the client was made. Clones of a client share the numbers.
///
/// ```no_run
/// # fn example(client: dataarts_insight::Client) {
/// let counters = client.counters();
/// println!("{} of {} calls failed", counters.failed_calls, counters.calls);
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counters {
    /// The number of calls that have ended. Each poll of a wait is a call.
    pub calls: u64,
    /// The number of calls that have ended with an error.
    pub failed_calls: u64,
    /// The number of attempts, including attempts in which no connection could be made.
    pub attempts: u64,
    /// The number of responses with HTTP 429 or with an error code for too many requests.
    pub throttled: u64,
    /// The number of retries that were not made, because the retry budget of the client was empty.
    pub withheld_retries: u64,
}

impl Client {
    /// Returns the numbers of calls, attempts and retries so far.
    pub fn counters(&self) -> Counters {
        self.0.counts.read()
    }
}

/// The numbers that a client increases while it works. [`Counters`] is a copy of the numbers at one moment.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    calls: AtomicU64,
    failed_calls: AtomicU64,
    attempts: AtomicU64,
    throttled: AtomicU64,
    withheld_retries: AtomicU64,
}

impl Counts {
    fn read(&self) -> Counters {
        Counters {
            calls: self.calls.load(Relaxed),
            failed_calls: self.failed_calls.load(Relaxed),
            attempts: self.attempts.load(Relaxed),
            throttled: self.throttled.load(Relaxed),
            withheld_retries: self.withheld_retries.load(Relaxed),
        }
    }

    pub(crate) fn attempt(&self) {
        self.attempts.fetch_add(1, Relaxed);
    }

    pub(crate) fn error(&self, error: &Error) {
        if error.kind() == ErrorKind::Throttled {
            self.throttled.fetch_add(1, Relaxed);
        }
    }

    pub(crate) fn withheld_retry(&self) {
        self.withheld_retries.fetch_add(1, Relaxed);
    }

    pub(crate) fn call<T>(&self, result: &Result<T, Error>) {
        self.calls.fetch_add(1, Relaxed);
        if result.is_err() {
            self.failed_calls.fetch_add(1, Relaxed);
        }
    }
}
