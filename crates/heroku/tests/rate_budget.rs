//! Many callers on one budget, against a server with Heroku's bucket, by a simulated clock.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use heroku::app::AppInfo;
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Client, RatePolicy};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

const CAPACITY: f64 = 4500.0;
const PER_SECOND: f64 = 75.0 / 60.0;
const CALLERS: usize = 64;

/// A server with a bucket that refills all the time, as Heroku's does.
#[derive(Clone)]
struct Bucket(Arc<Mutex<State>>);

struct State {
    left: f64,
    at: Instant,
    multiplier: f64,
    random: fastrand::Rng,
    served: usize,
    refused: usize,
    least: f64,
}

impl Bucket {
    fn with(left: f64, seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            left,
            at: Instant::now(),
            multiplier: 1.0,
            random: fastrand::Rng::with_seed(seed),
            served: 0,
            refused: 0,
            least: CAPACITY,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("the bucket")
    }

    /// How many calls were served, and how many refused.
    fn counts(&self) -> (usize, usize) {
        let state = self.state();
        (state.served, state.refused)
    }

    /// Spends a call, as a client does that nobody knows of.
    fn spend(&self) {
        self.state().take();
    }
}

impl State {
    fn take(&mut self) -> bool {
        let now = Instant::now();
        let refill = (now - self.at).as_secs_f64() * PER_SECOND * self.multiplier;
        self.left = (self.left + refill).min(CAPACITY * self.multiplier);
        self.at = now;
        let has_one = self.left >= 1.0;
        if has_one {
            self.left -= 1.0;
            self.least = self.least.min(self.left);
        }
        has_one
    }
}

impl Transport for Bucket {
    fn exchange(&self, _request: http::Request<Body>) -> Exchange {
        let bucket = self.clone();
        Box::pin(async move {
            let (there, back) = {
                let mut state = bucket.state();
                let mut some = || Duration::from_millis(state.random.u64(5..150));
                (some(), some())
            };
            sleep(there).await;
            let (status, left, multiplier) = {
                let mut state = bucket.state();
                let status = if state.take() { 200 } else { 429 };
                match status {
                    200 => state.served += 1,
                    _ => state.refused += 1,
                }
                (status, state.left, state.multiplier)
            };
            sleep(back).await;
            let answer = http::Response::builder()
                .status(status)
                .header("RateLimit-Remaining", format!("{}", left.floor()))
                .header("Ratelimit-Multiplier", multiplier.to_string())
                .body(Body::from(r#"{"name":"example"}"#));
            Ok(answer.expect("an answer"))
        })
    }
}

/// A client whose budget no other test has.
fn client(bucket: &Bucket, name: &str, policy: RatePolicy) -> Client {
    Client::builder()
        .transport(bucket.clone())
        .token(format!("token-of-{name}"))
        .rate(policy)
        .timeout(None)
        .build()
        .expect("a client")
}

/// Sends so many calls by many callers at once, and tells how long it took.
async fn run(client: &Client, calls: usize) -> Duration {
    let started = Instant::now();
    let left = Arc::new(Mutex::new(calls));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (client, left) = (client.clone(), Arc::clone(&left));
        callers.spawn(async move {
            loop {
                {
                    let mut left = left.lock().expect("a number");
                    if *left == 0 {
                        return;
                    }
                    *left -= 1;
                }
                client.send(AppInfo::new("example")).await.expect("an app");
            }
        });
    }
    while let Some(done) = callers.join_next().await {
        done.expect("a caller");
    }
    started.elapsed()
}

/// The least time that so many calls can take.
fn ideal(calls: f64, left: f64, multiplier: f64) -> f64 {
    (calls - left) / (PER_SECOND * multiplier)
}

#[tokio::test(start_paused = true)]
async fn sixty_four_callers_meet_no_refusal_and_lose_no_time() {
    for (seed, left) in [(1, CAPACITY), (2, 1000.0), (3, 100.0)] {
        let bucket = Bucket::with(left, seed);
        let client = client(&bucket, &format!("crowd-{seed}"), RatePolicy::Wait);
        let took = run(&client, 6000).await.as_secs_f64();
        assert_eq!(bucket.counts(), (6000, 0), "from {left}");
        let ideal = ideal(6000.0, left, 1.0);
        assert!(took >= ideal - 1.0, "{took} s, ideal {ideal} s");
        assert!(took <= ideal * 1.05, "{took} s, ideal {ideal} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_multiplied_limit_is_used_to_the_full() {
    let bucket = Bucket::with(CAPACITY * 2.0, 4);
    bucket.state().multiplier = 2.0;
    let client = client(&bucket, "multiplied", RatePolicy::Wait);
    let took = run(&client, 12_000).await.as_secs_f64();
    assert_eq!(bucket.state().refused, 0);
    let ideal = ideal(12_000.0, CAPACITY * 2.0, 2.0);
    assert!(took <= ideal * 1.05, "{took} s, ideal {ideal} s");
}

#[tokio::test(start_paused = true)]
async fn what_is_reserved_is_left_for_others() {
    let bucket = Bucket::with(1500.0, 5);
    let client = client(&bucket, "modest", RatePolicy::Reserve(1000));
    let took = run(&client, 1000).await.as_secs_f64();
    assert_eq!(bucket.state().refused, 0);
    let least = bucket.state().least;
    assert!(least >= 1000.0, "{least}");
    let ideal = ideal(1000.0, 500.0, 1.0);
    assert!(took <= ideal * 1.05, "{took} s, ideal {ideal} s");
}

#[tokio::test(start_paused = true)]
async fn two_clients_with_one_token_are_one_crowd() {
    let bucket = Bucket::with(500.0, 6);
    let one = client(&bucket, "pair", RatePolicy::Wait);
    let other = client(&bucket, "pair", RatePolicy::Wait);
    let started = Instant::now();
    tokio::join!(run(&one, 500), run(&other, 500));
    assert_eq!(bucket.state().refused, 0);
    let ideal = ideal(1000.0, 500.0, 1.0);
    let took = started.elapsed().as_secs_f64();
    assert!(took <= ideal * 1.05, "{took} s, ideal {ideal} s");
    assert_eq!(one.rate_limit(), other.rate_limit());
}

#[tokio::test(start_paused = true)]
async fn a_stranger_on_the_same_account_costs_refusals_but_no_call() {
    let bucket = Bucket::with(200.0, 7);
    let stranger = bucket.clone();
    let strange = tokio::spawn(async move {
        loop {
            sleep(Duration::from_millis(1600)).await;
            stranger.spend();
        }
    });
    let client = client(&bucket, "beset", RatePolicy::Wait);
    run(&client, 600).await;
    strange.abort();
    assert_eq!(bucket.state().served, 600);
}
