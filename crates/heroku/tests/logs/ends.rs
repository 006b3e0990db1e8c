//! How a stream ends.

use std::time::Duration;

use super::logplex::{Act, End, Form, Logplex};
use super::{collect, log, tail, until_silent};
use heroku::ErrorKind;
use heroku::log_session::LogSessionCreate;
use tokio::time::Instant;

const ALL: Act = Act::Give(usize::MAX, End::Silent);

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_until_the_first_line_is_asked_for() {
    let logplex = Logplex::new(Form::Text, &log(1));
    let mut logs = logplex.client().logs(tail());
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(logplex.state().seen.is_empty());
    assert!(logs.next().await.is_some());
    assert_eq!(logplex.state().seen.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn silence_beyond_the_limit_ends_it_without_an_error() {
    let logplex = Logplex::new(Form::Text, &log(2)).acts([ALL]);
    let mut logs = until_silent(&logplex.client(), tail());
    let started = Instant::now();
    assert_eq!(collect(&mut logs).await.expect("the log"), log(2));
    assert_eq!(started.elapsed(), Duration::from_secs(10));
    assert!(logs.next().await.is_none());
    assert_eq!(logplex.state().open, 0);
    assert_eq!(logplex.state().seen.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_limit_holds_while_it_is_taken_up_again_too() {
    let logplex = Logplex::new(Form::Text, &log(2));
    logplex.state().refusals = [0, 503].into();
    let logplex = logplex.acts([Act::Say("text/plain", "a\n", End::Broken)]);
    let mut logs = logplex
        .client()
        .logs(tail())
        .idle_limit(Duration::from_millis(1));
    assert_eq!(collect(&mut logs).await.expect("the log"), ["a"]);
}

#[tokio::test(start_paused = true)]
async fn time_that_the_caller_takes_is_no_silence() {
    let logplex = Logplex::new(Form::Text, &log(5)).acts([ALL]);
    let mut logs = until_silent(&logplex.client(), tail());
    for line in log(5) {
        let next = logs.next().await.expect("a line").expect("a line");
        assert_eq!(next.raw(), line);
        tokio::time::sleep(Duration::from_secs(15)).await;
    }
    let started = Instant::now();
    assert!(logs.next().await.is_none());
    assert_eq!(started.elapsed(), Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_heroku_refuses_is_an_error_at_once_and_the_end() {
    for status in [401, 403, 404, 422, 503] {
        let logplex = Logplex::new(Form::Text, &log(5));
        logplex.state().refusals = [status].into();
        let mut logs = logplex.client().logs(tail());
        let error = collect(&mut logs).await.expect_err("an error");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
        assert_eq!(error.operation(), "LogSessionCreate");
        assert!(logs.next().await.is_none());
        assert_eq!(logplex.state().seen.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_app_that_goes_away_ends_its_log() {
    let logplex = Logplex::new(Form::Text, &log(5));
    let logplex = logplex.acts([Act::Give(200, End::Broken)]);
    logplex.state().refusals = [0, 404].into();
    let mut logs = logplex.client().logs(tail());
    for _ in 0..3 {
        logs.next().await.expect("a line").expect("a line");
    }
    let error = logs.next().await.expect("an error").expect_err("an error");
    assert!(error.is_not_found());
    assert!(logs.next().await.is_none());
    // That there is no app is nothing to do with how many lines are wanted.
    assert_eq!(logplex.sessions().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_url_that_is_none_is_an_error_at_once() {
    let logplex = Logplex::new(Form::Text, &log(5));
    logplex.state().host = "not a host/canary".to_owned();
    let mut logs = logplex.client().logs(tail());
    let error = collect(&mut logs).await.expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(!format!("{error} {error:?}").contains("canary"));
    assert_eq!(logplex.sessions().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn ten_failures_in_a_row_are_an_error_and_the_end() {
    let failures = [
        (
            Act::Say("text/event-stream", "", End::Broken),
            ErrorKind::Body,
        ),
        (
            Act::Say("text/event-stream", "", End::Clean),
            ErrorKind::Body,
        ),
        (Act::Say("text/html", "", End::Clean), ErrorKind::Decode),
        (Act::Refuse(404), ErrorKind::Api),
        (Act::Refuse(503), ErrorKind::Api),
    ];
    for (failure, kind) in failures {
        let acts = [Act::Give(200, End::Broken), failure];
        let logplex = Logplex::new(Form::Text, &log(5)).acts(acts);
        let mut logs = logplex.client().logs(tail());
        for _ in 0..2 {
            logs.next().await.expect("a line").expect("a line");
        }
        let started = Instant::now();
        let mut error = logs.next().await.expect("an item");
        if error.is_ok() {
            error = logs.next().await.expect("an item");
        }
        let error = error.expect_err("an error");
        assert_eq!(error.kind(), kind, "{error:?}");
        assert!(
            error.to_string().contains("10 failures in a row"),
            "{error}"
        );
        // The first one was the cut.
        assert_eq!(logplex.streams().len(), 10);
        assert!(started.elapsed() < Duration::from_mins(3));
        assert!(logs.next().await.is_none());
        assert_eq!(logplex.state().open, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_line_makes_up_for_failures() {
    let mut acts = Vec::new();
    for _ in 0..5 {
        acts.extend(vec![Act::Say("text/plain", "", End::Broken); 8]);
        acts.push(Act::Give(100, End::Broken));
    }
    acts.push(ALL);
    let logplex = Logplex::new(Form::Text, &log(20)).acts(acts);
    let mut logs = logplex.client().logs(tail());
    for line in log(20) {
        let next = logs.next().await.expect("a line").expect("a line");
        assert_eq!(next.raw(), line);
    }
}

#[tokio::test(start_paused = true)]
async fn a_past_that_never_comes_is_an_error() {
    for (end, kind) in [
        (End::Broken, ErrorKind::Body),
        (End::Silent, ErrorKind::Timeout),
    ] {
        let logplex = Logplex::new(Form::Text, &[]).acts([Act::Say("text/plain", "", end)]);
        let mut logs = logplex.client().logs(LogSessionCreate::new("example-app"));
        let error = collect(&mut logs).await.expect_err("an error");
        assert_eq!(error.kind(), kind);
        assert!(error.may_have_been_sent() && !error.may_have_taken_effect());
        assert_eq!(logplex.streams().len(), 10);
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_it_closes_the_stream() {
    let logplex = Logplex::new(Form::Text, &log(2)).acts([ALL]);
    let mut logs = logplex.client().logs(tail());
    assert!(logs.next().await.is_some());
    assert_eq!(logplex.state().open, 1);
    drop(logs);
    assert_eq!(logplex.state().open, 0);
    tokio::time::sleep(Duration::from_hours(1)).await;
    assert_eq!(logplex.state().seen.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_next_that_is_given_up_loses_nothing() {
    let acts = [Act::Give(200, End::Broken), ALL];
    let logplex = Logplex::new(Form::Text, &log(50)).acts(acts);
    let mut logs = logplex.client().logs(tail());
    let mut lines = Vec::new();
    while lines.len() < 50 {
        let patience = Duration::from_millis(3);
        if let Ok(next) = tokio::time::timeout(patience, logs.next()).await {
            lines.push(next.expect("a line").expect("a line").into_raw());
        }
    }
    assert_eq!(lines, log(50));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_begun_counts_until_a_line_comes() {
    let logplex = Logplex::new(Form::Text, &log(1)).acts([ALL]);
    let mut logs = until_silent(&logplex.client(), tail());
    assert!(logs.next().await.is_some());
    let started = Instant::now();
    let second = Duration::from_secs(1);
    while tokio::time::timeout(second, logs.next()).await.is_err() {
        tokio::time::sleep(second).await;
    }
    assert_eq!(started.elapsed(), Duration::from_secs(10));
    assert!(logs.next().await.is_none());
}
