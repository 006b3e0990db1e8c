//! A transport of one's own: here, one that counts and passes on.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use heroku::app::AppCreate;
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Client, Error};
use heroku_fake::Fake;

struct Counting<T> {
    inner: T,
    count: Arc<AtomicUsize>,
}

impl<T: Transport> Transport for Counting<T> {
    fn exchange(&self, request: heroku::http::Request<Body>) -> Exchange {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.inner.exchange(request)
    }

    fn world(&self) -> u64 {
        self.inner.world()
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let count = Arc::new(AtomicUsize::new(0));
    let transport = Counting {
        inner: Fake::new(),
        count: Arc::clone(&count),
    };
    let heroku = Client::builder()
        .transport(transport)
        .token("any-token-will-do")
        .build()?;
    for _ in 0..3 {
        heroku.send(AppCreate::new()).await?;
    }
    println!("{} requests", count.load(Ordering::Relaxed));
    Ok(())
}
