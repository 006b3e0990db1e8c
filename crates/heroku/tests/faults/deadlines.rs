//! How long calls and their tries may take.

use std::time::Duration;

use heroku::app::{AppCreate, AppDelete, AppInfo};
use heroku::transport::{Body, TransportError};
use heroku::{Backoff, ErrorKind, Request, Settings};
use tokio::time::Instant;

use crate::facts::facts;
use crate::world::{World, app, refused, silence, status};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test(start_paused = true)]
async fn a_try_that_takes_too_long_is_followed_by_another() {
    let world = World::new([silence(), app()]);
    let backoff = Backoff::new().random(|| 0.0);
    let client = world.builder().attempt_timeout(seconds(5)).retry(backoff);
    let client = client.build().expect("a client");
    let response = client
        .exchange(AppInfo::new("example"))
        .await
        .expect("an app");
    assert_eq!(response.attempts(), 2);
    assert_eq!(world.times(), [0, 5000]);
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_counts_for_its_try() {
    let world = World::new([status(200).body("{").stalling(), app()]);
    let builder = world
        .builder()
        .attempt_timeout(seconds(5))
        .idle_timeout(None);
    let client = builder.retry(Backoff::new().random(|| 0.0)).build();
    let client = client.expect("a client");
    client.send(AppInfo::new("example")).await.expect("an app");
    assert_eq!(world.times(), [0, 5000]);
}

#[tokio::test(start_paused = true)]
async fn the_whole_call_ends_in_time_whatever_its_tries_do() {
    let world = World::new([silence()]);
    let builder = world
        .builder()
        .timeout(seconds(12))
        .attempt_timeout(seconds(5));
    let client = builder
        .retry(Backoff::new().attempts(100).random(|| 0.0))
        .build();
    let client = client.expect("a client");
    let started = Instant::now();
    let error = client
        .send(AppDelete::new("example"))
        .await
        .expect_err("no time");
    assert_eq!(facts(&error), "Timeout, 3 tries, sent, effect");
    assert_eq!(started.elapsed(), seconds(12));
    assert_eq!((world.times(), world.effects()), (vec![0, 5000, 10_000], 1));
}

#[tokio::test(start_paused = true)]
async fn no_try_begins_that_the_time_does_not_allow() {
    let world = World::new([refused()]);
    let backoff = Backoff::new().first(seconds(4)).random(|| 1.0).attempts(9);
    let client = world.builder().retry(backoff).timeout(seconds(10)).build();
    let started = Instant::now();
    let error = client.expect("a client").send(AppCreate::new()).await;
    assert_eq!(facts(&error.expect_err("nobody")), "Transport, 2 tries");
    assert_eq!((world.count(), started.elapsed()), (2, seconds(4)));
}

#[tokio::test(start_paused = true)]
async fn the_settings_of_a_request_win() {
    let world = World::new([silence()]);
    let client = world.builder().timeout(seconds(100)).no_retry().build();
    let client = client.expect("a client");
    for (settings, took) in [
        (Settings::new().timeout(seconds(3)), 3),
        (
            Settings::new().timeout(seconds(500)).attempt_timeout(None),
            500,
        ),
        (Settings::new().attempt_timeout(seconds(2)), 2),
        (Settings::new().attempt_timeout(None), 100),
        (Settings::new().timeout(None), 60),
        (Settings::new(), 60),
    ] {
        let started = Instant::now();
        let request = AppInfo::new("example").with(settings);
        let error = client.send(request).await.expect_err("no time");
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(started.elapsed(), seconds(took));
        let limit = format!("the limit was {took}s");
        let source = std::error::Error::source(&error).expect("a source");
        assert_eq!(source.to_string(), limit);
    }
}

#[tokio::test(start_paused = true)]
async fn without_limits_an_answer_may_take_days() {
    let world = World::new([app().after(seconds(3 * 24 * 3600))]);
    let client = world.builder().timeout(None).attempt_timeout(None).build();
    let client = client.expect("a client");
    client.send(AppInfo::new("example")).await.expect("an app");
    let request = AppInfo::new("example").with(Settings::new().timeout(None).attempt_timeout(None));
    world.client().send(request).await.expect("an app");
}

#[tokio::test(start_paused = true)]
async fn limits_beyond_all_time_are_none() {
    let world = World::new([app().after(seconds(1))]);
    let client = world
        .builder()
        .timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX);
    let client = client.build().expect("a client");
    client.send(AppInfo::new("example")).await.expect("an app");
}

/// A body that takes its time: one piece a second.
struct Dripping {
    pieces: u32,
    next: std::pin::Pin<Box<tokio::time::Sleep>>,
}

impl futures_core::Stream for Dripping {
    type Item = Result<bytes::Bytes, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        if self.pieces == 0 {
            return std::task::Poll::Ready(None);
        }
        std::task::ready!(self.next.as_mut().poll(context));
        self.pieces -= 1;
        self.next = Box::pin(tokio::time::sleep(seconds(1)));
        std::task::Poll::Ready(Some(Ok(bytes::Bytes::from_static(b"x"))))
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_upload_still_gets_to_know_why_it_was_refused() {
    let refusal = r#"{"id":"invalid_params","message":"No such slug."}"#;
    let world = World::new([status(422).body(refusal).slowly(seconds(1))]);
    let client = world
        .builder()
        .timeout(seconds(10))
        .build()
        .expect("a client");
    let body = Body::stream(Dripping {
        pieces: 30,
        next: Box::pin(tokio::time::sleep(seconds(1))),
    });
    let request = http::Request::put("/x").body(body).expect("a request");
    let error = client.execute(request).await.expect_err("a refusal");
    assert_eq!(facts(&error), "Api 422, 1 try, sent");
    assert_eq!(error.body(), refusal.as_bytes());
    assert_eq!(world.asked()[0].body.len(), 30);
}
