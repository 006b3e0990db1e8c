//! Waiting by the asynchronous client.

use std::fmt;
use std::time::Duration;

use super::{Outcome, Progress, Step, Watch, last_lines, poll};
use crate::client::Arrived;
use crate::{Client, Error, Request};

/// A wait for the end of something; made by [`Client::wait_for`].
///
/// It asks again and again: after a second, then ever more slowly, up to every ten seconds. Each
/// time it asks as [`Client::send`] does, within the rate budget and with retries. What fails for
/// a passing reason even so is asked for again as long as there is time.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), heroku::Error> {
/// use std::time::Duration;
/// use heroku::{Outcome, app::AppCreate, release::ReleaseInfo};
/// # let builder = heroku::Client::builder().transport(heroku_fake::Fake::new());
/// # let heroku = builder.token("any-token-will-do").build()?;
///
/// heroku.send(AppCreate::new().name("my-app")).await?;
/// let wait = heroku.wait_for(ReleaseInfo::new("my-app", "1")).timeout(Duration::from_mins(5));
/// match wait.outcome().await? {
///     Outcome::Succeeded(release) => println!("v{} is out", release.version),
///     Outcome::Failed(failure) => println!("it failed:\n{}", failure.log.join("\n")),
///     Outcome::TimedOut(_) => println!("it still goes on"),
/// }
/// # Ok(())
/// # }
/// ```
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
    pub(crate) fn new(client: Client, request: R) -> Self {
        Self {
            client,
            request,
            watch: Watch::new(),
        }
    }

    /// How long to wait in all; 15 minutes.
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
    /// A status that this version does not know is no end.
    ///
    /// # Errors
    /// Where Heroku refuses (401, 403, 422 and the like), where the thing is gone or does not
    /// appear (404), where an answer cannot be read, and where the time ran out before there was
    /// any answer to the last question and to all those before.
    pub async fn outcome(self) -> Result<Outcome<R::Output>, Error> {
        let Self {
            client,
            request,
            mut watch,
        } = self;
        watch.start();
        let mut last = None;
        loop {
            // A call is large, and boxing it costs nothing beside the pause.
            let call = Box::pin(client.start::<R>(&request));
            let arrived = poll(call, watch.deadline()).await;
            let answer = arrived.map(|arrived| arrived.and_then(|arrived| read::<R>(&arrived)));
            match watch.saw(R::OPERATION, answer, &mut last) {
                Step::Sleep(wait) => tokio::time::sleep(wait).await,
                Step::Done(result) => return result,
                Step::ReadLog(failure, url) => {
                    let lines = Box::pin(last_lines(client, url)).await;
                    return Ok(failure.with_log(lines));
                }
            }
        }
    }
}

/// Reads the answer of a poll.
pub(crate) fn read<R: Request>(arrived: &Arrived) -> Result<R::Output, Error> {
    let (value, drift) = arrived.read::<R>();
    arrived.report(&drift);
    value
}

impl<R: Request> fmt::Debug for WaitFor<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitFor")
            .field("operation", &R::OPERATION.name)
            .field("timeout", &self.watch.timeout)
            .finish_non_exhaustive()
    }
}
