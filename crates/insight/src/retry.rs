//! The setting for retries of failed calls.

use std::time::Duration;

use crate::execute::{Backoff, scaled};

/// The setting for retries: the maximum number of retries, and the pauses before them.
///
/// A call is retried after a temporary failure, see [`Error::is_retryable`](crate::Error::is_retryable):
///
/// - no connection, a broken connection, or no response before the time limit
/// - a TLS handshake that broke off
/// - HTTP 408, 429, 500, 502, 503 and 504
/// - a response with the error code of an overloaded gateway.
///
/// The pauses follow these rules:
///
/// - By default, the pause before the first retry is a random time of at most 200 milliseconds. This maximum doubles
///   with each further retry.
/// - If the header `Retry-After` of the response is longer than this pause, the client waits for `Retry-After`, plus a
///   random time of at most 10 % of `Retry-After`.
/// - If the call would exceed its total time limit during the pause, the call is not retried.
///
/// All calls of a client share a budget of ten retries, so that the client does not overload a service that is down.
/// Ten successful calls add one retry to the budget.
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
    /// Returns the setting without retries.
    pub fn off() -> Self {
        Self::default().retries(0)
    }

    /// Sets the maximum number of retries of a call. Default: 3.
    pub fn retries(self, retries: u32) -> Self {
        Self { retries, ..self }
    }

    /// Sets the longest pause before the first retry. Default: 200 milliseconds.
    pub fn first_pause(self, pause: Duration) -> Self {
        Self { first_pause: pause, ..self }
    }

    /// Sets the longest pause before a retry. Default: 10 seconds. If `Retry-After` is longer, the client waits for
    /// `Retry-After`.
    pub fn max_pause(self, pause: Duration) -> Self {
        Self { max_pause: pause, ..self }
    }

    /// Sets the longest `Retry-After` that the client waits for. If `Retry-After` is longer, the call returns its error
    /// at once. Default: 60 seconds.
    pub fn max_retry_after(self, pause: Duration) -> Self {
        Self { max_retry_after: pause, ..self }
    }

    /// Returns the pause after the failed attempt with the number `attempt`. The first attempt has the number 1.
    /// Returns `None` if the call must not be retried.
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
