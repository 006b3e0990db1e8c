//! How many retries a client affords, so that an outage is not made worse.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a retry costs.
const PRICE: u32 = 5;
/// What a call that succeeds brings.
const GAIN: u32 = 1;

/// An account that retries draw on and successes pay into: while nothing succeeds, a client stops
/// repeating after `retries`; while most succeeds, one retry in every six requests goes on.
pub(crate) struct RetryBudget {
    most: u32,
    left: AtomicU32,
}

impl RetryBudget {
    pub(crate) fn new(retries: u32) -> Self {
        let most = retries.saturating_mul(PRICE);
        Self {
            most,
            left: AtomicU32::new(most),
        }
    }

    /// Pays for a retry, if there is enough left.
    pub(crate) fn draw(&self) -> bool {
        self.update(|left| left.checked_sub(PRICE))
    }

    /// Takes in what a success brings.
    pub(crate) fn pay(&self) {
        if self.left.load(Ordering::Relaxed) < self.most {
            self.update(|left| Some(left.saturating_add(GAIN).min(self.most)));
        }
    }

    fn update(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, change)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_end_while_nothing_succeeds() {
        let budget = RetryBudget::new(3);
        assert_eq!((0..9).filter(|_| budget.draw()).count(), 3);
    }

    #[test]
    fn five_successes_afford_one_retry_and_never_more_than_at_the_start() {
        let budget = RetryBudget::new(1);
        (0..100).for_each(|_| budget.pay());
        assert!(budget.draw() && !budget.draw());
        (0..4).for_each(|_| budget.pay());
        assert!(!budget.draw());
        budget.pay();
        assert!(budget.draw());
    }
}
