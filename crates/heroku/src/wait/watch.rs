//! Where a wait stands, whichever client waits.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::{Failure, Outcome, Progress, State};
use crate::client::Arrived;
use crate::retry::Attempt;
use crate::{Error, Operation, Secret};

/// How a wait is paced unless told otherwise: from this, half as much again each time, to that.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(10);

/// Nobody is asked more often than that.
const SHORTEST: Duration = Duration::from_millis(100);

/// Where a wait stands.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    pub(crate) timeout: Duration,
    pub(crate) every: Option<Duration>,
    pub(crate) appears_within: Duration,
    started: Instant,
    interval: Duration,
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
            None => Step::Done(Ok(Outcome::TimedOut(last.take()))),
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
                self.pause(error.retry_after().unwrap_or_default(), last)
            }
            Some(Err(error)) if self.passes(operation, &error) => {
                let wait = error.retry_after().unwrap_or_default();
                match self.pause(wait, last) {
                    // That nothing was ever seen has a reason here.
                    Step::Done(Ok(Outcome::TimedOut(None))) => Step::Done(Err(error)),
                    step => step,
                }
            }
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

    fn pause<T>(&mut self, at_least: Duration, last: &mut Option<T>) -> Step<T> {
        let interval = self.every.map(|every| every.max(SHORTEST));
        let wait = interval.unwrap_or(self.interval).max(at_least);
        self.interval = (self.interval + self.interval / 2).min(LONGEST);
        let left = self.timeout.saturating_sub(self.started.elapsed());
        if left.is_zero() {
            return Step::Done(Ok(Outcome::TimedOut(last.take())));
        }
        Step::Sleep(wait.min(left))
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
    /// Adds the end of the log, or why there is none.
    pub(crate) fn with_log(mut self, log: Result<Vec<String>, Error>) -> Outcome<T> {
        match log {
            Ok(lines) => self.log = lines,
            Err(error) => self.log_error = Some(error),
        }
        Outcome::Failed(self)
    }
}
