//! Waiting by the asynchronous client.

use std::fmt;
use std::time::Duration;

use http::Method;

use super::{Outcome, Progress, Step, Watch, last_lines, poll};
use crate::error::{Error, ErrorKind};
use crate::{Client, Request};

/// Any URL will do to see the verb of a request.
const ANYWHERE: &str = "https://api.heroku.com";

/// A wait for the end of something; made by [`Client::wait_for`].
///
/// It asks again and again: after a second, then ever more slowly, up to every ten seconds. Each
/// time it asks as [`Client::send`] does, within the rate budget and with retries. What fails for
/// a passing reason even so is asked for again as long as there is time. The last question comes
/// a second before the time is over, so that it can be answered.
///
/// The request has to be one that only asks: a GET. What makes or changes something would do so
/// again with each question, so it is refused.
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

    /// How long to wait for the end; 15 minutes. To read the log of what failed may take half a
    /// minute more.
    ///
    /// Where Heroku wants one to wait for longer than what is left of it, the wait ends at once.
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
    /// appear (404), where an answer cannot be read, and where the thing was never seen before the
    /// time ran out: this is how the last question failed that came to an end. A request that is no
    /// GET fails with [`ErrorKind::Request`] before anything is sent.
    pub async fn outcome(self) -> Result<Outcome<R::Output>, Error> {
        let Self {
            client,
            request,
            mut watch,
        } = self;
        check(&request)?;
        watch.start();
        let mut last = None;
        loop {
            let call = client.start::<R>(&request);
            let arrived = poll(call, watch.deadline()).await;
            let answer = arrived.map(|arrived| arrived.and_then(|arrived| arrived.value::<R>()));
            match watch.saw(R::OPERATION, answer, &mut last) {
                Step::Sleep(wait) => tokio::time::sleep(wait).await,
                Step::Done(result) => return result,
                Step::ReadLog(failure, url) => {
                    let log = Box::pin(last_lines(client, url)).await;
                    return Ok(failure.with_log(log));
                }
            }
        }
    }
}

/// Refuses what does more than ask. What cannot be sent at all is left to the call.
pub(crate) fn check<R: Request>(request: &R) -> Result<(), Error> {
    let method = match request.to_http(ANYWHERE) {
        Ok(request) => request.method().clone(),
        Err(_) => R::OPERATION.method.clone(),
    };
    if method == Method::GET {
        return Ok(());
    }
    let problem = format!(
        "a wait asks again and again, and {method} would act each time; send it once, and wait \
         by a GET"
    );
    Err(Error::new(ErrorKind::Request, R::OPERATION, problem))
}

impl<R: Request> fmt::Debug for WaitFor<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitFor")
            .field("operation", &R::OPERATION.name)
            .field("timeout", &self.watch.timeout)
            .finish_non_exhaustive()
    }
}
