//! The rate limit: how many requests an account may still send.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

const FULL: i64 = 4500;
const EACH_MINUTE: i64 = 75;

/// A bucket of requests that each minute refills a little.
///
/// It runs empty without consequences so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rate {
    left: i64,
    filled: Timestamp,
}

impl Rate {
    pub(crate) fn full(now: Timestamp) -> Self {
        Self {
            left: FULL,
            filled: now,
        }
    }

    /// Takes one request out.
    pub(crate) fn spend(&mut self, now: Timestamp) {
        self.refill(now);
        self.left = (self.left - 1).max(0);
    }

    /// How many are left.
    pub(crate) fn remaining(&mut self, now: Timestamp) -> i64 {
        self.refill(now);
        self.left
    }

    fn refill(&mut self, now: Timestamp) {
        let minutes = now.duration_since(self.filled).as_secs() / 60;
        if minutes > 0 {
            self.left = FULL.min(
                self.left
                    .saturating_add(minutes.saturating_mul(EACH_MINUTE)),
            );
            let passed = SignedDuration::from_secs(minutes * 60);
            self.filled = self.filled.saturating_add(passed).unwrap_or(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_minute_refills_up_to_full() {
        let start = Timestamp::UNIX_EPOCH;
        let at = |seconds| Timestamp::from_second(seconds).expect("in range");
        let mut rate = Rate::full(start);
        for _ in 0..100 {
            rate.spend(start);
        }
        assert_eq!(rate.remaining(at(59)), 4400);
        assert_eq!(rate.remaining(at(61)), 4475);
        assert_eq!(rate.remaining(at(3600)), 4500);
    }
}
