//! How calls are retried.

use std::time::Duration;

use crate::execute::{Backoff, scaled};

/// Which calls are repeated, how often and after which pauses.
///
/// A call is repeated after a temporary failure, see [`Error::is_retryable`](crate::Error::is_retryable): no connection, a
/// connection that broke or stalled, a handshake of TLS that broke off, HTTP 408, 429, 500, 502, 503 and 504, and a response
/// with the error code of a busy gateway. The pauses are random: up to 200 milliseconds before the first retry, and up to
/// twice as long before each further one. If the service says how long to wait (`Retry-After`), the pause is that long, and
/// up to a tenth longer. A call whose pause would end after its total time is not repeated.
///
/// All calls of a client share a budget of ten retries; ten successful calls give one back. So a client does not multiply
/// the load on a service that is down.
///
/// ```
/// use dataarts_insight::RetryPolicy;
///
/// let policy = RetryPolicy::default().retries(5);
/// assert_ne!(policy, RetryPolicy::off());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    retries: u32,
    first_pause: Duration,
    max_pause: Duration,
    max_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            retries: 3,
            first_pause: Duration::from_millis(200),
            max_pause: Duration::from_secs(10),
            max_retry_after: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// Returns the policy that repeats no call.
    pub fn off() -> Self {
        Self::default().retries(0)
    }

    /// Sets how often a call is repeated. Default: 3 times.
    pub fn retries(self, retries: u32) -> Self {
        Self { retries, ..self }
    }

    /// Sets the longest pause before the first retry. Default: 200 milliseconds.
    pub fn first_pause(self, pause: Duration) -> Self {
        Self { first_pause: pause, ..self }
    }

    /// Sets the longest pause before any retry. Default: 10 seconds.
    pub fn max_pause(self, pause: Duration) -> Self {
        Self { max_pause: pause, ..self }
    }

    /// Sets the longest `Retry-After` that is waited for. A longer one ends the call with its error. Default: 60 seconds.
    pub fn max_retry_after(self, pause: Duration) -> Self {
        Self { max_retry_after: pause, ..self }
    }

    /// Returns the pause after a failed attempt, counted from 1; `None` if the call is not repeated.
    pub(crate) fn pause(&self, attempt: u32, retry_after: Option<Duration>) -> Option<Duration> {
        if attempt > self.retries || retry_after.is_some_and(|pause| pause > self.max_retry_after) {
            return None;
        }
        let mut pauses = Backoff::new(self.first_pause, self.max_pause, 2.0);
        let longest = (1..attempt).fold(pauses.next(), |_, _| pauses.next());
        let pause = scaled(longest, fastrand::f64());
        let asked = retry_after.map(|pause| scaled(pause, 1.0 + 0.1 * fastrand::f64()));
        Some(pause.max(asked.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_random_and_grow_up_to_the_cap() {
        let policy = RetryPolicy::default().retries(100);
        for (attempt, most) in [(1, 0.2), (2, 0.4), (3, 0.8), (50, 10.0)] {
            let pauses: Vec<f64> = (0..1000).map(|_| policy.pause(attempt, None).unwrap().as_secs_f64()).collect();
            assert!(pauses.iter().all(|pause| *pause <= most), "{attempt}");
            assert!(pauses.iter().any(|pause| *pause > 0.9 * most) && pauses.iter().any(|pause| *pause < 0.1 * most));
        }
    }

    #[test]
    fn retry_after_is_the_least_pause_up_to_the_maximum() {
        let policy = RetryPolicy::default();
        for _ in 0..1000 {
            let pause = policy.pause(1, Some(Duration::from_secs(10))).unwrap().as_secs_f64();
            assert!((10.0..=11.0).contains(&pause), "{pause}");
        }
        assert_eq!(policy.pause(1, Some(Duration::from_secs(61))), None);
        assert_eq!(policy.pause(4, None), None);
        assert_eq!(RetryPolicy::off().pause(1, None), None);
    }

    #[test]
    fn extreme_settings_do_not_panic() {
        let policy = RetryPolicy::default().first_pause(Duration::MAX).max_pause(Duration::MAX);
        let policy = policy.max_retry_after(Duration::MAX);
        policy.pause(1, Some(Duration::from_secs(u64::MAX)));
    }
}
