//! Log sessions: what they show, in which form, and how long.

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use bytes::Bytes;
use common::{SDK, delete, get, post, send_with, with_app};
use heroku::log_session::LogSessionCreate;
use heroku::logs::Logs;
use heroku::{Client, Error};
use heroku_fake::{Fake, Server};
use http::{Request, StatusCode};
use serde_json::{Value, json};

/// Logs a line: `Add domain NAME.example.com by user user@example.com`, of `app[api]`.
fn log(fake: &Fake, name: &str) {
    let wish = json!({ "hostname": format!("{name}.example.com"), "sni_endpoint": null });
    post(fake, "/apps/my-app/domains", wish).expect(201);
}

/// The address of a new session.
fn session(fake: &Fake, wish: &Value) -> String {
    let path = "/apps/my-app/log-sessions";
    let session = send_with(fake, "POST", path, &[SDK], wish.to_string()).expect(201);
    session["logplex_url"]
        .as_str()
        .expect("an address")
        .to_owned()
}

/// What is at an address at once.
fn read(fake: &Fake, url: &str, accept: &str) -> (StatusCode, String, String) {
    let request = Request::get(url).header("accept", accept);
    let answer = fake.handle(request.body(Bytes::new()).expect("a request"));
    let form = answer.headers()["content-type"].to_str().expect("text");
    let form = form.to_owned();
    let text = String::from_utf8(answer.body().to_vec()).expect("text");
    (answer.status(), form, text)
}

/// The lines of a session, as plain text.
fn lines(fake: &Fake, wish: &Value) -> Vec<String> {
    let (status, form, text) = read(fake, &session(fake, wish), "*/*");
    assert_eq!(
        (status, form.as_str()),
        (StatusCode::OK, "text/plain; charset=utf-8")
    );
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_session_shows_lines_as_heroku_writes_them() {
    let fake = with_app("my-app");
    log(&fake, "www");
    let lines = lines(&fake, &json!({}));
    let last = lines.last().expect("a line");
    let (time, rest) = last.split_at(32);
    assert!(
        time.starts_with("2026-01-01T00:00:") && time.ends_with("+00:00"),
        "{last}"
    );
    let text = " app[api]: Add domain www.example.com by user user@example.com";
    assert_eq!(rest, text);
}

#[test]
fn a_session_shows_no_more_lines_than_it_asked_for_and_the_last_of_them() {
    let fake = with_app("my-app");
    for name in ["one", "two", "three"] {
        log(&fake, name);
    }
    let lines = lines(&fake, &json!({ "lines": 2 }));
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("two") && lines[1].contains("three"));
    let refused = post(&fake, "/apps/my-app/log-sessions", json!({ "lines": -1 }));
    refused.refused(422, "invalid_params");
}

#[test]
fn lines_are_chosen_by_source_dyno_and_type() {
    let fake = with_app("my-app");
    log(&fake, "www");
    post(&fake, "/apps/my-app/acm", json!({})).expect(200);
    for _ in 0..4 {
        get(&fake, "/account").expect(200);
    }
    let count = |wish: Value| lines(&fake, &wish).len();
    let all = count(json!({}));
    let (app, heroku) = (
        count(json!({ "source": "app" })),
        count(json!({ "source": "heroku" })),
    );
    assert!(app > 0 && heroku > 0);
    assert_eq!(app + heroku, all);
    for line in lines(&fake, &json!({ "dyno": "acm" })) {
        assert!(line.contains(" heroku[acm]: "), "{line}");
    }
    assert_eq!(count(json!({ "dyno": "acm" })), 1);
    assert_eq!(count(json!({ "dyno_name": "acm" })), 1);
    assert_eq!(count(json!({ "dyno": "ac" })), 0);
    assert_eq!(count(json!({ "type": "worker" })), 0);
    assert_eq!(count(json!({ "source": "heroku", "dyno": "api" })), 0);
}

#[test]
fn events_have_ids_behind_which_a_stream_goes_on() {
    let fake = with_app("my-app");
    log(&fake, "one");
    log(&fake, "two");
    let url = session(&fake, &json!({ "lines": 2 }));
    let (_, form, text) = read(&fake, &url, "text/event-stream");
    assert_eq!(form, "text/event-stream");
    let events: Vec<&str> = text.split_terminator("\n\n").collect();
    assert_eq!(events.len(), 2);
    let (id, data) = events[0].split_once('\n').expect("two lines");
    assert!(
        data.starts_with("data: 2026-01-01T") && data.contains("one"),
        "{data}"
    );
    let id = id.strip_prefix("id: ").expect("an id");

    let request = Request::get(&url)
        .header("accept", "text/event-stream")
        .header("last-event-id", id);
    let answer = fake.handle(request.body(Bytes::new()).expect("a request"));
    assert_eq!(answer.body(), format!("{}\n\n", events[1]).as_bytes());
}

#[test]
fn an_address_is_good_for_five_minutes_and_no_other_is() {
    let fake = with_app("my-app");
    let url = session(&fake, &json!({}));
    let (status, ..) = read(&fake, &format!("{url}0"), "*/*");
    assert_eq!(status, StatusCode::NOT_FOUND);
    for _ in 0..290 {
        get(&fake, "/account").expect(200);
    }
    assert_eq!(read(&fake, &url, "*/*").0, StatusCode::OK);
    for _ in 0..10 {
        get(&fake, "/account").expect(200);
    }
    assert_eq!(read(&fake, &url, "*/*").0, StatusCode::NOT_FOUND);
    let request = Request::post(session(&fake, &json!({})));
    let answer = fake.handle(request.body(Bytes::new()).expect("a request"));
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
}

/// The next line, which must come soon.
async fn next(logs: &mut Logs) -> Result<String, Error> {
    let line = tokio::time::timeout(Duration::from_secs(10), logs.next()).await;
    let line = line
        .expect("a line comes soon")
        .expect("the stream goes on")?;
    Ok(line.into_raw())
}

/// The client's own reader: past lines, those that come, and the end with the app.
async fn read_along(fake: &Fake, client: &Client) -> Result<(), Error> {
    log(fake, "one");
    let mut past = client.logs(LogSessionCreate::new("my-app").lines(1));
    assert!(next(&mut past).await?.contains("one.example.com"));
    assert!(past.next().await.is_none());

    let mut logs = client.logs(LogSessionCreate::new("my-app").lines(1).tail(true));
    assert!(next(&mut logs).await?.contains("one.example.com"));
    for name in ["two", "three"] {
        log(fake, name);
        assert!(next(&mut logs).await?.contains(name));
    }
    delete(fake, "/apps/my-app").expect(200);
    let end = tokio::time::timeout(Duration::from_secs(10), logs.next()).await;
    let end = end.expect("an end comes soon").expect("an error");
    assert_eq!(
        end.expect_err("no app").status(),
        Some(StatusCode::NOT_FOUND)
    );
    Ok(())
}

#[tokio::test]
async fn the_client_reads_along_in_process() -> Result<(), Error> {
    let fake = with_app("my-app");
    let client = Client::builder().transport(fake.clone());
    read_along(&fake, &client.token("test-token").build()?).await
}

#[tokio::test]
async fn the_client_reads_along_over_a_port() -> Result<(), Error> {
    let fake = with_app("my-app");
    let server = fake.serve().expect("a free port");
    let client = Client::builder().base_url(server.url());
    read_along(&fake, &client.token("test-token").build()?).await
}

/// Opens a session over a port as the official command line does.
fn open(server: &Server, fake: &Fake, wish: &Value) -> TcpStream {
    let url = session(fake, wish);
    let path = url.splitn(4, '/').nth(3).expect("a path");
    let mut stream = TcpStream::connect(server.address()).expect("the server listens");
    let request = format!(
        "GET /{path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("it reads");
    let limit = Some(Duration::from_secs(10));
    stream.set_read_timeout(limit).expect("a limit");
    stream
}

#[test]
fn a_session_without_tail_ends_over_a_port() {
    let fake = with_app("my-app");
    log(&fake, "www");
    let server = fake.serve().expect("a free port");
    let mut stream = open(&server, &fake, &json!({ "lines": 1 }));
    let mut all = String::new();
    stream.read_to_string(&mut all).expect("an end");
    assert!(all.contains("content-type: text/event-stream\r\n"), "{all}");
    assert!(
        all.contains("data: ") && all.contains("www.example.com"),
        "{all}"
    );
}

/// Logs what is run, which may be anything.
fn run(fake: &Fake, command: &str) {
    post(
        fake,
        "/apps/my-app/dynos",
        json!({ "command": command, "attach": true }),
    )
    .expect(201);
}

#[test]
fn nothing_that_is_logged_breaks_out_of_its_line() {
    let fake = with_app("my-app");
    let forged = "\n\nid: 7\ndata: forged\r\rid: 8\r\ndata: forged";
    run(&fake, &format!("true{forged}"));
    let wish = json!({ "process_types": { format!("web{forged}"): "true" } });
    let slug = post(&fake, "/apps/my-app/slugs", wish);
    let release = json!({ "slug": slug.body["id"] });
    post(&fake, "/apps/my-app/releases", release);
    fake.advance(Duration::from_mins(1));
    let plain = lines(&fake, &json!({}));
    assert!(plain.iter().any(|line| line.contains("data: forged")));
    for line in &plain {
        assert!(
            line.starts_with("2026-01-01T00:0") && !line.contains('\r'),
            "{line:?}"
        );
    }
    let url = session(&fake, &json!({}));
    let (.., text) = read(&fake, &url, "text/event-stream");
    let events: Vec<&str> = text.split_terminator("\n\n").collect();
    assert_eq!(events.len(), plain.len());
    let mut ids: Vec<&str> = Vec::new();
    for event in events {
        let (id, data) = event.split_once('\n').expect("two lines");
        assert!(data.starts_with("data: 2026-01-01T00:0"), "{event:?}");
        assert!(!data.contains(['\n', '\r']), "{event:?}");
        ids.push(id);
    }
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "each line has a number of its own");
}

#[test]
fn who_does_not_read_along_is_left_behind() {
    let fake = with_app("my-app");
    let server = fake.serve().expect("a free port");
    let mut stream = open(&server, &fake, &json!({ "lines": 1, "tail": true }));
    stream.read_exact(&mut [0; 12]).expect("an answer");
    let long = "x".repeat(500 * 1024);
    for _ in 0..80 {
        run(&fake, &long);
    }
    let mut all = Vec::new();
    stream.read_to_end(&mut all).expect("an end");
    assert!(all.len() < 30 * 1024 * 1024, "{} bytes", all.len());
}
