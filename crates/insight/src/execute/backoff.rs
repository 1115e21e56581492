//! Pauses between attempts. Each pause is longer than the previous pause, up to a maximum.

use std::time::Duration;

use tokio::time::Instant;

/// A sequence of pauses. Each pause is longer than the previous pause, up to a maximum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backoff {
    next: Duration,
    cap: Duration,
    factor: f64,
}

impl Backoff {
    /// Makes a sequence of pauses. The first pause is `first`. Each later pause is the previous pause multiplied by
    /// `factor`, but not longer than `cap`. If `cap` is less than `first`, all pauses are `first`.
    pub(crate) fn new(first: Duration, cap: Duration, factor: f64) -> Self {
        Self { next: first, cap: cap.max(first), factor }
    }

    /// Returns the next pause.
    pub(crate) fn next(&mut self) -> Duration {
        let due = self.next;
        let grown = due.as_secs_f64() * self.factor;
        self.next = Duration::try_from_secs_f64(grown).unwrap_or(self.cap).min(self.cap);
        due
    }
}

/// Returns the pause multiplied by a random number between 0.8 and 1.2, so that several clients do not send their
/// requests at the same time.
pub(crate) fn jittered(pause: Duration) -> Duration {
    scaled(pause, 0.8 + 0.4 * fastrand::f64())
}

/// Returns the pause multiplied by `factor`. If the result is too large for a `Duration`, returns `pause`.
pub(crate) fn scaled(pause: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(pause.as_secs_f64() * factor).unwrap_or(pause)
}

/// Returns the current time plus `duration`. If `duration` is longer than thirty years, adds thirty years, so that the
/// addition cannot overflow.
pub(crate) fn after(duration: Duration) -> Instant {
    later(Instant::now(), duration)
}

/// Returns `start` plus `duration`. If `duration` is longer than thirty years, adds thirty years.
pub(crate) fn later(start: Instant, duration: Duration) -> Instant {
    const MAX: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    start + duration.min(MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_the_cap() {
        let mut backoff = Backoff::new(Duration::from_secs(2), Duration::from_secs(10), 2.0);
        let pauses: Vec<u64> = (0..5).map(|_| backoff.next().as_secs()).collect();
        assert_eq!(pauses, [2, 4, 8, 10, 10]);
        let mut endless = Backoff::new(Duration::MAX, Duration::ZERO, 2.0);
        assert_eq!([endless.next(), endless.next()], [Duration::MAX; 2]);
    }

    #[test]
    fn jitter_stays_within_a_fifth() {
        for _ in 0..1000 {
            let pause = jittered(Duration::from_secs(10));
            assert!((8.0..=12.0).contains(&pause.as_secs_f64()), "{pause:?}");
        }
        jittered(Duration::MAX);
    }
}
