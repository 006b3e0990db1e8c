//! Waiting for the end of builds, releases, add-ons and the like: an outcome, never a guess.

mod scripted;

use std::time::Duration;

use heroku::add_on::AddOnInfo;
use heroku::app_setup::AppSetupInfo;
use heroku::build::{Build, BuildCreate, BuildCreateSourceBlob, BuildInfo};
use heroku::dyno::DynoInfo;
use heroku::pipeline_promotion_target::PipelinePromotionTargetList;
use heroku::release::ReleaseInfo;
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Client, Error, ErrorKind, Failure, Outcome, Progress, Raw, Request, WaitFor};
use scripted::{End, Reply, Scripted};
use tokio::time::Instant;

const URL: &str = "https://build-output.example/streams/canary";

fn build(status: &str) -> Reply {
    let body = format!(r#"{{"id":"1","status":"{status}","output_stream_url":"{URL}"}}"#);
    Reply::new(200, body)
}

fn wait(client: &Client) -> WaitFor<BuildInfo> {
    client.wait_for(BuildInfo::new("app", "1"))
}

fn creation() -> BuildCreate {
    BuildCreate::new("app", BuildCreateSourceBlob::new())
}

/// A transport whose answers take a moment.
struct Late(Scripted, Duration);

impl Transport for Late {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        let (answer, moment) = (self.0.exchange(request), self.1);
        Box::pin(async move {
            tokio::time::sleep(moment).await;
            answer.await
        })
    }

    fn world(&self) -> u64 {
        self.0.world()
    }
}

/// A client of the script whose answers take so many milliseconds.
fn late(script: &Scripted, milliseconds: u64) -> Client {
    let late = Late(script.clone(), Duration::from_millis(milliseconds));
    let builder = script.builder().transport(late);
    builder.build().expect("a client")
}

async fn outcome(script: &Scripted) -> Result<Outcome<Build>, Error> {
    wait(&script.client()).outcome().await
}

#[track_caller]
fn succeeded<T>(outcome: Result<Outcome<T>, Error>) -> T {
    match outcome {
        Ok(Outcome::Succeeded(value)) => value,
        Ok(Outcome::Failed(failure)) => panic!("it failed: {:?}", failure.reason),
        Ok(Outcome::TimedOut(_)) => panic!("it timed out"),
        Err(error) => panic!("{error:?}"),
    }
}

#[track_caller]
fn failed<T>(outcome: Result<Outcome<T>, Error>) -> Failure<T> {
    match outcome {
        Ok(Outcome::Failed(failure)) => failure,
        Ok(Outcome::Succeeded(_)) => panic!("it succeeded"),
        Ok(Outcome::TimedOut(_)) => panic!("it timed out"),
        Err(error) => panic!("{error:?}"),
    }
}

#[track_caller]
fn timed_out<T>(outcome: Result<Outcome<T>, Error>) -> Option<T> {
    match outcome {
        Ok(Outcome::TimedOut(value)) => value,
        Ok(Outcome::Succeeded(_)) => panic!("it succeeded"),
        Ok(Outcome::Failed(_)) => panic!("it failed"),
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn asks_ever_more_slowly_until_it_has_succeeded() {
    let script = Scripted::new(|number, _| match number {
        0..10 => build("pending"),
        _ => build("succeeded"),
    });
    let started = Instant::now();
    assert_eq!(succeeded(outcome(&script).await).id, "1");
    let requests = script.received();
    assert_eq!(requests.len(), 11);
    // 1, 1.5, 2.25, 3.375, 5.06, 7.59, and four times 10 seconds.
    assert_eq!(started.elapsed().as_secs(), 60);
    for request in requests {
        assert_eq!(request.header("authorization"), Some("Bearer canary-token"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_more_than_ask_is_never_sent() {
    let script = Scripted::new(|_, _| build("pending"));
    let client = script.client();
    let error = client.wait_for(creation()).outcome().await;
    let error = error.expect_err("no question");
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(!error.may_have_been_sent());
    assert!(error.to_string().contains("POST"), "{error}");
    let raw = Raw::post("/apps/app/builds").decode::<Build>();
    let error = client.wait_for(raw).outcome().await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(script.received().is_empty());

    let script = Scripted::new(|_, _| build("succeeded"));
    let raw = Raw::get("/apps/app/builds/1").decode::<Build>();
    succeeded(script.client().wait_for(raw).outcome().await);
}

#[test]
fn the_blocking_client_never_sends_what_does_more_than_ask() {
    let script = Scripted::new(|_, _| build("pending"));
    let client = script.builder().build_blocking().expect("a client");
    let error = client.wait_for(creation()).outcome();
    assert_eq!(error.expect_err("refused").kind(), ErrorKind::Request);
    assert!(script.received().is_empty());
}

#[tokio::test(start_paused = true)]
async fn asks_in_the_interval_that_is_set() {
    let script = Scripted::new(|number, _| match number {
        0..20 => build("pending"),
        _ => build("succeeded"),
    });
    let started = Instant::now();
    let wait = wait(&script.client()).every(Duration::from_secs(2));
    succeeded(wait.outcome().await);
    assert_eq!(started.elapsed().as_secs(), 40);
}

#[tokio::test(start_paused = true)]
async fn a_failure_brings_the_end_of_its_log() {
    let script = Scripted::new(|number, request| match number {
        0 => build("pending"),
        1 => build("failed"),
        _ => {
            assert_eq!(request.url, URL);
            assert!(!format!("{:?}", request.headers).contains("canary"));
            let log: Vec<_> = (0..70).map(|number| format!("line {number}\n")).collect();
            Reply::new(200, log.concat())
        }
    });
    let failure = failed(outcome(&script).await);
    assert_eq!(failure.value.id, "1");
    assert_eq!(failure.log.len(), 50);
    assert_eq!(failure.log.first().map(String::as_str), Some("line 20"));
    assert_eq!(failure.log.last().map(String::as_str), Some("line 69"));
    assert!(failure.log_error.is_none());
    assert!(!format!("{failure:?}").contains("canary"));
    assert_eq!(script.received().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_log_that_cannot_be_read_hides_no_failure() {
    for (status, end) in [
        (403, End::Clean),
        (404, End::Clean),
        (200, End::Silent),
        (200, End::Broken),
    ] {
        let script = Scripted::new(move |number, _| match number {
            0 => build("failed"),
            _ => Reply::new(status, "half\n").then(end),
        });
        let failure = failed(outcome(&script).await);
        let has_begun = status == 200;
        assert_eq!(failure.log.len(), usize::from(has_begun), "{status}");
        assert!(failure.log.iter().all(|line| line == "half"));
        let error = failure.log_error.expect("an error");
        let expected = Some(status).filter(|_| !matches!(end, End::Silent));
        assert_eq!(error.status().map(|status| status.as_u16()), expected);
        assert!(!format!("{error:?}").contains("canary"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_without_a_log_asks_for_none() {
    let script = Scripted::new(|_, _| Reply::new(200, r#"{"id":"1","status":"failed"}"#));
    let failure = failed(outcome(&script).await);
    assert!(failure.log.is_empty() && failure.log_error.is_none());
    assert_eq!(script.received().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_status_is_no_end() {
    for status in ["", "Succeeded", "cancelled"] {
        let script = Scripted::new(move |_, _| build(status));
        let started = Instant::now();
        let last = timed_out(outcome(&script).await);
        assert_eq!(last.expect("what was seen").status.as_str(), status);
        assert_eq!(started.elapsed().as_secs(), 15 * 60 - 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_ends_a_question_without_an_answer_too() {
    let script = Scripted::new(|_, _| Reply::never());
    let wait = wait(&script.client()).timeout(Duration::from_secs(10));
    let started = Instant::now();
    assert!(timed_out(wait.outcome().await).is_none());
    assert_eq!(started.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_yet_may_appear_for_half_a_minute() {
    let script = Scripted::new(|number, _| match number {
        0..5 => Reply::new(404, ""),
        _ => build("succeeded"),
    });
    succeeded(outcome(&script).await);

    let script = Scripted::new(|_, _| Reply::new(404, ""));
    let started = Instant::now();
    let error = outcome(&script).await.expect_err("404");
    assert!(error.is_not_found());
    assert!((30..40).contains(&started.elapsed().as_secs()));

    let script = Scripted::new(|_, _| Reply::new(404, ""));
    let wait = wait(&script.client()).appears_within(Duration::ZERO);
    assert!(wait.outcome().await.expect_err("404").is_not_found());
    assert_eq!(script.received().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_there_and_is_gone_is_an_error() {
    let script = Scripted::new(|number, _| match number {
        0 => build("pending"),
        _ => Reply::new(404, ""),
    });
    let error = outcome(&script).await.expect_err("404");
    assert!(error.is_not_found());
    assert!(error.to_string().contains("it was there before"));
    assert_eq!(script.received().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_fails_for_a_passing_reason_is_asked_again() {
    let script = Scripted::new(|number, _| match number {
        0 => Reply::new(503, ""),
        1 => build("pending"),
        2 => Reply::new(500, ""),
        3 => Reply::new(200, "{").then(End::Broken),
        4 => Reply::new(429, "").header("retry-after", "40"),
        _ => build("succeeded"),
    });
    let started = Instant::now();
    succeeded(outcome(&script).await);
    assert_eq!(script.received().len(), 6);
    assert!(started.elapsed() >= Duration::from_secs(40));
}

#[tokio::test(start_paused = true)]
async fn each_question_has_its_own_retries() {
    let script = Scripted::new(|number, _| match number {
        0..3 => Reply::new(503, ""),
        _ => build("succeeded"),
    });
    let builder = script
        .builder()
        .retry(heroku::Backoff::new().random(|| 0.0));
    let client = builder.build().expect("a client");
    let started = Instant::now();
    succeeded(wait(&client).outcome().await);
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_ends_the_wait() {
    for status in [400, 401, 403, 410, 422] {
        let script = Scripted::new(move |number, _| match number {
            0 => build("pending"),
            _ => Reply::new(status, ""),
        });
        let error = outcome(&script).await.expect_err("an error");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(script.received().len(), 2);
    }
    let script = Scripted::new(|_, _| Reply::new(200, "no JSON"));
    let error = outcome(&script).await.expect_err("an error");
    assert_eq!(error.kind(), heroku::ErrorKind::Decode);
}

#[tokio::test(start_paused = true)]
async fn that_nothing_was_ever_seen_is_an_error_if_there_is_one() {
    let script = Scripted::new(|_, _| Reply::new(503, ""));
    let error = outcome(&script).await.expect_err("an error");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));

    let script = Scripted::new(|number, _| match number {
        0 => build("pending"),
        _ => Reply::new(503, ""),
    });
    assert!(timed_out(outcome(&script).await).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_long_outage_is_an_error_however_late_the_answers_come() {
    for (status, milliseconds) in [(503, 1), (503, 900), (503, 2500), (404, 1)] {
        let script = Scripted::new(move |_, _| Reply::new(status, ""));
        let wait = wait(&late(&script, milliseconds)).timeout(Duration::from_secs(20));
        let started = Instant::now();
        let error = wait.outcome().await.expect_err("an error");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert!(started.elapsed() <= Duration::from_secs(20));
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_question_has_time_for_its_answer() {
    let script = Scripted::new(|number, _| match number {
        0..2 => build("pending"),
        _ => build("succeeded"),
    });
    let wait = wait(&late(&script, 500)).every(Duration::from_secs(7));
    let started = Instant::now();
    succeeded(wait.timeout(Duration::from_secs(10)).outcome().await);
    assert_eq!(started.elapsed(), Duration::from_millis(9500));
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_outlasts_the_time_is_not_begun() {
    let script = Scripted::new(|_, _| Reply::new(503, "").header("retry-after", "3600"));
    let started = Instant::now();
    let error = outcome(&script).await.expect_err("an error");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert_eq!(script.received().len(), 1);
}

/// What comes of an answer that never changes: `ok`, `failed: ` and why, or `pending`.
async fn end<R>(request: R, body: &'static str) -> String
where
    R: Request,
    R::Output: Progress,
{
    let script = Scripted::new(move |_, _| Reply::new(200, body));
    match script.client().wait_for(request).outcome().await {
        Ok(Outcome::Succeeded(_)) => "ok".to_owned(),
        Ok(Outcome::Failed(failure)) => format!("failed: {}", failure.reason.unwrap_or_default()),
        Ok(Outcome::TimedOut(last)) => {
            assert!(last.is_some());
            "pending".to_owned()
        }
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn releases_have_an_end() {
    let end = |body| end(ReleaseInfo::new("app", "v1"), body);
    assert_eq!(end(r#"{"status":"succeeded"}"#).await, "ok");
    assert_eq!(end(r#"{"status":"failed"}"#).await, "failed: ");
    let expired = end(r#"{"status":"expired"}"#).await;
    assert_eq!(expired, "failed: the release is expired");
    for body in [
        r#"{"status":"pending"}"#,
        r#"{"status":null}"#,
        "{\"id\":\"1\"}",
    ] {
        assert_eq!(end(body).await, "pending", "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn add_ons_have_an_end() {
    let end = |body| end(AddOnInfo::new("redis"), body);
    assert_eq!(end(r#"{"state":"provisioned"}"#).await, "ok");
    for (body, reason) in [
        (
            r#"{"state":"deprovisioned"}"#,
            "failed: the add-on is deprovisioned",
        ),
        (
            r#"{"state":"deprovisioning"}"#,
            "failed: the add-on is deprovisioning",
        ),
        (r#"{"state":"provisioning"}"#, "pending"),
        (r#"{"state":"suspended"}"#, "pending"),
    ] {
        assert_eq!(end(body).await, reason);
    }
}

#[tokio::test(start_paused = true)]
async fn app_setups_have_an_end() {
    let end = |body| end(AppSetupInfo::new("1"), body);
    assert_eq!(end(r#"{"status":"succeeded"}"#).await, "ok");
    assert_eq!(end(r#"{"status":"pending"}"#).await, "pending");
    for (body, reason) in [
        (r#"{"status":"failed"}"#, ""),
        (r#"{"status":"timedout"}"#, "the setup took too long"),
        (
            r#"{"status":"failed","failure_message":"no","manifest_errors":["a","b"]}"#,
            "no; a; b",
        ),
    ] {
        assert_eq!(end(body).await, format!("failed: {reason}"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_log_of_an_app_setup_is_that_of_its_build() {
    let script = Scripted::new(|number, request| {
        if number == 0 {
            let build = format!(r#"{{"id":"1","output_stream_url":"{URL}"}}"#);
            return Reply::new(200, format!(r#"{{"status":"failed","build":{build}}}"#));
        }
        assert_eq!(request.url, URL);
        Reply::new(200, "a line")
    });
    let wait = script.client().wait_for(AppSetupInfo::new("1"));
    assert_eq!(failed(wait.outcome().await).log, ["a line"]);
}

#[tokio::test(start_paused = true)]
async fn dynos_have_an_end() {
    let end = |body| end(DynoInfo::new("app", "web.1"), body);
    assert_eq!(end(r#"{"state":"up"}"#).await, "ok");
    assert_eq!(end(r#"{"state":"idle"}"#).await, "ok");
    assert_eq!(
        end(r#"{"state":"crashed"}"#).await,
        "failed: the dyno is crashed"
    );
    assert_eq!(end(r#"{"state":"down"}"#).await, "failed: the dyno is down");
    assert_eq!(end(r#"{"state":"starting"}"#).await, "pending");
    assert_eq!(end(r#"{"state":"provisioning"}"#).await, "pending");
}

#[tokio::test(start_paused = true)]
async fn promotions_end_with_all_their_targets() {
    let end = |body| end(PipelinePromotionTargetList::new("1"), body);
    let all = r#"[{"status":"succeeded"},{"status":"succeeded"}]"#;
    assert_eq!(end(all).await, "ok");
    let one = r#"[{"app":{"id":"x"},"status":"failed","error_message":"no"},
        {"status":"succeeded"},{"app":{"id":"y"},"status":"failed"}]"#;
    assert_eq!(end(one).await, "failed: x: no; y: no reason given");
    for body in [
        "[]",
        r#"[{"status":"failed"},{"status":"pending"}]"#,
        r#"[{"status":"succeeded"},{"status":"unheard-of"}]"#,
    ] {
        assert_eq!(end(body).await, "pending", "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_of_targets_with_more_behind_it_is_no_end() {
    for status in ["succeeded", "failed"] {
        let script = Scripted::new(move |_, _| {
            Reply::new(206, format!(r#"[{{"status":"{status}"}}]"#))
                .header("next-range", "id ]1..; max=1")
        });
        let wait = script
            .client()
            .wait_for(PipelinePromotionTargetList::new("1"));
        assert!(timed_out(wait.outcome().await).is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_can_be_spawned() {
    let script = Scripted::new(|_, _| build("succeeded"));
    let waiting = tokio::spawn(wait(&script.client()).outcome());
    succeeded(waiting.await.expect("no panic"));
}

#[test]
fn the_blocking_client_waits_in_the_same_words() {
    let script = Scripted::new(|number, _| match number {
        0 => build("failed"),
        _ => Reply::new(200, "a\nb"),
    });
    let client = script.builder().build_blocking().expect("a client");
    let request = BuildInfo::new("app", "1");
    let wait = client
        .wait_for(&request)
        .timeout(Duration::from_secs(5))
        .every(Duration::from_secs(1))
        .appears_within(Duration::ZERO);
    assert_eq!(failed(wait.outcome()).log, ["a", "b"]);

    let script = Scripted::new(|number, _| match number {
        0 => build("pending"),
        _ => build("succeeded"),
    });
    let client = script.builder().build_blocking().expect("a client");
    succeeded(client.wait_for(&request).every(Duration::ZERO).outcome());
    assert_eq!(script.received().len(), 2);
}

#[test]
fn the_blocking_client_is_held_to_the_time() {
    let script = Scripted::new(|_, _| Reply::never());
    let client = script.builder().build_blocking().expect("a client");
    let wait = client.wait_for(BuildInfo::new("app", "1"));
    assert!(timed_out(wait.timeout(Duration::from_millis(10)).outcome()).is_none());
}
