//! The policy that a client has unless told otherwise.

use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use super::{Attempt, RetryPolicy};

/// Tries again what fails for a passing reason, after ever longer waits of random length.
///
/// The wait before the next try is random between nothing and a bound, which starts at a quarter
/// of a second, doubles with each try and ends at half a minute ("full jitter"): many clients that
/// failed together do not come back together. Where Heroku refused by 429 without saying for how
/// long, the bound is eight times as long.
///
/// ```
/// use std::time::Duration;
/// use heroku::{Backoff, Client};
///
/// # fn main() -> Result<(), heroku::Error> {
/// let patient = Backoff::new().attempts(8).longest(Duration::from_secs(120));
/// let heroku = Client::builder().retry(patient).build()?;
/// # let _ = heroku;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Backoff {
    attempts: u32,
    first: Duration,
    longest: Duration,
    random: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl Backoff {
    /// Four tries in all.
    pub fn new() -> Self {
        Self {
            attempts: 4,
            first: Duration::from_millis(250),
            longest: Duration::from_secs(30),
            random: Arc::new(fastrand::f64),
        }
    }

    /// The policy of all clients that were not told otherwise.
    pub(crate) fn shared() -> Arc<dyn RetryPolicy> {
        static SHARED: LazyLock<Arc<dyn RetryPolicy>> = LazyLock::new(|| Arc::new(Backoff::new()));
        Arc::clone(&SHARED)
    }

    /// How often a call is tried in all; 4. With 1 it is never repeated.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The bound of the first wait; a quarter of a second.
    pub fn first(mut self, wait: Duration) -> Self {
        self.first = wait;
        self
    }

    /// What no bound exceeds; half a minute.
    pub fn longest(mut self, wait: Duration) -> Self {
        self.longest = wait;
        self
    }

    /// Where the random numbers come from, each from 0 to 1; for tests above all.
    pub fn random(mut self, random: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// How long to wait after so many failures in a row, whatever they are.
    pub(crate) fn after(&self, failures: u32) -> Duration {
        self.wait(self.first, failures)
    }

    fn wait(&self, first: Duration, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        let bound = first.saturating_mul(1 << doublings).min(self.longest);
        let share = Some((self.random)()).filter(|share| share.is_finite());
        let seconds = bound.as_secs_f64() * share.unwrap_or(1.0).clamp(0.0, 1.0);
        Duration::try_from_secs_f64(seconds).unwrap_or(bound)
    }
}

impl RetryPolicy for Backoff {
    fn retry(&self, failed: &Attempt<'_>) -> Option<Duration> {
        if failed.number() >= self.attempts || !failed.is_transient() {
            return None;
        }
        let first = if failed.error().is_rate_limited() {
            self.first.saturating_mul(8)
        } else {
            self.first
        };
        Some(self.wait(first, failed.number()))
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Backoff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backoff")
            .field("attempts", &self.attempts)
            .field("first", &self.first)
            .field("longest", &self.longest)
            .finish_non_exhaustive()
    }
}
