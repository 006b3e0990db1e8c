//! How long Heroku asks to be left alone, and whether that is believed.

use std::time::{Duration, SystemTime};

use heroku::app::{AppCreate, AppInfo};
use heroku::{Backoff, Error};
use proptest::prelude::*;

use crate::facts::facts;
use crate::world::{Reply, World, app, status};

const NOON: &str = "Tue, 07 Nov 2023 12:00:00 GMT";

/// The error of a call that gets this answer, and is not repeated.
async fn refusal(reply: Reply) -> Error {
    let world = World::new([reply]);
    let client = world.builder().no_retry().build().expect("a client");
    let result = client.send(AppInfo::new("example")).await;
    result.expect_err("a refusal")
}

async fn told(values: &[&str]) -> Option<Duration> {
    let mut reply = status(429).header("date", NOON);
    for value in values {
        reply = reply.header("retry-after", value);
    }
    refusal(reply).await.retry_after()
}

#[tokio::test(start_paused = true)]
async fn seconds_and_dates_are_read() {
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let year = seconds(365 * 24 * 3600);
    for (value, expected) in [
        ("0", seconds(0)),
        ("120", seconds(120)),
        ("  7 ", seconds(7)),
        ("007", seconds(7)),
        ("Tue, 07 Nov 2023 12:02:00 GMT", seconds(120)),
        ("Tuesday, 07-Nov-23 12:00:30 GMT", seconds(30)),
        ("Tue Nov  7 12:00:10 2023", seconds(10)),
        ("Tue, 07 Nov 2023 11:00:00 GMT", seconds(0)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", seconds(0)),
        ("99999999999", year),
        ("99999999999999999999999999", year),
        ("Fri, 31 Dec 9999 23:59:59 GMT", year),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("1e3", None),
        ("soon", None),
        ("", None),
        ("\u{ff11}", None),
        ("1, 2", None),
        ("Tue, 07 Nov 2023 25:00:00 GMT", None),
        ("Tue, 07 Nov 2023 12:02:00 CET", None),
    ] {
        assert_eq!(told(&[value]).await, expected, "{value:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_several_values_the_first_counts() {
    assert_eq!(told(&["3", "300"]).await, Some(Duration::from_secs(3)));
    assert_eq!(told(&[]).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_date_without_the_servers_own_is_seen_from_here() {
    let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
    let error = refusal(status(503).header("retry-after", &soon)).await;
    let wait = error.retry_after().expect("a wait").as_secs();
    assert!((90..=100).contains(&wait), "{wait}");
    let garbage = status(503)
        .header("retry-after", &soon)
        .header("date", "today");
    let wait = refusal(garbage)
        .await
        .retry_after()
        .expect("a wait")
        .as_secs();
    assert!((90..=100).contains(&wait), "{wait}");
}

#[tokio::test(start_paused = true)]
async fn a_client_waits_no_less_than_it_is_told() {
    for (code, value) in [
        (429, "120"),
        (503, "120"),
        (503, "Tue, 07 Nov 2023 12:02:00 GMT"),
    ] {
        let reply = status(code)
            .header("date", NOON)
            .header("retry-after", value);
        let world = World::new([reply, app()]);
        world
            .client()
            .send(AppInfo::new("example"))
            .await
            .expect("an app");
        let wait = world.times()[1];
        assert!((120_000..121_000).contains(&wait), "{code} {value}: {wait}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_time_does_not_shorten_the_wait_of_the_policy() {
    let world = World::new([status(503).header("retry-after", "1"), app()]);
    let backoff = Backoff::new().first(Duration::from_secs(5)).random(|| 1.0);
    let client = world.builder().retry(backoff).build().expect("a client");
    client.send(AppInfo::new("example")).await.expect("an app");
    assert_eq!(world.times(), [0, 5000]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_time_limit_is_not_begun() {
    for (code, expected) in [
        (429, "Api 429, 1 try, sent, wait 600"),
        (503, "Api 503, 1 try, sent, wait 600"),
    ] {
        let world = World::new([status(code).header("retry-after", "600"), app()]);
        let started = tokio::time::Instant::now();
        let error = world.client().send(AppInfo::new("example")).await;
        assert_eq!(facts(&error.expect_err("no time")), expected);
        assert_eq!(started.elapsed(), Duration::ZERO);
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_waits_and_is_repeated_once() {
    let world = World::new([
        status(429).header("retry-after", "30"),
        status(201).body("{}"),
    ]);
    let response = world
        .client()
        .exchange(AppCreate::new())
        .await
        .expect("an app");
    assert_eq!((response.attempts(), world.effects()), (2, 1));
    assert!(world.times()[1] >= 30_000);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_breaks_off_still_says_how_long_to_wait() {
    for code in [429, 503] {
        let reply = status(code).header("retry-after", "30").body("{").torn();
        let error = refusal(reply.clone()).await;
        assert_eq!(facts(&error), format!("Body {code}, 1 try, sent, wait 30"));
        assert_eq!(error.is_rate_limited(), code == 429);
        let world = World::new([reply, app()]);
        let client = world.builder().retry_budget(u32::from(code == 503));
        let client = client.build().expect("a client");
        client.send(AppInfo::new("example")).await.expect("an app");
        assert!(world.times()[1] >= 30_000, "{code}: {:?}", world.times());
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_time_limit_a_wait_of_more_than_an_hour_is_not_begun() {
    for (value, tries, waited) in [("3600", 2, 3600), ("3601", 1, 0), ("31536000", 1, 0)] {
        let world = World::new([status(503).header("retry-after", value), app()]);
        let backoff = Backoff::new().random(|| 0.0);
        let client = world.builder().retry(backoff).timeout(None);
        let client = client.build().expect("a client");
        let started = tokio::time::Instant::now();
        let _either_way = client.send(AppInfo::new("example")).await;
        assert_eq!(world.count(), tries, "{value}");
        assert_eq!(started.elapsed().as_secs(), waited, "{value}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_may_wait_for_hours_of_its_own() {
    let world = World::new([status(503), app()]);
    let policy = |_: &heroku::Attempt<'_>| Some(Duration::from_hours(5));
    let client = world.builder().retry(policy).timeout(None).build();
    let client = client.expect("a client");
    client.send(AppInfo::new("example")).await.expect("an app");
    assert_eq!(world.times(), [0, 5 * 3_600_000]);
}

fn run<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_number_of_seconds_is_read(seconds: u64) {
        let found = run(told(&[&seconds.to_string()])).expect("a wait");
        prop_assert_eq!(found.as_secs(), seconds.min(365 * 24 * 3600));
    }

    #[test]
    fn any_date_is_read(seconds in 0_u64..4_000_000_000) {
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let found = run(told(&[&httpdate::fmt_http_date(date)])).expect("a wait");
        let noon = 1_699_358_400;
        prop_assert_eq!(found.as_secs(), seconds.saturating_sub(noon).min(365 * 24 * 3600));
    }

    #[test]
    fn any_text_is_survived(value in "[ -~\u{a0}-\u{ff}]{0,40}") {
        let found = run(told(&[value.trim()]));
        let is_number = !value.trim().is_empty() && value.trim().bytes().all(|byte| byte.is_ascii_digit());
        prop_assert!(found.is_some() || !is_number);
        prop_assert!(found.is_none_or(|wait| wait <= Duration::from_hours(365 * 24)));
    }
}
