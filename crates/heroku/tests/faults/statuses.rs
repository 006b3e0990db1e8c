//! Statuses beside the usual ones.

use heroku::app::AppList;
use heroku::{ErrorKind, Raw};

use crate::ask::{call, delete, get, list, post};
use crate::server::Server;
use crate::step::{End, Step, answer, head};

const APP: &str = r#"{"name":"example"}"#;

#[test]
fn what_comes_before_the_answer_is_passed_over() {
    let mut bytes = Vec::new();
    for status in ["100 Continue", "102 Processing", "103 Early Hints"] {
        bytes.extend(head(status, &[("Link", "</x>; rel=preload")]));
    }
    bytes.extend(answer("201 Created", &[("Request-Id", "abc")], APP));
    let response = post(Step::write(bytes)).response();
    assert_eq!(
        (response.status().as_u16(), response.request_ids()[0]),
        (201, "abc")
    );
    assert_eq!(response.value().name, "example");
    assert!(!response.headers().contains_key("link"));
}

#[test]
fn hints_and_no_answer_run_into_the_timeout() {
    let hints = head("103 Early Hints", &[]).repeat(1000);
    let step = Step::write(hints).then(End::Stall);
    let server = Server::new([step]);
    let builder = server
        .builder()
        .timeout(std::time::Duration::from_millis(300));
    let client = builder.build_blocking().expect("a client");
    let request = heroku::app::AppCreate::new();
    let error = client.send(request).expect_err("a timeout");
    assert!(
        error.is_timeout() && error.may_have_been_sent(),
        "{error:?}"
    );
    assert_eq!((server.requests().len(), server.effects()), (1, 1));
}

#[test]
fn a_switch_of_protocols_nobody_asked_for_is_an_error() {
    let bytes = head(
        "101 Switching Protocols",
        &[("Upgrade", "websocket"), ("Connection", "upgrade")],
    );
    let failure = post(Step::write(bytes)).error();
    assert_eq!(
        failure.error.status().map(|status| status.as_u16()),
        Some(101)
    );
    assert_eq!(failure.error.kind(), ErrorKind::Api);
}

#[test]
fn a_304_nobody_asked_for_is_an_error_with_its_headers() {
    let headers = [("ETag", "\"x\""), ("Request-Id", "abc")];
    let failure = get(Step::write(head("304 Not Modified", &headers))).error();
    failure
        .is(ErrorKind::Api, 304, "")
        .says("AppInfo: 304 Not Modified (request abc)");
    assert_eq!(failure.error.headers()["etag"], "\"x\"");
}

#[test]
fn a_204_is_empty_for_who_wants_content_and_fine_for_who_does_not() {
    let step = || Step::write(head("204 No Content", &[("Content-Length", "0")]));
    post(step())
        .error()
        .is(ErrorKind::Decode, 204, "")
        .says("the call succeeded (204), but the answer is empty")
        .took_effect(1);
    get(step()).error().is(ErrorKind::Decode, 204, "");
    assert_eq!(delete(step()).response().status(), 204);
    assert!(
        call(step(), Raw::delete("/x").discard())
            .response()
            .body()
            .is_empty()
    );
}

#[test]
fn a_body_behind_a_204_does_not_become_the_next_answer() {
    let fake = answer("200 OK", &[], r#"{"name":"smuggled"}"#);
    let length = fake.len().to_string();
    let mut bytes = head("204 No Content", &[("Content-Length", &length)]);
    bytes.extend(fake);
    let server = Server::new([Step::write(bytes), Step::answer("200 OK", &[], APP)]);
    let client = server.client();
    client
        .send(heroku::app::AppDelete::new("example"))
        .expect("a deleted app");
    let app = client
        .send(heroku::app::AppInfo::new("example"))
        .expect("an app");
    assert_eq!(app.name, "example");
    assert_eq!((server.requests().len(), server.connections()), (2, 2));
}

#[test]
fn a_206_for_one_thing_is_read() {
    let response = get(Step::answer("206 Partial Content", &[], APP)).response();
    assert_eq!(
        (response.status().as_u16(), response.value().name.as_str()),
        (206, "example")
    );
}

#[test]
fn a_206_without_next_range_is_the_last_page() {
    let page = list(Step::answer("206 Partial Content", &[], format!("[{APP}]"))).response();
    assert_eq!((page.value().len(), page.value().has_more()), (1, false));
}

#[test]
fn a_416_is_an_error_of_heroku() {
    let body = r#"{"id":"requested_range_not_satisfiable","message":"No such range."}"#;
    let step = Step::answer("416 Range Not Satisfiable", &[], body);
    call(step, AppList::new())
        .error()
        .is(ErrorKind::Api, 416, body)
        .says("416 requested_range_not_satisfiable: No such range.");
}

#[test]
fn statuses_without_a_name_are_errors_with_their_number() {
    for status in [299, 418, 499, 599, 799, 999] {
        let outcome = post(Step::answer(&format!("{status} "), &[], APP));
        if status < 300 {
            assert_eq!(outcome.response().status().as_u16(), status);
        } else {
            outcome.error().is(ErrorKind::Api, status, APP);
        }
    }
}

#[test]
fn http_1_0_is_understood() {
    let bytes = format!("HTTP/1.0 200 OK\r\n\r\n{APP}");
    let step = Step::write(bytes).then(End::Close);
    assert_eq!(get(step).response().value().name, "example");
}
