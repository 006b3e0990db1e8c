//! How full Heroku's bucket is at least, as told by its answers.

use std::time::Duration;

use tokio::time::Instant;

use super::Rate;

const CAPACITY: f64 = 4500.0;
const PER_MINUTE: f64 = 75.0;
/// How many calls may be under way before the first answer tells how much is left.
const BLIND: u32 = 8;
/// Nobody is told to wait longer: more becomes known in the meantime.
const LONGEST: Duration = Duration::from_hours(24);

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
    },
}

/// A request that was let through.
pub(super) struct Ticket {
    number: u64,
    beside: u32,
    is_free: bool,
}

/// What an answer says of the limit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    pub(super) remaining: Option<f64>,
    pub(super) multiplier: Option<f64>,
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
        }
    }

    /// Lets a request through if more than `reserve` are left; how long to wait otherwise, as far
    /// as it is known.
    pub(super) fn start(&mut self, reserve: u32, now: Instant) -> Result<Ticket, Option<Duration>> {
        match self.known {
            Known::Nothing if self.in_flight >= BLIND => Err(None),
            Known::Nothing | Known::NoLimit => Ok(self.let_through()),
            Known::Left { .. } => {
                let missing = f64::from(reserve) + 1.0 - self.tokens(now);
                if missing <= 0.0 {
                    return Ok(self.let_through_at(now));
                }
                let seconds = missing / self.per_second();
                let wait = Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST);
                // Timers are no finer than a millisecond.
                Err(Some((wait + Duration::from_millis(1)).min(LONGEST)))
            }
        }
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
        }
    }

    /// Takes down what the answer to a request told, if there was one.
    pub(super) fn finish(&mut self, ticket: &Ticket, told: Option<Told>, now: Instant) {
        if !ticket.is_free {
            self.in_flight = self.in_flight.saturating_sub(1);
        }
        let Some(told) = told else { return };
        if let Some(multiplier) = told.multiplier {
            self.multiplier = multiplier;
        }
        if let Some(pause) = told.refused_for {
            // Whatever was thought to be left is not, and will be no earlier than after the pause.
            let tokens = (1.0 - pause.as_secs_f64() * self.per_second()).min(0.0);
            let (at, by) = (now, self.started);
            self.known = Known::Left { tokens, at, by };
            return;
        }
        let Some(remaining) = told.remaining else {
            if matches!(self.known, Known::Nothing) {
                self.known = Known::NoLimit;
            }
            return;
        };
        if let Known::Left { by, .. } = self.known
            && by > ticket.number
        {
            return;
        }
        let since = self.started.saturating_sub(ticket.number);
        let uncounted = u64::from(ticket.beside).saturating_add(since);
        let uncounted = u32::try_from(uncounted).unwrap_or(u32::MAX);
        self.known = Known::Left {
            tokens: (remaining - f64::from(uncounted)).max(0.0),
            at: now,
            by: ticket.number,
        };
    }

    /// Takes back a request that was never sent.
    pub(super) fn take_back(&mut self, ticket: &Ticket) {
        if ticket.is_free {
            return;
        }
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Known::Left { tokens, .. } = &mut self.known {
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

    fn let_through_at(&mut self, now: Instant) -> Ticket {
        let left = self.tokens(now);
        if let Known::Left { tokens, at, .. } = &mut self.known {
            *tokens = if left < 1.0 { left } else { left - 1.0 };
            *at = now;
        }
        self.let_through()
    }

    fn let_through(&mut self) -> Ticket {
        self.started += 1;
        let beside = self.in_flight;
        self.in_flight += 1;
        Ticket {
            number: self.started,
            beside,
            is_free: false,
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
