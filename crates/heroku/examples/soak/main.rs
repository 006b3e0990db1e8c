//! A million calls over kept connections to a server that fails at random.
//!
//! `cargo run --release --example soak -- [calls] [callers] [seed]` prints a line for each tenth
//! of the calls, with the memory and the descriptors in use, and then what became of all calls.
//! It fails unless every call is accounted for, no action took effect twice, none took effect
//! that was said not to have, and memory and descriptors stayed flat.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

mod server;
mod usage;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use heroku::app::{AppCreate, AppDelete, AppInfo};
use heroku::{Backoff, Client, Error};
use server::Server;
use tokio::task::JoinSet;
use usage::Usage;

/// What is shared by all callers.
struct Soak {
    client: Client,
    server: Server,
    calls: usize,
    next: AtomicUsize,
    tally: Mutex<Tally>,
    started: Instant,
}

/// What became of the calls.
#[derive(Default)]
struct Tally {
    outcomes: BTreeMap<String, usize>,
    /// Promises that were not kept.
    broken: Vec<String>,
    usage: Vec<Usage>,
}

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: usize| match arguments.next() {
        None => Ok(default),
        Some(text) => text
            .parse()
            .map_err(|_| format!("`{text}` is no number; say [calls] [callers] [seed]")),
    };
    let (calls, callers, seed) = (number(1_000_000)?, number(64)?, number(1)?);
    let server = Server::start(calls, seed as u64).map_err(|error| error.to_string())?;
    let client = Client::builder()
        .base_url(server.url())
        .token("any-token-will-do")
        .proxies(false)
        .attempt_timeout(Duration::from_millis(500))
        .retry(Backoff::new().first(Duration::from_millis(2)))
        .build()
        .map_err(|error| error.to_string())?;
    let soak = Arc::new(Soak {
        client,
        server,
        calls,
        next: AtomicUsize::new(0),
        tally: Mutex::default(),
        started: Instant::now(),
    });
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    runtime.block_on(run(&soak, callers))?;
    soak.conclude()
}

async fn run(soak: &Arc<Soak>, callers: usize) -> Result<(), String> {
    let mut running = JoinSet::new();
    for _ in 0..callers.max(1) {
        let soak = Arc::clone(soak);
        running.spawn(async move { soak.call_until_done().await });
    }
    while let Some(done) = running.join_next().await {
        done.map_err(|error| error.to_string())?;
    }
    Ok(())
}

impl Soak {
    async fn call_until_done(&self) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.calls {
                return;
            }
            if number.is_multiple_of((self.calls / 10).max(1)) {
                self.look(number);
            }
            let (action, result) = self.call(number).await;
            self.count(number, action, &result);
        }
    }

    /// Four of five calls ask, the others change something, each by a name of its own.
    async fn call(&self, number: usize) -> (&'static str, Result<(), Error>) {
        let name = format!("app-{number}");
        match number % 10 {
            0 => {
                let create = AppCreate::new().name(name);
                ("create", self.client.send(create).await.map(drop))
            }
            5 => {
                let delete = AppDelete::new(name);
                ("delete", self.client.send(delete).await.map(drop))
            }
            _ => {
                let info = AppInfo::new(name);
                ("info", self.client.send(info).await.map(drop))
            }
        }
    }

    fn count(&self, number: usize, action: &str, result: &Result<(), Error>) {
        let effects = self.server.effects(number);
        let (outcome, expected) = match result {
            Ok(()) => ("ok".to_owned(), 1..=1),
            Err(error) => {
                let status = error.status().map(|status| format!(" {}", status.as_u16()));
                let outcome = format!("{:?}{}", error.kind(), status.unwrap_or_default());
                let most = u8::from(error.may_have_taken_effect());
                (outcome, 0..=most)
            }
        };
        let mut tally = self.tally.lock().expect("the tally");
        *tally
            .outcomes
            .entry(format!("{action}: {outcome}"))
            .or_default() += 1;
        if action != "info" && !expected.contains(&effects) {
            let broken = format!("{action} {number} took effect {effects} times: {result:?}");
            tally.broken.push(broken);
        }
    }

    fn look(&self, number: usize) {
        let usage = Usage::now();
        let seconds = self.started.elapsed().as_secs_f64();
        println!("{number:>9} calls, {seconds:>6.1} s, {usage}");
        self.tally.lock().expect("the tally").usage.push(usage);
    }

    fn conclude(&self) -> Result<(), String> {
        self.look(self.calls);
        let tally = self.tally.lock().expect("the tally");
        for (outcome, count) in &tally.outcomes {
            println!("{count:>9} {outcome}");
        }
        println!("{:>9} requests reached the server", self.server.requests());
        let counted: usize = tally.outcomes.values().sum();
        if counted != self.calls {
            return Err(format!(
                "{counted} of {} calls are accounted for",
                self.calls
            ));
        }
        if let Some(first) = tally.broken.first() {
            let count = tally.broken.len();
            return Err(format!(
                "{count} calls broke their promise; the first: {first}"
            ));
        }
        usage::check_flat(&tally.usage)
    }
}
