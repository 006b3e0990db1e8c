//! Waiting for the end of something.

use std::fmt;
use std::time::Duration;

use super::Client;
use crate::wait::{Step, Watch, check};
use crate::{Error, Outcome, Progress, Request};

/// A wait for the end of something; made by [`Client::wait_for`].
///
/// All that holds for [`heroku::WaitFor`](crate::WaitFor) holds here.
#[must_use = "nothing is waited for until the outcome is asked for"]
pub struct WaitFor<R> {
    client: Client,
    request: R,
    watch: Watch,
}

impl<R> WaitFor<R>
where
    R: Request,
    R::Output: Progress,
{
    pub(super) fn new(client: Client, request: R) -> Self {
        Self {
            client,
            request,
            watch: Watch::new(),
        }
    }

    /// How long to wait for the end; 15 minutes. To read the log of what failed may take half a
    /// minute more.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.watch.timeout = timeout;
        self
    }

    /// Asks in this interval, and never more slowly; not more often than ten times a second.
    pub fn every(mut self, interval: Duration) -> Self {
        self.watch.every = Some(interval);
        self
    }

    /// How long it may be unknown (404) at first; 30 seconds. Once it was seen, it may not be.
    pub fn appears_within(mut self, patience: Duration) -> Self {
        self.watch.appears_within = patience;
        self
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// Those of [`heroku::WaitFor::outcome`](crate::WaitFor::outcome).
    pub fn outcome(mut self) -> Result<Outcome<R::Output>, Error> {
        check(&self.request)?;
        self.watch.start();
        let mut last = None;
        loop {
            let arrived = self
                .client
                .poll::<R>(&self.request, self.watch.deadline())?;
            let answer = arrived.map(|arrived| arrived.and_then(|arrived| arrived.value::<R>()));
            match self.watch.saw(R::OPERATION, answer, &mut last) {
                Step::Sleep(wait) => self.client.sleep(R::OPERATION.name, wait)?,
                Step::Done(result) => return result,
                Step::ReadLog(failure, url) => {
                    return Ok(failure.with_log(self.client.last_lines(url)));
                }
            }
        }
    }
}

impl<R: Request> fmt::Debug for WaitFor<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitFor")
            .field("operation", &R::OPERATION.name)
            .field("timeout", &self.watch.timeout)
            .finish_non_exhaustive()
    }
}
