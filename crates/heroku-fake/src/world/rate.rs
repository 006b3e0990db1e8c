//! The rate limit: how many requests an account may still send.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How many requests the full bucket holds.
pub(crate) const MOST_REQUESTS: i64 = 4500;
/// What a request costs, in parts that make a second's refill a whole number.
const COST: i64 = 4;
const FULL: i64 = MOST_REQUESTS * COST;
/// 75 requests a minute.
const EACH_SECOND: i64 = 5;

/// A bucket of requests that each second refills a little.
///
/// The second that passes with each request while time stands still refills nothing: else a tight
/// loop would never come to the end of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rate {
    parts: i64,
    filled: Timestamp,
    /// Whether it was set since this was asked before.
    #[serde(skip)]
    is_set: bool,
}

impl Rate {
    pub(crate) fn full(now: Timestamp) -> Self {
        Self {
            parts: FULL,
            filled: now,
            is_set: false,
        }
    }

    /// Takes one request out, if there is one left.
    pub(crate) fn spend(&mut self, now: Timestamp) -> bool {
        self.refill(now);
        let is_left = self.parts >= COST;
        if is_left {
            self.parts -= COST;
        }
        is_left
    }

    /// How many are left.
    pub(crate) fn remaining(&mut self, now: Timestamp) -> i64 {
        self.refill(now);
        self.parts / COST
    }

    /// Leaves so many, as far as the bucket holds them.
    pub(crate) fn set_remaining(&mut self, remaining: u32, now: Timestamp) {
        self.filled = now;
        self.parts = FULL.min(i64::from(remaining) * COST);
        self.is_set = true;
    }

    /// Whether it was set since this was asked before, other than by requests and time.
    pub(crate) fn take_set(&mut self) -> bool {
        std::mem::take(&mut self.is_set)
    }

    /// Lets time pass that refills nothing.
    pub(super) fn pass_over(&mut self, time: SignedDuration) {
        self.filled = self.filled.saturating_add(time).unwrap_or(self.filled);
    }

    fn refill(&mut self, now: Timestamp) {
        let seconds = now.duration_since(self.filled).as_secs();
        if seconds > 0 {
            let refill = seconds.saturating_mul(EACH_SECOND);
            self.parts = FULL.min(self.parts.saturating_add(refill));
            self.pass_over(SignedDuration::from_secs(seconds));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_second_refills_a_share_up_to_full() {
        let start = Timestamp::UNIX_EPOCH;
        let at = |seconds| Timestamp::from_second(seconds).expect("in range");
        let mut rate = Rate::full(start);
        for _ in 0..100 {
            assert!(rate.spend(start));
        }
        assert_eq!(rate.remaining(at(0)), 4400);
        assert_eq!(rate.remaining(at(1)), 4401);
        assert_eq!(rate.remaining(at(4)), 4405);
        assert_eq!(rate.remaining(at(60)), 4475);
        assert_eq!(rate.remaining(at(3600)), 4500);
    }

    #[test]
    fn an_empty_bucket_gives_nothing_until_a_request_is_refilled() {
        let now = Timestamp::UNIX_EPOCH;
        let mut rate = Rate::full(now);
        rate.set_remaining(1, now);
        assert!(rate.spend(now));
        assert!(!rate.spend(now));
        let later = now.saturating_add(SignedDuration::from_secs(1));
        assert!(rate.spend(later.expect("in range")));
    }
}
