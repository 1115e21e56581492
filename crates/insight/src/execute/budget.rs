//! The number of retries that the calls of a client may still make.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// The units that a retry takes from the budget, and the units that a successful call adds.
const RETRY: u32 = 10;
const SUCCESS: u32 = 1;

/// A budget of ten retries. Ten successful calls add one retry. Without a budget, each call could be sent four times
/// while the service is down. With the budget, only ten retries are made until calls succeed again.
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
        // Usually the budget is full. Then nothing is written, because a write would slow down other threads.
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
