//! How full Heroku's bucket is at least, as told by its answers.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::Rate;

const CAPACITY: f64 = 4500.0;
const PER_MINUTE: f64 = 75.0;
/// How many calls may be under way before the first answer tells how much is left.
const BLIND: u32 = 8;
/// Nobody is told to wait longer: more becomes known in the meantime.
const LONGEST: Duration = Duration::from_hours(24);
/// No pause is longer: by then the bucket is full again, and one call finds out.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// What is known of the bucket. It knows no locks and does not wait.
///
/// Each answer tells what was left when Heroku counted its request. Requests that were under way
/// at that time may have been counted or not, so they are taken off: the level is what is left at
/// least. The answer to the latest request counts; what comes late from an earlier one is old.
pub(super) struct Level {
    known: Known,
    started: u64,
    in_flight: u32,
    multiplier: f64,
    /// How often an answer changed what is known.
    news: u64,
    /// The last request that was under way when the server asked for a pause.
    paused_by: u64,
    /// Who waits, in the order of their coming, and the reserve that each of them leaves.
    waiting: BTreeMap<Place, u32>,
    places: Place,
}

/// A place among those who wait.
pub(super) type Place = u64;

/// Why a request has to wait.
pub(super) enum Missing {
    /// Nothing is known yet, and enough are under way to find out.
    Knowledge,
    /// So long until there is enough for it and for those before it, as it seems; no less than so
    /// long even if all that may have been counted twice was.
    Calls { likely: Duration, best: Duration },
}

#[derive(Clone, Copy)]
enum Known {
    /// No answer has come yet.
    Nothing,
    /// The server does not count.
    NoLimit,
    /// So much is left at least.
    Left {
        tokens: f64,
        at: Instant,
        /// The number of the request whose answer told.
        by: u64,
        /// How many more there may be.
        doubt: f64,
    },
}

/// A request that was let through.
pub(super) struct Ticket {
    number: u64,
    beside: u32,
    is_free: bool,
    /// Whether it was taken off the level.
    is_charged: bool,
    /// How many news there were before.
    news: u64,
}

/// What an answer says of the limit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    pub(super) remaining: Option<f64>,
    pub(super) multiplier: Option<f64>,
    pub(super) is_success: bool,
    /// The server refused the request, and wants to be left alone for so long.
    pub(super) refused_for: Option<Duration>,
}

impl Level {
    pub(super) fn new() -> Self {
        Self {
            known: Known::Nothing,
            started: 0,
            in_flight: 0,
            multiplier: 1.0,
            news: 0,
            paused_by: 0,
            waiting: BTreeMap::new(),
            places: 0,
        }
    }

    /// Takes the last place among those who wait.
    pub(super) fn join(&mut self, reserve: u32) -> Place {
        self.places += 1;
        self.waiting.insert(self.places, reserve);
        self.places
    }

    /// Gives a place up.
    pub(super) fn leave(&mut self, place: Place) {
        self.waiting.remove(&place);
    }

    /// Lets a request through if more than `reserve` are left, and enough for those who came
    /// before: for all who wait, or for those before `place`. Who leaves a larger reserve does not
    /// count, since they must not hold up those who leave less.
    pub(super) fn start(
        &mut self,
        reserve: u32,
        place: Option<Place>,
        now: Instant,
    ) -> Result<Ticket, Missing> {
        let ticket = match self.known {
            Known::Nothing if self.in_flight >= BLIND => return Err(Missing::Knowledge),
            Known::Nothing | Known::NoLimit => self.let_through(),
            Known::Left { doubt, .. } => {
                let before = self.waiting.range(..place.unwrap_or(Place::MAX));
                let before = before.filter(|(_place, other)| **other <= reserve).count();
                let before = u32::try_from(before).unwrap_or(u32::MAX);
                // A reserve of all there is would never let anything through.
                let reserve = f64::from(reserve).min(self.capacity() - 1.0);
                let missing = reserve + f64::from(before) + 1.0 - self.tokens(now);
                if missing > 0.0 {
                    return Err(Missing::Calls {
                        likely: self.refill(missing),
                        best: self.refill(missing - doubt),
                    });
                }
                self.let_through_at(now)
            }
        };
        if let Some(place) = place {
            self.leave(place);
        }
        Ok(ticket)
    }

    /// Lets a request through, whatever is left.
    pub(super) fn start_regardless(&mut self, now: Instant) -> Ticket {
        self.let_through_at(now)
    }

    /// Lets a request through that Heroku does not count.
    pub(super) fn start_free(&self) -> Ticket {
        Ticket {
            number: self.started,
            beside: self.in_flight,
            is_free: true,
            is_charged: false,
            news: self.news,
        }
    }

    /// Takes down what the answer to a request told, if there was one. Tells whether that is good
    /// news for those who wait: bad ones they find out when their time is over.
    pub(super) fn finish(&mut self, ticket: &Ticket, told: Option<Told>, now: Instant) -> bool {
        let was_known = matches!(self.known, Known::Left { .. });
        let before = self.tokens(now);
        self.learn(ticket, told, now);
        let is_better = !was_known || whole(self.tokens(now)) > whole(before);
        is_better && !self.waiting.is_empty()
    }

    fn learn(&mut self, ticket: &Ticket, told: Option<Told>, now: Instant) {
        if !ticket.is_free {
            self.in_flight = self.in_flight.saturating_sub(1);
        }
        let Some(told) = told else { return };
        if let Some(multiplier) = told.multiplier {
            self.multiplier = multiplier;
        }
        // A refusal in spite of a budget is of this one action, and no business of others.
        let is_spent = told.remaining.is_none_or(|remaining| remaining < 1.0);
        if let Some(pause) = told.refused_for.filter(|_| is_spent) {
            // Whatever was thought to be left is not, and will be no earlier than after the pause,
            // or after a longer one that was asked for before.
            let pause = pause.min(LONGEST_PAUSE).as_secs_f64();
            let tokens = (1.0 - pause * self.per_second()).min(0.0);
            self.paused_by = self.started;
            self.know(tokens.min(self.tokens(now)), now, self.started, 0.0);
            return;
        }
        let Some(remaining) = told.remaining else {
            if matches!(self.known, Known::Nothing) && told.is_success {
                self.known = Known::NoLimit;
            }
            return;
        };
        let by = match self.known {
            Known::Left { by, .. } => by,
            Known::Nothing | Known::NoLimit => 0,
        };
        if by > ticket.number || ticket.number <= self.paused_by {
            return;
        }
        let since = self.started.saturating_sub(ticket.number);
        let since = u32::try_from(since).unwrap_or(u32::MAX);
        let beside = f64::from(ticket.beside);
        let left = (remaining - f64::from(since) - beside).max(0.0);
        self.know(left, now, ticket.number, beside);
    }

    /// Takes back a request that was never sent.
    pub(super) fn take_back(&mut self, ticket: &Ticket) {
        if ticket.is_free {
            return;
        }
        self.in_flight = self.in_flight.saturating_sub(1);
        // What an answer told since took the request off in its own way, until the next one.
        if let Known::Left { tokens, .. } = &mut self.known
            && ticket.is_charged
            && ticket.news == self.news
        {
            *tokens += 1.0;
        }
    }

    pub(super) fn rate(&self, now: Instant) -> Option<Rate> {
        matches!(self.known, Known::Left { .. }).then(|| Rate {
            remaining: whole(self.tokens(now)),
            capacity: whole(self.capacity()),
            per_minute: whole(PER_MINUTE * self.multiplier),
            in_flight: self.in_flight,
        })
    }

    fn know(&mut self, tokens: f64, at: Instant, by: u64, doubt: f64) {
        self.known = Known::Left {
            tokens,
            at,
            by,
            doubt,
        };
        self.news += 1;
    }

    fn let_through_at(&mut self, now: Instant) -> Ticket {
        let left = self.tokens(now);
        let is_charged = matches!(self.known, Known::Left { .. }) && left >= 1.0;
        if let Known::Left { tokens, at, .. } = &mut self.known {
            *tokens = if is_charged { left - 1.0 } else { left };
            *at = now;
        }
        Ticket {
            is_charged,
            ..self.let_through()
        }
    }

    fn let_through(&mut self) -> Ticket {
        self.started += 1;
        let beside = self.in_flight;
        self.in_flight += 1;
        Ticket {
            number: self.started,
            beside,
            is_free: false,
            is_charged: false,
            news: self.news,
        }
    }

    fn tokens(&self, now: Instant) -> f64 {
        match self.known {
            Known::Nothing | Known::NoLimit => self.capacity(),
            Known::Left { tokens, at, .. } => {
                let passed = now.saturating_duration_since(at).as_secs_f64();
                // A server may allow more than is known here.
                let most = self.capacity().max(tokens);
                (tokens + passed * self.per_second()).min(most)
            }
        }
    }

    /// How long it takes until so many more are there.
    fn refill(&self, missing: f64) -> Duration {
        let seconds = missing.max(0.0) / self.per_second();
        let wait = Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST);
        // Timers are no finer than a millisecond.
        (wait + Duration::from_millis(1)).min(LONGEST)
    }

    fn capacity(&self) -> f64 {
        CAPACITY * self.multiplier
    }

    fn per_second(&self) -> f64 {
        PER_MINUTE / 60.0 * self.multiplier
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and the number is none below zero"
)]
fn whole(number: f64) -> u32 {
    number.max(0.0).floor() as u32
}
