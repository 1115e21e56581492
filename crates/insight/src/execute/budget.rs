//! The retry budget: the number of retries that all calls of a client may still make.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// The budget counts units. Each retry takes `RETRY` units from the budget, and each successful call adds `SUCCESS`.
const RETRY: u32 = 10;
const SUCCESS: u32 = 1;

/// A budget for at most ten retries. Ten successful calls add one retry. If the service is down, the client makes only
/// ten retries until calls succeed again. Without the budget, each call could be sent four times.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    const MAX: u32 = 10 * RETRY;

    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(Self::MAX))
    }

    /// Takes a retry from the budget. Returns `false` if the budget is empty.
    pub(crate) fn withdraw(&self) -> bool {
        self.0.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(RETRY)).is_ok()
    }

    /// Increases the budget after a successful call.
    pub(crate) fn deposit(&self) {
        // If the budget is full, nothing is written, because a write would slow down other threads.
        if self.0.load(Relaxed) < Self::MAX {
            let _ = self.0.fetch_update(Relaxed, Relaxed, |left| Some((left + SUCCESS).min(Self::MAX)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_successes_give_one_retry() {
        let budget = Budget::new();
        budget.deposit();
        assert_eq!((0..20).filter(|_| budget.withdraw()).count(), 10);
        (0..9).for_each(|_| budget.deposit());
        assert!(!budget.withdraw());
        budget.deposit();
        assert!(budget.withdraw() && !budget.withdraw());
    }
}
