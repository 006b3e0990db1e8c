//! How a client spends its rate budget, and how it stands.

/// What a client does when Heroku's rate limit comes near.
///
/// Heroku lets an account make 4500 calls, and gives back 75 each minute. All clients of a
/// process with the same credentials share one budget, which learns from each answer what is
/// left.
///
/// ```
/// use heroku::{Client, RatePolicy};
///
/// # fn main() -> Result<(), heroku::Error> {
/// // A nightly job that leaves 1000 calls to whoever is at work.
/// let heroku = Client::builder().rate(RatePolicy::Reserve(1000)).build()?;
/// # let _ = heroku;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RatePolicy {
    /// Waits for the refill before the limit is hit, and sends in the order of the calls.
    #[default]
    Wait,
    /// Fails at once with [`ErrorKind::Budget`](crate::ErrorKind::Budget); nothing is sent. What
    /// Heroku itself refuses by 429 is not tried again.
    Fail,
    /// Waits as long as no more than this many calls are left: they are for others.
    Reserve(u32),
    /// Sends regardless. What Heroku refuses by 429 is tried again as the retry policy says.
    Ignore,
}

/// How the rate budget stands; given by [`Client::rate_limit`](crate::Client::rate_limit).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rate {
    /// How many calls can be sent right now, at least: what Heroku said last, less what was sent
    /// and may not have been counted by then, and with what was given back since.
    pub remaining: u32,
    /// How many calls Heroku allows at most.
    pub capacity: u32,
    /// How many calls Heroku gives back in a minute.
    pub per_minute: u32,
    /// How many calls wait for their answer.
    pub in_flight: u32,
}
