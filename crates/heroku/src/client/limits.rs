//! How long a call may take, and each of its tries.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

/// How long a call may take, and each of its tries.
#[derive(Clone)]
pub(super) struct Limits {
    started: Instant,
    total: Option<Duration>,
    attempt: Option<Duration>,
    until: Option<Instant>,
    attempt_started: Instant,
    attempt_until: Option<Instant>,
}

/// What Heroku may ask a call to wait that has no time limit.
const LONGEST_TOLD: Duration = Duration::from_hours(1);

/// The time ran out; this was the limit.
pub(super) struct OutOfTime(pub(super) Duration);

impl Limits {
    pub(super) fn new(total: Option<Duration>, attempt: Option<Duration>) -> Self {
        let started = Instant::now();
        Self {
            started,
            total,
            attempt,
            until: total.and_then(|limit| started.checked_add(limit)),
            attempt_started: started,
            attempt_until: None,
        }
    }

    /// Starts the time of the whole call.
    pub(super) fn begin(&mut self) {
        *self = Self::new(self.total, self.attempt);
    }

    /// Starts the time of another try.
    pub(super) fn begin_attempt(&mut self) {
        let now = Instant::now();
        self.attempt_started = now;
        self.attempt_until = self.attempt.and_then(|limit| now.checked_add(limit));
    }

    /// When the last try started.
    pub(super) fn attempt_started(&self) -> Instant {
        self.attempt_started
    }

    /// When the whole call must be over.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.until
    }

    /// Adds time that does not count: a person took it, or a stream that kept moving.
    pub(super) fn extend(&mut self, by: Duration) {
        self.until = self.until.and_then(|until| until.checked_add(by));
    }

    /// Whether there would be time left after a wait, which is `told` by Heroku or longer.
    pub(super) fn allow(&self, wait: Duration, told: Duration) -> bool {
        match self.until {
            None => told <= LONGEST_TOLD,
            Some(until) => Instant::now()
                .checked_add(wait)
                .is_some_and(|at| at < until),
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// The limit that holds for a stream that is sent, from each of its pieces on.
    pub(super) fn of_silence(&self) -> Option<Duration> {
        self.attempt.into_iter().chain(self.total).min()
    }

    /// Works within the time of the whole call, whatever became of its tries.
    pub(super) async fn within_call<T>(
        &self,
        work: impl Future<Output = T>,
    ) -> Result<T, OutOfTime> {
        match self.until.zip(self.total) {
            None => Ok(work.await),
            Some((until, limit)) => timeout_at(until, work)
                .await
                .map_err(|_elapsed| OutOfTime(limit)),
        }
    }

    /// Works within the time of this try and of the whole call.
    pub(super) async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, OutOfTime> {
        let total = self.until.zip(self.total);
        let attempt = self.attempt_until.zip(self.attempt);
        match total.into_iter().chain(attempt).min() {
            None => Ok(work.await),
            Some((until, limit)) => timeout_at(until, work)
                .await
                .map_err(|_elapsed| OutOfTime(limit)),
        }
    }
}
