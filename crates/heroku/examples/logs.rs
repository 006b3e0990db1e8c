//! The log of an app, line by line, through the end of its stream.
//!
//! It runs offline, on a transport that plays Heroku and its log server.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use heroku::log_session::LogSessionCreate;
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Client, Error};

/// Each stream starts with the whole log so far, and breaks off a line later.
#[derive(Default)]
struct Heroku {
    streams: AtomicUsize,
}

impl Transport for Heroku {
    fn exchange(&self, request: heroku::http::Request<Body>) -> Exchange {
        let mut answer = heroku::http::Response::new(Body::empty());
        if request.method() == heroku::http::Method::POST {
            let url = "https://logs.example.com/streams/0123";
            *answer.body_mut() = format!(r#"{{"id":"0123","logplex_url":"{url}"}}"#).into();
        } else {
            let count = 3 + self.streams.fetch_add(1, Ordering::Relaxed);
            let lines = (0..count.min(6)).map(|second| {
                format!("2026-01-01T00:00:0{second}+00:00 app[web.1]: Request {second}\n")
            });
            *answer.body_mut() = lines.collect::<String>().into();
        }
        Box::pin(std::future::ready(Ok(answer)))
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let heroku = Client::builder().transport(Heroku::default()).build()?;
    let request = LogSessionCreate::new("example-app").lines(100).tail(true);
    let mut logs = heroku.logs(request).idle_limit(Duration::from_secs(2));
    while let Some(line) = logs.next().await {
        let line = line?;
        if logs.may_have_gap() {
            println!("(lines may be missing here)");
        }
        println!("{} wrote: {}", line.dyno().unwrap_or("?"), line.text());
    }
    Ok(())
}
