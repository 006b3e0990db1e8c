//! A `reqwest::Client` of one's own carries the requests.

#![cfg(feature = "reqwest")]

mod support;

use heroku::app::{AppInfo, AppUpdate};
use support::{Script, answer};

fn transport() -> reqwest::Client {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    builder.no_proxy().build().expect("a reqwest client")
}

#[test]
fn requests_and_answers_pass_through_unchanged() {
    let script = Script::new([
        answer("200 OK", &[("Request-Id", "abc")], r#"{"name":"example"}"#),
        answer(
            "422 Unprocessable Entity",
            &[],
            r#"{"id":"invalid_params","message":"no"}"#,
        ),
    ]);
    let client = script
        .builder()
        .reqwest(transport())
        .build_blocking()
        .expect("a client");
    let response = client.exchange(AppInfo::new("example")).expect("an app");
    assert_eq!(response.value().name, "example");
    assert_eq!(response.request_ids()[0], "abc");
    let error = client
        .send(AppUpdate::new("example").name("other"))
        .expect_err("refused");
    assert!(error.is_invalid());

    let received = script.received();
    assert_eq!(
        received[0].header("authorization"),
        Some("Bearer canary-token")
    );
    assert_eq!(received[1].method, "PATCH");
    assert_eq!(received[1].body, br#"{"name":"other"}"#);
}

#[test]
fn a_refused_connection_says_that_nothing_was_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let builder = heroku::Client::builder().base_url(url).reqwest(transport());
    let client = builder.build_blocking().expect("a client");
    let error = client.send(AppInfo::new("example")).expect_err("no server");
    assert_eq!(error.kind(), heroku::ErrorKind::Transport);
    assert!(!error.may_have_been_sent());
}
