//! How a wait ends.

use crate::Error;

/// How a wait ended.
#[derive(Debug)]
#[must_use = "it may have failed"]
pub enum Outcome<T> {
    /// It is done as it should be.
    Succeeded(T),
    /// It went wrong.
    Failed(Failure<T>),
    /// The time ran out; this is what was seen last, if it was ever seen.
    TimedOut(Option<T>),
}

/// What went wrong, and what is known of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure<T> {
    /// The thing as it was seen last.
    pub value: T,
    /// Why it failed, as far as Heroku tells.
    pub reason: Option<String>,
    /// The last lines of its log, 50 at most; none where it has no log. With a `log_error`, the
    /// last that came.
    pub log: Vec<String>,
    /// Why its log could not be read to its end, if it has one.
    pub log_error: Option<Error>,
}
