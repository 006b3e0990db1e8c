//! Bodies that are empty, broken off, too large, or of another kind.

use heroku::ErrorKind;
use heroku::app::AppInfo;

use crate::ask::{call_by, delete, get, list, post};
use crate::step::{End, Step, head};

const APP: &str = r#"{"name":"example"}"#;

fn json(body: impl AsRef<[u8]>) -> Step {
    Step::answer("200 OK", &[("Content-Type", "application/json")], body)
}

#[test]
fn an_empty_answer_to_a_create_says_that_the_call_succeeded() {
    let step = Step::answer("201 Created", &[], "");
    let failure = post(step).error();
    failure
        .is(ErrorKind::Decode, 201, "")
        .says("the call succeeded (201)")
        .took_effect(1);
}

#[test]
fn a_blank_answer_is_as_empty_as_none() {
    let failure = get(json(" \r\n\t ")).error();
    failure
        .is(ErrorKind::Decode, 200, " \r\n\t ")
        .says("the answer is empty");
    assert_eq!(delete(json(" \r\n\t ")).response().value().name, "");
}

#[test]
fn an_answer_of_null_is_as_empty_as_none() {
    let failure = get(json("null")).error();
    failure
        .is(ErrorKind::Decode, 200, "null")
        .says("the answer is empty");
}

#[test]
fn an_empty_list_is_not_taken_for_the_end_of_all_things() {
    let failure = list(json("")).error();
    failure.is(ErrorKind::Decode, 200, "");
    let response = list(json("[]")).response();
    assert!(response.value().is_empty() && !response.value().has_more());
}

#[test]
fn a_body_shorter_than_its_length_keeps_what_arrived() {
    let mut bytes = head("201 Created", &[("Content-Length", "50")]);
    bytes.extend_from_slice(b"{\"name\":\"exa");
    for end in [End::Close, End::Reset] {
        let failure = post(Step::write(bytes.clone()).then(end)).error();
        failure
            .is(ErrorKind::Body, 201, "{\"name\":\"exa")
            .says("the answer broke off")
            .took_effect(1);
    }
}

#[test]
fn a_chunked_body_without_its_end_keeps_what_arrived() {
    let mut bytes = head("201 Created", &[("Transfer-Encoding", "chunked")]);
    bytes.extend_from_slice(b"12\r\n{\"name\":\"example\"}\r\n");
    let failure = post(Step::write(bytes).then(End::Close)).error();
    failure.is(ErrorKind::Body, 201, APP).took_effect(1);
}

#[test]
fn a_chunk_of_no_size_keeps_what_arrived() {
    for size in ["zz", "-1", "", "fffffffffffffffff"] {
        let mut bytes = head("201 Created", &[("Transfer-Encoding", "chunked")]);
        bytes.extend_from_slice(b"5\r\n{\"nam\r\n");
        bytes.extend_from_slice(format!("{size}\r\ne\":1}}\r\n0\r\n\r\n").as_bytes());
        let failure = post(Step::write(bytes)).error();
        failure.is(ErrorKind::Body, 201, "{\"nam").took_effect(1);
    }
}

#[test]
fn a_chunked_body_in_single_bytes_is_read_whole() {
    let mut bytes = head("200 OK", &[("Transfer-Encoding", "chunked")]);
    for byte in APP.bytes() {
        bytes.extend_from_slice(format!("1\r\n{}\r\n", char::from(byte)).as_bytes());
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(get(Step::write(bytes)).response().value().name, "example");
}

#[test]
fn trailers_behind_a_chunked_body_are_let_go() {
    let mut bytes = head("200 OK", &[("Transfer-Encoding", "chunked")]);
    bytes.extend_from_slice(format!("12;x=y\r\n{APP}\r\n0\r\nX-Sum: 1\r\n\r\n").as_bytes());
    assert_eq!(get(Step::write(bytes)).response().value().name, "example");
}

#[test]
fn a_body_without_a_length_ends_with_its_connection() {
    let mut bytes = head("200 OK", &[]);
    bytes.extend_from_slice(APP.as_bytes());
    let step = Step::write(bytes).then(End::Close);
    assert_eq!(get(step).response().value().name, "example");
}

#[test]
fn an_answer_byte_by_byte_is_read_whole() {
    let step = Step::slowly(crate::step::answer("200 OK", &[], APP));
    assert_eq!(get(step).response().value().name, "example");
}

#[test]
fn json_that_breaks_off_inside_a_whole_body_is_kept() {
    for body in [
        "{",
        "{\"name\"",
        "{\"name\":\"exam",
        "{\"name\":\"example\"",
    ] {
        let failure = get(json(body)).error();
        failure
            .is(ErrorKind::Decode, 200, body)
            .says("the call succeeded (200), but its answer is no JSON, or breaks off");
    }
}

#[test]
fn an_answer_is_taken_up_to_the_limit_and_not_a_byte_further() {
    let limited = |limit| {
        let request = AppInfo::new("example");
        call_by(json(APP), request, |builder| builder.max_body(limit))
    };
    assert_eq!(limited(APP.len()).response().value().name, "example");
    let failure = limited(APP.len() - 1).error();
    assert_eq!(failure.error.kind(), ErrorKind::Body);
    failure.says("the answer is larger than the client takes");
    assert_eq!(
        failure.error.status().map(|status| status.as_u16()),
        Some(200)
    );
}

#[test]
fn an_endless_body_is_given_up_at_the_limit() {
    let heads = [
        head("200 OK", &[]),
        head("200 OK", &[("Content-Length", "99999999999")]),
    ];
    for first in heads {
        let step = Step::flood(first, vec![b' '; 16 * 1024]);
        let outcome = call_by(step, AppInfo::new("example"), |builder| {
            builder.max_body(100_000)
        });
        let failure = outcome.error();
        assert_eq!(failure.error.kind(), ErrorKind::Body);
        assert!(failure.error.body().len() <= 100_000);
        failure.says("the answer is larger than the client takes");
    }
}

#[test]
fn a_length_beyond_all_memory_is_an_answer_that_breaks_off() {
    let length = (1u64 << 60).to_string();
    let mut bytes = head("201 Created", &[("Content-Length", &length)]);
    bytes.extend_from_slice(APP.as_bytes());
    let failure = post(Step::slowly(bytes).then(End::Close)).error();
    failure
        .is(ErrorKind::Body, 201, APP)
        .says("the answer broke off")
        .took_effect(1);
}

#[test]
fn an_endless_error_page_is_given_up_with_its_status() {
    let step = Step::flood(head("403 Forbidden", &[]), vec![b'x'; 16 * 1024]);
    let outcome = call_by(step, AppInfo::new("example"), |builder| {
        builder.max_body(100_000)
    });
    let failure = outcome.error();
    assert_eq!(failure.error.kind(), ErrorKind::Body);
    assert_eq!(
        failure.error.status().map(|status| status.as_u16()),
        Some(403)
    );
}

#[test]
fn a_web_page_with_200_is_kept_and_named() {
    let page = "<!DOCTYPE html><html><body>Down for maintenance</body></html>";
    let step = Step::answer(
        "200 OK",
        &[("Content-Type", "text/html; charset=utf-8")],
        page,
    );
    let failure = post(step).error();
    failure
        .is(ErrorKind::Decode, 200, page)
        .says("the call succeeded (200)")
        .says("its content type is text/html; charset=utf-8")
        .took_effect(1);
}

#[test]
fn a_content_type_that_is_none_is_not_repeated() {
    let types = [
        "text/html <b>canary</b>",
        "canary",
        "",
        "a/\u{e9}",
        "text/html; x=\"canary\"",
    ];
    for content_type in types {
        let step = Step::answer("200 OK", &[("Content-Type", content_type)], "<html>");
        let failure = get(step).error();
        failure.is(ErrorKind::Decode, 200, "<html>");
        let printed = failure.error.to_string();
        assert!(!printed.contains("content type"), "{printed}");
        assert!(!printed.contains("canary"), "{printed}");
    }
    let long = format!("text/{}", "x".repeat(500));
    let failure = get(Step::answer("200 OK", &[("Content-Type", &long)], "<html>")).error();
    assert!(failure.error.to_string().len() < 300);
}

#[test]
fn json_under_another_content_type_is_read() {
    for content_type in [
        "text/plain",
        "text/html",
        "application/octet-stream",
        "nonsense",
    ] {
        let step = Step::answer("200 OK", &[("Content-Type", content_type)], APP);
        assert_eq!(get(step).response().value().name, "example");
    }
}

#[test]
fn json_with_something_behind_it_is_no_success() {
    for tail in ["x", "{}", "\0", "\r\n<html>"] {
        let body = format!("{APP}{tail}");
        get(json(&body)).error().is(ErrorKind::Decode, 200, body);
    }
}

#[test]
fn bytes_of_zero_are_kept() {
    let body = [0_u8; 64];
    get(json(body)).error().is(ErrorKind::Decode, 200, body);
}
