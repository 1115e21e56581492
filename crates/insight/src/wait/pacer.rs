//! Limits the rate of the polls of a client.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

use crate::execute::after;

/// After a rejected poll, the new rate is at most the old rate times this factor.
const DECREASE: f64 = 0.7;
/// While polls are accepted, the rate is multiplied by this factor in each second.
const INCREASE: f64 = 1.05;
/// If the rate reaches this number of polls per second, the limit is removed.
const UNLIMITED: f64 = 5000.0;
/// The minimum of the rate, in polls per second.
const MIN_RATE: f64 = 0.2;
/// The minimum time between two changes of the rate. Polls that are rejected within this time do not lower the rate
/// again, because they were probably sent before the last change.
const SETTLE: Duration = Duration::from_secs(1);

/// The maximum time without polls after a rejected poll. A longer `Retry-After` is cut to this time.
const MAX_STOP: Duration = Duration::from_secs(60);

/// Limits the polls of all waits of a client to a rate that the service accepts.
///
/// - Before the first rejected poll (HTTP 429), the rate is not limited.
/// - A rejected poll lowers the rate to at most 70 % of the polls of the last second.
/// - If the rejection contains `Retry-After`, the client sends no poll for this time, but not longer than a minute.
/// - Each second with accepted polls raises the rate by 5 %.
#[derive(Debug, Default)]
pub(crate) struct Pacer(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The maximum rate in polls per second. `None` if the rate is not limited.
    rate: Option<f64>,
    /// The time before which no poll may be sent.
    next: Option<Instant>,
    /// The time at which the rate was last changed.
    changed: Option<Instant>,
    /// The start of the current second. `current` is the number of polls in this second. `before` is the number of
    /// polls in the second before it.
    second: Option<Instant>,
    current: u32,
    before: u32,
}

impl Pacer {
    /// Waits until the next poll may be sent.
    pub(crate) async fn turn(&self) {
        let now = Instant::now();
        let turn = self.state(|state| state.turn(now));
        if turn > now {
            sleep_until(turn).await;
        }
    }

    /// Lowers the rate after a rejected poll.
    pub(crate) fn rejected(&self, retry_after: Option<Duration>) {
        self.state(|state| state.rejected(Instant::now(), retry_after));
    }

    /// Raises the rate after an accepted poll.
    pub(crate) fn accepted(&self) {
        self.state(|state| state.accepted(Instant::now()));
    }

    fn state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn turn(&mut self, now: Instant) -> Instant {
        let turn = self.next.map_or(now, |next| next.max(now));
        if let Some(rate) = self.rate {
            self.next = Some(turn + Duration::from_secs_f64(1.0 / rate));
        }
        let second = *self.second.get_or_insert(turn);
        if turn.saturating_duration_since(second) >= Duration::from_secs(1) {
            let is_next = turn.saturating_duration_since(second) < Duration::from_secs(2);
            self.before = if is_next { self.current } else { 0 };
            (self.second, self.current) = (Some(turn), 0);
        }
        self.current = self.current.saturating_add(1);
        turn
    }

    fn rejected(&mut self, now: Instant, retry_after: Option<Duration>) {
        let open = after(retry_after.unwrap_or_default().min(MAX_STOP));
        self.next = Some(self.next.map_or(open, |next| next.max(open)));
        if self.changed.is_some_and(|changed| now.saturating_duration_since(changed) < SETTLE) {
            return;
        }
        let sent = f64::from(self.current.max(self.before).max(1));
        let rate = self.rate.map_or(sent, |rate| rate.min(sent));
        self.rate = Some((rate * DECREASE).max(MIN_RATE));
        self.changed = Some(now);
    }

    fn accepted(&mut self, now: Instant) {
        let (Some(rate), Some(changed)) = (self.rate, self.changed) else { return };
        let elapsed = now.saturating_duration_since(changed);
        if elapsed < SETTLE {
            return;
        }
        let rate = rate * INCREASE.powf(elapsed.as_secs_f64().min(60.0));
        self.rate = (rate < UNLIMITED).then_some(rate);
        self.changed = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the number of polls that may be sent within a second.
    async fn polls_in_a_second(pacer: &Pacer) -> u32 {
        let end = Instant::now() + Duration::from_secs(1);
        let mut polls = 0;
        while tokio::time::timeout_at(end, pacer.turn()).await.is_ok() && polls < 1000 {
            polls += 1;
        }
        polls
    }

    #[tokio::test(start_paused = true)]
    async fn rejection_lowers_the_rate_and_success_raises_it() {
        let pacer = Pacer::default();
        for _ in 0..100 {
            pacer.turn().await;
        }
        for _ in 0..5 {
            pacer.rejected(None);
        }
        assert!((69..=71).contains(&polls_in_a_second(&pacer).await), "a part of 100, lowered once");
        for _ in 0..10 {
            tokio::time::advance(Duration::from_secs(1)).await;
            pacer.accepted();
        }
        let polls = polls_in_a_second(&pacer).await;
        assert!((105..=125).contains(&polls), "{polls}");
    }

    #[tokio::test(start_paused = true)]
    async fn retry_after_stops_all_polls() {
        let pacer = Pacer::default();
        pacer.turn().await;
        let started = Instant::now();
        pacer.rejected(Some(Duration::from_secs(30)));
        pacer.turn().await;
        assert!(started.elapsed() >= Duration::from_secs(30));
    }
}
