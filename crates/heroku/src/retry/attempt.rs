//! What a policy is told of a try that failed.

use std::time::Duration;

use http::StatusCode;

use crate::{Error, ErrorKind, Operation};

/// Decides whether a failed call is worth another try.
///
/// It is asked only where a repeat cannot do anything twice: the request was not sent, or was
/// refused (4xx), or the action is idempotent. What it cannot decide is therefore what is safe;
/// see [`Settings::idempotent`](crate::Settings::idempotent) for that. The client also keeps to
/// the time limit of the call, to its budget of retries, and to what it can send again.
///
/// A closure will do:
///
/// ```
/// use std::time::Duration;
/// use heroku::{Attempt, Client};
///
/// # fn main() -> Result<(), heroku::Error> {
/// let heroku = Client::builder()
///     .retry(|failed: &Attempt<'_>| {
///         (failed.is_transient() && failed.number() < 3).then_some(Duration::from_secs(1))
///     })
///     .build()?;
/// # let _ = heroku;
/// # Ok(())
/// # }
/// ```
pub trait RetryPolicy: Send + Sync + 'static {
    /// How long to wait before the next try; `None` to give up.
    ///
    /// Where Heroku says how long to wait, the client waits no less than that.
    fn retry(&self, failed: &Attempt<'_>) -> Option<Duration>;
}

impl<F> RetryPolicy for F
where
    F: Fn(&Attempt<'_>) -> Option<Duration> + Send + Sync + 'static,
{
    fn retry(&self, failed: &Attempt<'_>) -> Option<Duration> {
        self(failed)
    }
}

/// A try that failed, and that may be repeated.
#[derive(Debug)]
pub struct Attempt<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) number: u32,
    pub(crate) elapsed: Duration,
    pub(crate) error: &'a Error,
}

impl Attempt<'_> {
    /// The action that failed.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Which try it was; the first is 1. Tries with other credentials or with a code of the second
    /// factor count too.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How long the call has taken so far, waits included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How it failed: status, Heroku's id and all else.
    #[must_use]
    pub fn error(&self) -> &Error {
        self.error
    }

    /// Whether the failure is of a kind that passes: the network, a time limit, or a status of
    /// 408, 429, 500, 502, 503 or 504.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        is_transient(self.error)
    }
}

/// Whether a failure is of a kind that passes.
pub(crate) fn is_transient(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Transport | ErrorKind::Timeout => true,
        ErrorKind::Body => !error.is_too_large(),
        ErrorKind::Api => matches!(
            error.status().map(|status| StatusCode::as_u16(&status)),
            Some(408 | 429 | 500 | 502 | 503 | 504)
        ),
        _ => false,
    }
}
