//! A bad day: what the client tries again, what it does not, and what the error tells.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use heroku::app::{AppCreate, AppDelete, AppInfo};
use heroku::transport::{Body, Exchange, Sent, Transport, TransportError, TransportErrorKind};
use heroku::{Backoff, Client, Error, RatePolicy, Request, Settings};
use heroku_fake::Fake;

/// The embedded fake behind a network that loses two answers of three.
struct BadNetwork(Fake, AtomicUsize);

impl Transport for BadNetwork {
    fn exchange(&self, request: heroku::http::Request<Body>) -> Exchange {
        let answer = self.0.exchange(request);
        let is_lost = self.1.fetch_add(1, Ordering::Relaxed) % 3 != 2;
        Box::pin(async move {
            let answer = answer.await?;
            if is_lost {
                let lost = TransportError::new(TransportErrorKind::Broken, Sent::MaybeSent);
                return Err(lost);
            }
            Ok(answer)
        })
    }

    fn world(&self) -> u64 {
        self.0.world()
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let heroku = Client::builder()
        .transport(BadNetwork(Fake::new(), AtomicUsize::new(0)))
        .token("any-token-will-do")
        .retry(Backoff::new().first(Duration::from_millis(50)))
        .rate(RatePolicy::Reserve(1000))
        .timeout(Duration::from_secs(30))
        .build()?;

    // Creating an app twice makes two, so it is sent once. The error tells what may have happened.
    let Err(error) = heroku.send(AppCreate::new().name("my-app")).await else {
        return Ok(());
    };
    println!("{error}");
    println!("  tries: {}", error.attempts());
    println!("  may have taken effect: {}", error.may_have_taken_effect());

    // Asking is repeated until an answer comes through.
    let answer = heroku.exchange(AppInfo::new("my-app")).await?;
    println!(
        "{} is there, after {} tries",
        answer.value().name,
        answer.attempts()
    );

    // So is deleting; the second try finds nothing, since the first one did it.
    match heroku.send(AppDelete::new("my-app")).await {
        Err(error) if error.may_be_own_doing() => println!("Deleted: {error}"),
        other => println!("Deleted {}", other?.name),
    }

    // One call may have other rules, and the budget can be read at any time.
    let once = AppInfo::new("my-app").with(Settings::new().no_retry());
    if let Err(error) = heroku.send(once).await {
        println!("{error}");
    }
    println!(
        "Calls left: {:?}",
        heroku.rate_limit().map(|rate| rate.remaining)
    );
    Ok(())
}
