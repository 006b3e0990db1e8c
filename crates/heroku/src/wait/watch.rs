//! Where a wait stands, whichever client waits.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::{Failure, Log, Outcome, Progress, State};
use crate::client::Arrived;
use crate::retry::Attempt;
use crate::{Error, Operation, Secret};

/// How a wait is paced unless told otherwise: from this, half as much again each time, to that.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(10);

/// Nobody is asked more often than that.
const SHORTEST: Duration = Duration::from_millis(100);

/// So long before the end the last question is asked, or a tenth of the time before, if that is
/// less.
const LAST: Duration = Duration::from_secs(1);

/// Where a wait stands.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) timeout: Duration,
    pub(crate) every: Option<Duration>,
    pub(crate) appears_within: Duration,
    started: Instant,
    interval: Duration,
    /// How the last question failed that did, for a passing reason.
    trouble: Option<Error>,
}

/// What to do next.
pub(crate) enum Step<T> {
    /// Ask again after this time.
    Sleep(Duration),
    /// It is over.
    Done(Result<Outcome<T>, Error>),
    /// It failed, and this is where its log is.
    ReadLog(Failure<T>, Secret),
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self {
            timeout: Duration::from_mins(15),
            every: None,
            appears_within: Duration::from_secs(30),
            started: Instant::now(),
            interval: FIRST,
            trouble: None,
        }
    }

    /// Starts the time.
    pub(crate) fn start(&mut self) {
        self.started = Instant::now();
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.started.checked_add(self.timeout)
    }

    /// Takes note of an answer, and tells what to do next. `None` is none in time.
    pub(crate) fn saw<T: Progress>(
        &mut self,
        operation: &'static Operation,
        answer: Option<Result<T, Error>>,
        last: &mut Option<T>,
    ) -> Step<T> {
        match answer {
            None => self.time_is_over(last),
            Some(Ok(value)) => match value.state() {
                State::Succeeded => Step::Done(Ok(Outcome::Succeeded(value))),
                State::Failed => failed(value),
                State::Pending => {
                    *last = Some(value);
                    self.pause(Duration::ZERO, last)
                }
            },
            Some(Err(error)) if error.is_not_found() => {
                if last.is_some() {
                    return Step::Done(Err(error.with_hint("it was there before")));
                }
                if self.started.elapsed() >= self.appears_within {
                    return Step::Done(Err(error));
                }
                self.pause_after(error, last)
            }
            Some(Err(error)) if self.passes(operation, &error) => self.pause_after(error, last),
            Some(Err(error)) => Step::Done(Err(error)),
        }
    }

    /// Whether an error of one poll says nothing of the next.
    fn passes(&self, operation: &'static Operation, error: &Error) -> bool {
        let failed = Attempt {
            operation,
            number: error.attempts(),
            elapsed: self.started.elapsed(),
            error,
        };
        failed.is_transient() || error.is_rate_limited()
    }

    fn pause_after<T>(&mut self, error: Error, last: &mut Option<T>) -> Step<T> {
        let wait = error.retry_after().unwrap_or_default();
        self.trouble = Some(error);
        self.pause(wait, last)
    }

    fn pause<T>(&mut self, at_least: Duration, last: &mut Option<T>) -> Step<T> {
        let interval = self.every.map(|every| every.max(SHORTEST));
        let wait = interval.unwrap_or(self.interval).max(at_least);
        self.interval = (self.interval + self.interval / 2).min(LONGEST);
        let left = self.timeout.saturating_sub(self.started.elapsed());
        let room = left.saturating_sub(LAST.min(self.timeout / 10));
        if room.is_zero() || at_least >= left {
            return self.time_is_over(last);
        }
        Step::Sleep(wait.min(room).max(at_least))
    }

    fn time_is_over<T>(&mut self, last: &mut Option<T>) -> Step<T> {
        Step::Done(match (last.take(), self.trouble.take()) {
            // That nothing was ever seen has a reason here.
            (None, Some(error)) => Err(error),
            (last, _) => Ok(Outcome::TimedOut(last)),
        })
    }
}

fn failed<T: Progress>(value: T) -> Step<T> {
    let log_url = value.log_url().filter(|url| !url.is_empty()).cloned();
    let failure = Failure {
        reason: value.reason().filter(|reason| !reason.is_empty()),
        value,
        log: Vec::new(),
        log_error: None,
    };
    match log_url {
        Some(url) => Step::ReadLog(failure, url),
        None => Step::Done(Ok(Outcome::Failed(failure))),
    }
}

/// Waits for an answer, but no longer than to the deadline; `None` is none in time.
pub(crate) async fn poll(
    call: impl Future<Output = Result<Arrived, Error>>,
    deadline: Option<Instant>,
) -> Option<Result<Arrived, Error>> {
    match deadline {
        None => Some(call.await),
        Some(deadline) => timeout_at(deadline, call).await.ok(),
    }
}

impl<T> Failure<T> {
    /// Adds the end of the log.
    pub(crate) fn with_log(mut self, log: Log) -> Outcome<T> {
        self.log = log.lines;
        self.log_error = log.error;
        Outcome::Failed(self)
    }
}
