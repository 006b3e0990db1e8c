//! Answers that say no: in JSON, as a page, as text, with nothing, and under a good status.

use heroku::config_var::ConfigVarUpdate;
use heroku::{ErrorKind, Raw};

use crate::ask::{call, delete, get, list, post};
use crate::step::Step;

const PAGE: &str = "<!DOCTYPE html>\n<html>\n<head><title>Application Error</title></head>\n\
                    <body>\n<h1>Try again</h1>\n</body>\n</html>\n";

#[test]
fn a_web_page_of_an_error_is_kept_and_printed_in_one_line() {
    for (status, reason) in [(502, "Bad Gateway"), (503, "Service Unavailable")] {
        let headers = [("Content-Type", "text/html"), ("Request-Id", "abc")];
        let step = Step::answer(&format!("{status} {reason}"), &headers, PAGE);
        let failure = post(step).error();
        failure.is(ErrorKind::Api, status, PAGE).took_effect(0);
        let expected = format!("AppCreate: {status} {reason} (request abc)");
        assert_eq!(failure.error.to_string(), expected);
    }
}

#[test]
fn an_error_without_a_body_has_its_status() {
    for status in [400, 401, 403, 404, 409, 410, 412, 422, 451] {
        let failure = post(Step::answer(&format!("{status} No"), &[], "")).error();
        failure.is(ErrorKind::Api, status, "").took_effect(0);
        assert_eq!(failure.error.api(), Some(&heroku::ApiError::default()));
    }
}

#[test]
fn an_error_in_plain_text_is_kept() {
    let text = "upstream connect error or disconnect/reset before headers";
    let headers = [("Content-Type", "text/plain")];
    let failure = post(Step::answer("503 Service Unavailable", &headers, text)).error();
    failure
        .is(ErrorKind::Api, 503, text)
        .says("AppCreate: 503 Service Unavailable (request ");
}

#[test]
fn an_error_may_have_taken_effect() {
    let step = Step::answer("504 Gateway Timeout", &[], "").taking_effect();
    let failure = post(step).error();
    failure.is(ErrorKind::Api, 504, "").took_effect(1);
}

#[test]
fn an_error_of_odd_types_is_told_as_far_as_it_goes() {
    let body = r#"{"id":422,"message":["a","b"],"url":{"x":1},"resource":true,"app":[]}"#;
    let failure = get(Step::answer("422 Unprocessable Entity", &[], body)).error();
    failure
        .is(ErrorKind::Api, 422, body)
        .says("AppInfo: 422 422 (request ");
    let api = failure.error.api().expect("what Heroku said");
    assert_eq!((api.id.as_str(), api.message.as_str()), ("422", ""));
    assert_eq!((api.url.as_deref(), api.app.as_deref()), (None, None));
    assert_eq!(api.resource.as_deref(), Some("true"));
}

#[test]
fn an_error_of_no_object_is_kept() {
    for body in [
        "null",
        "[]",
        "\"no\"",
        "5",
        "[{\"id\":\"x\"}]",
        "{}",
        "{\"id\":null}",
    ] {
        let failure = get(Step::answer("400 Bad Request", &[], body)).error();
        failure
            .is(ErrorKind::Api, 400, body)
            .says("AppInfo: 400 Bad Request (request ");
    }
}

#[test]
fn a_message_with_control_characters_is_printed_in_one_line() {
    let body = r#"{"id":"a\nb","message":"one\r\ntwo\u0000three\u001b[31m\u2028four\u0085"}"#;
    let failure = get(Step::answer("422 Unprocessable Entity", &[], body)).error();
    failure
        .is(ErrorKind::Api, 422, body)
        .says("422 a b: one two three [31m four (request ");
}

#[test]
fn a_message_that_repeats_the_token_is_printed_without_it() {
    let body = r#"{"id":"unauthorized","message":"canary-token is no token"}"#;
    let failure = get(Step::answer("401 Unauthorized", &[], body)).error();
    failure.is(ErrorKind::Api, 401, body);
}

#[test]
fn an_error_inside_a_success_is_an_error() {
    let bodies = [
        r#"{"id":"not_found","message":"Couldn't find that app."}"#,
        r#" {"id":"not_found","message":"Couldn't find that app.","url":null} "#,
        "\u{feff}{\"id\":\"not_found\",\"message\":\"Couldn't find that app.\",\"app\":{}}",
        r#"{"error":"not_found","id":"not_found","message":"Couldn't find that app."}"#,
        r#"{"resource":"app","id":"not_found","message":"Couldn't find that app."}"#,
    ];
    for body in bodies {
        let failure = get(Step::answer("200 OK", &[], body)).error();
        failure
            .is(ErrorKind::Api, 200, body)
            .says("AppInfo: 200 not_found: Couldn't find that app. (request ");
        let api = failure.error.api().expect("what Heroku said");
        assert_eq!(api.id, "not_found");
    }
}

#[test]
fn an_error_inside_a_success_is_one_for_every_kind_of_call() {
    let body = r#"{"id":"rate_limit","message":"Too fast."}"#;
    let step = |status| Step::answer(status, &[], body);
    post(step("201 Created"))
        .error()
        .is(ErrorKind::Api, 201, body);
    delete(step("202 Accepted"))
        .error()
        .is(ErrorKind::Api, 202, body);
    list(step("206 Partial Content"))
        .error()
        .is(ErrorKind::Api, 206, body);
}

#[test]
fn a_success_that_only_resembles_an_error_is_one() {
    let bodies = [
        r#"{"id":"1","message":"x","name":"example"}"#,
        r#"{"id":"1","url":"x"}"#,
        r#"{"id":1,"message":"x"}"#,
        r#"{"id":"1","message":null}"#,
        r#"{"message":"x"}"#,
        r#"{"id":"","message":""}"#,
    ];
    for body in bodies {
        assert_eq!(
            get(Step::answer("200 OK", &[], body)).response().status(),
            200
        );
    }
    let long = format!(r#"{{"id":"1","message":"{}"}}"#, "x".repeat(4096));
    assert_eq!(
        get(Step::answer("200 OK", &[], long)).response().status(),
        200
    );
}

#[test]
fn free_maps_are_never_taken_for_an_error() {
    let body = r#"{"id":"a","message":"b"}"#;
    let step = || Step::answer("200 OK", &[], body);
    let request = ConfigVarUpdate::new("example").set("id", "a");
    let vars = call(step(), request).response();
    assert_eq!(vars.value().len(), 2);
    let value = call(step(), Raw::get("/x")).response();
    assert_eq!(value.value()["message"], "b");
}
