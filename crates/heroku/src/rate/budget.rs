//! A budget that callers share, and wait for in the order of their coming.

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderName, StatusCode};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::level::{Level, Missing, Place, Ticket, Told};
use super::{Rate, RatePolicy};
use crate::headers::{REMAINING, least};
use crate::retry::retry_after;

const MULTIPLIER: HeaderName = HeaderName::from_static("ratelimit-multiplier");

/// Multipliers of the limit that are believed.
const MULTIPLIERS: RangeInclusive<f64> = 0.01..=1000.0;

/// How long the first answers are waited for before more calls go out blindly.
const PATIENCE: Duration = Duration::from_secs(2);

/// The budget of one credential, shared by all who have it.
///
/// No lock is held while somebody waits: a caller who waits and is polled no more keeps the place
/// of one call, and holds nobody up for longer than that.
pub(crate) struct RateBudget {
    level: Mutex<Level>,
    /// Tells that more may be known now, or that a place was given up.
    news: Notify,
}

/// The budget does not allow a request in time.
pub(crate) struct Refused {
    /// How long until it does, if that is known.
    pub(crate) wait: Option<Duration>,
}

impl RateBudget {
    pub(super) fn new() -> Self {
        Self {
            level: Mutex::new(Level::new()),
            news: Notify::new(),
        }
    }

    /// Waits for its turn as `policy` says, but not beyond `deadline`.
    pub(crate) async fn acquire(
        self: &Arc<Self>,
        policy: RatePolicy,
        deadline: Option<Instant>,
    ) -> Result<Permit, Refused> {
        let reserve = match policy {
            RatePolicy::Ignore => return Ok(self.acquire_regardless()),
            RatePolicy::Fail => {
                let start = self.level().start(0, None, Instant::now());
                return match start {
                    Ok(ticket) => Ok(self.permit(ticket)),
                    // Nothing is known yet, so nothing says that the budget is spent.
                    Err(Missing::Knowledge) => Ok(self.acquire_regardless()),
                    Err(Missing::Calls { likely, .. }) => Err(Refused { wait: Some(likely) }),
                };
            }
            RatePolicy::Wait => 0,
            RatePolicy::Reserve(reserve) => reserve,
        };
        let start = self.level().start(reserve, None, Instant::now());
        match start {
            Ok(ticket) => Ok(self.permit(ticket)),
            // On the heap: it is large, and whoever waits has the time.
            Err(_missing) => Box::pin(self.wait_in_time(reserve, deadline)).await,
        }
    }

    /// Waits for its turn, but not beyond `deadline`.
    async fn wait_in_time(
        self: &Arc<Self>,
        reserve: u32,
        deadline: Option<Instant>,
    ) -> Result<Permit, Refused> {
        let mut ready = None;
        let waiting = self.wait_in_line(reserve, deadline, &mut ready);
        let Some(deadline) = deadline else {
            return waiting.await;
        };
        match tokio::time::timeout_at(deadline, waiting).await {
            Ok(result) => result,
            Err(_elapsed) => Err(Refused {
                wait: ready.map(|ready: Instant| ready.saturating_duration_since(Instant::now())),
            }),
        }
    }

    /// A permit for a request that Heroku does not count.
    pub(crate) fn acquire_free(self: &Arc<Self>) -> Permit {
        let ticket = self.level().start_free();
        self.permit(ticket)
    }

    fn acquire_regardless(self: &Arc<Self>) -> Permit {
        let ticket = self.level().start_regardless(Instant::now());
        self.permit(ticket)
    }

    async fn wait_in_line(
        self: &Arc<Self>,
        reserve: u32,
        deadline: Option<Instant>,
        ready: &mut Option<Instant>,
    ) -> Result<Permit, Refused> {
        let mut line = Line::join(self, reserve);
        let blind_at = Instant::now() + PATIENCE;
        loop {
            // From here on it takes note of news, though it is not waiting yet.
            let news = self.news.notified();
            let now = Instant::now();
            let missing = match self.level().start(reserve, Some(line.place), now) {
                Ok(ticket) => {
                    line.is_served = true;
                    return Ok(self.permit(ticket));
                }
                Err(missing) => missing,
            };
            match missing {
                Missing::Knowledge => {
                    if tokio::time::timeout_at(blind_at, news).await.is_err() {
                        return Ok(self.acquire_regardless());
                    }
                }
                Missing::Calls { likely, best } => {
                    let is_late = |deadline| now.checked_add(best).is_none_or(|at| at > deadline);
                    if deadline.is_some_and(is_late) {
                        return Err(Refused { wait: Some(likely) });
                    }
                    *ready = now.checked_add(likely);
                    tracing::debug!(target: "heroku", wait = ?likely, "waiting for the rate budget");
                    let _either_way = tokio::time::timeout(likely, news).await;
                }
            }
        }
    }

    pub(crate) fn rate(&self) -> Option<Rate> {
        self.level().rate(Instant::now())
    }

    fn permit(self: &Arc<Self>, ticket: Ticket) -> Permit {
        Permit {
            budget: Arc::clone(self),
            ticket: Some(ticket),
        }
    }

    fn level(&self) -> MutexGuard<'_, Level> {
        self.level.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place among those who wait; given up when this is dropped.
struct Line<'a> {
    budget: &'a RateBudget,
    place: Place,
    is_served: bool,
}

impl<'a> Line<'a> {
    fn join(budget: &'a RateBudget, reserve: u32) -> Self {
        let place = budget.level().join(reserve);
        Self {
            budget,
            place,
            is_served: false,
        }
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        self.budget.level().leave(self.place);
        // One place less and one call less come to the same for those behind.
        if !self.is_served {
            self.budget.news.notify_waiters();
        }
    }
}

/// Leave to send one request. Dropped without an answer, the request counts as sent.
pub(crate) struct Permit {
    budget: Arc<RateBudget>,
    ticket: Option<Ticket>,
}

impl Permit {
    /// Takes down what the answer says of the limit.
    pub(crate) fn answered(mut self, status: StatusCode, headers: &HeaderMap) {
        let told = Told {
            remaining: least::<u32>(headers, &REMAINING).map(f64::from),
            multiplier: least(headers, &MULTIPLIER)
                .filter(|multiplier| MULTIPLIERS.contains(multiplier)),
            is_success: status.is_success() || status == StatusCode::NOT_MODIFIED,
            refused_for: (status == StatusCode::TOO_MANY_REQUESTS)
                .then(|| retry_after(headers).unwrap_or_default()),
        };
        self.finish(Some(told));
    }

    /// Gives the permit back: nothing was sent.
    pub(crate) fn not_sent(mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.budget.level().take_back(&ticket);
            self.budget.news.notify_waiters();
        }
    }

    fn finish(&mut self, told: Option<Told>) {
        if let Some(ticket) = self.ticket.take() {
            let is_good = self.budget.level().finish(&ticket, told, Instant::now());
            if is_good {
                self.budget.news.notify_waiters();
            }
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.finish(None);
    }
}
