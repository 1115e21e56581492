//! The retries that all calls of a client may still make.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// What a retry takes, and what a successful call gives back.
const RETRY: u32 = 10;
const SUCCESS: u32 = 1;

/// A budget of ten retries. Each ten successful calls give one back. In an outage, retries therefore do not multiply the
/// load: after the first ten, a client adds at most a tenth.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    const MAX: u32 = 10 * RETRY;

    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(Self::MAX))
    }

    /// Takes a retry. Returns whether there was one.
    pub(crate) fn withdraw(&self) -> bool {
        self.0.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(RETRY)).is_ok()
    }

    /// Counts a successful call.
    pub(crate) fn deposit(&self) {
        // Full most of the time: a read is cheaper than a write that other threads see.
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
