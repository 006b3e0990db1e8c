//! The log of an app, line by line, whatever the network does.

mod cuts;
mod ends;
mod gaps;
mod lines;
mod logplex;
mod messages;
mod network;
#[expect(unreachable_pub, reason = "other tests share it")]
#[path = "../every/printed.rs"]
mod printed;
mod reconnects;
mod secrets;

use std::time::Duration;

use heroku::log_session::LogSessionCreate;
use heroku::logs::Logs;
use heroku::{Client, Error};

/// A request for lines that come from now on, and 100 of those before.
fn tail() -> LogSessionCreate {
    LogSessionCreate::new("example-app").tail(true)
}

/// The stream until it is silent for ten seconds.
fn until_silent(client: &Client, request: LogSessionCreate) -> Logs {
    client.logs(request).idle_limit(Duration::from_secs(10))
}

/// All the lines.
async fn collect(logs: &mut Logs) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    while let Some(line) = logs.next().await {
        lines.push(line?.into_raw());
    }
    Ok(lines)
}

/// The line of so many microseconds.
fn line(microseconds: usize, text: &str) -> String {
    format!("2026-01-01T00:00:00.{microseconds:06}+00:00 app[web.1]: {text}")
}

/// So many lines, one each microsecond.
fn log(count: usize) -> Vec<String> {
    (0..count)
        .map(|at| line(at, &format!("line {at}")))
        .collect()
}
