//! A budget that callers share: they come in turn, and wait for what is missing.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::level::{Level, Ticket, Told};
use super::{Rate, RatePolicy};
use crate::retry::retry_after;

/// Multipliers of the limit that are believed.
const MULTIPLIERS: RangeInclusive<f64> = 0.01..=1000.0;

/// The budget of one credential, shared by all who have it.
pub(crate) struct RateBudget {
    level: Mutex<Level>,
    /// Whoever waits does so in here, so that the others come behind; by the reserve that they
    /// leave, since those who leave much must not hold up those who leave nothing.
    turns: Mutex<HashMap<u32, Weak<Turn>>>,
    /// Tells that more may be known now.
    news: Notify,
}

type Turn = tokio::sync::Mutex<()>;

/// The budget does not allow a request in time.
pub(crate) struct Refused {
    /// How long until it does, if that is known.
    pub(crate) wait: Option<Duration>,
}

impl RateBudget {
    pub(super) fn new() -> Self {
        Self {
            level: Mutex::new(Level::new()),
            turns: Mutex::default(),
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
                let start = self.level().start(0, Instant::now());
                return match start {
                    Ok(ticket) => Ok(self.permit(ticket)),
                    // Nothing is known yet, so nothing says that the budget is spent.
                    Err(None) => Ok(self.acquire_regardless()),
                    Err(wait) => Err(Refused { wait }),
                };
            }
            RatePolicy::Wait => 0,
            RatePolicy::Reserve(reserve) => reserve,
        };
        let waiting = self.wait_in_turn(reserve, deadline);
        match deadline {
            None => waiting.await,
            Some(deadline) => tokio::time::timeout_at(deadline, waiting)
                .await
                .unwrap_or(Err(Refused { wait: None })),
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

    async fn wait_in_turn(
        self: &Arc<Self>,
        reserve: u32,
        deadline: Option<Instant>,
    ) -> Result<Permit, Refused> {
        let turn = self.turn(reserve);
        let _turn = turn.lock().await;
        loop {
            // From here on it takes note of news, though it is not waiting yet.
            let news = self.news.notified();
            let now = Instant::now();
            let wait = match self.level().start(reserve, now) {
                Ok(ticket) => return Ok(self.permit(ticket)),
                Err(wait) => wait,
            };
            let Some(wait) = wait else {
                news.await;
                continue;
            };
            let is_too_long = deadline
                .is_some_and(|deadline| now.checked_add(wait).is_none_or(|ready| ready > deadline));
            if is_too_long {
                // An answer under way may bring good news, but nobody knows when.
                return Err(Refused { wait: Some(wait) });
            }
            tracing::debug!(target: "heroku", ?wait, "waiting for the rate budget");
            let _either_way = tokio::time::timeout(wait, news).await;
        }
    }

    fn turn(&self, reserve: u32) -> Arc<Turn> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(&reserve).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_reserve, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        turns.insert(reserve, Arc::downgrade(&turn));
        turn
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

/// Leave to send one request. Dropped without an answer, the request counts as sent.
pub(crate) struct Permit {
    budget: Arc<RateBudget>,
    ticket: Option<Ticket>,
}

impl Permit {
    /// Takes down what the answer says of the limit.
    pub(crate) fn answered(mut self, status: StatusCode, headers: &HeaderMap) {
        let told = Told {
            remaining: number(headers, "ratelimit-remaining"),
            multiplier: number(headers, "ratelimit-multiplier")
                .filter(|multiplier| MULTIPLIERS.contains(multiplier)),
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
            let now = Instant::now();
            self.budget.level().finish(&ticket, told, now);
            self.budget.news.notify_waiters();
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.finish(None);
    }
}

/// A header that is a plain number; of several, the first.
fn number(headers: &HeaderMap, name: &str) -> Option<f64> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    text.parse::<f64>()
        .ok()
        .filter(|number| number.is_finite() && *number >= 0.0)
}
