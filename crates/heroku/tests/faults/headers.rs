//! Headers that are hostile, odd, or there twice.

use std::fmt::Write;

use heroku::app::{App, AppInfo, AppList};
use heroku::{Cursor, ErrorKind, Response};

use crate::ask::{get, list, post};
use crate::server::Server;
use crate::step::{Step, answer, head};

const APP: &str = r#"{"name":"example"}"#;

fn with(name: &str, value: &str) -> Response<App> {
    get(Step::answer("200 OK", &[(name, value)], APP)).response()
}

/// Raw bytes for the lines of headers.
fn with_lines(lines: &[u8]) -> Step {
    let mut bytes = b"HTTP/1.1 201 Created\r\n".to_vec();
    bytes.extend_from_slice(lines);
    bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n{APP}", APP.len()).as_bytes());
    Step::write(bytes)
}

/// Checks that such lines make an answer unreadable, without hiding that the call was sent.
#[track_caller]
fn is_no_answer(lines: &[u8]) {
    let failure = post(with_lines(lines)).error();
    assert_eq!(
        failure.error.kind(),
        ErrorKind::Transport,
        "{:?}",
        failure.error
    );
    assert!(failure.error.may_have_been_sent());
    assert!(std::error::Error::source(&failure.error).is_some());
    failure.took_effect(1);
}

#[test]
fn a_header_of_64_kilobytes_is_kept() {
    let value = "x".repeat(64 * 1024);
    assert_eq!(with("X-Long", &value).headers()["x-long"].len(), 64 * 1024);
}

/// An answer with so many headers, its `Content-Length` included.
fn with_headers(count: usize) -> Step {
    let mut lines = String::new();
    for number in 1..count {
        write!(lines, "X-Header-{number}: {number}\r\n").expect("room");
    }
    with_lines(lines.as_bytes())
}

#[test]
fn a_hundred_headers_are_kept() {
    let response = post(with_headers(100)).response();
    assert_eq!(response.headers().len(), 100);
    assert_eq!(response.headers()["x-header-99"], "99");
}

#[test]
fn more_than_a_hundred_headers_are_too_many_and_no_broken_connection() {
    for count in [101, 200] {
        let failure = post(with_headers(count)).error();
        assert_eq!(failure.error.kind(), ErrorKind::Body, "{:?}", failure.error);
        assert!(failure.error.may_have_been_sent());
        failure
            .says("the answer is larger than the client takes")
            .took_effect(1);
    }
}

#[test]
fn headers_without_end_are_given_up() {
    for piece in [
        "X-Flood: 0123456789abcdef\r\n".repeat(100),
        "x".repeat(4096),
    ] {
        let step = Step::flood("HTTP/1.1 200 OK\r\nX-First: ", piece);
        let failure = post(step).error();
        assert_eq!(failure.error.kind(), ErrorKind::Body, "{:?}", failure.error);
        assert!(failure.error.may_have_been_sent());
        failure
            .says("the answer is larger than the client takes")
            .took_effect(1);
    }
}

#[test]
fn lengths_that_disagree_are_no_answer() {
    is_no_answer(b"Content-Length: 5\r\n");
    is_no_answer(b"Content-Length: 18, 5\r\n");
    is_no_answer(b"Content-Length: -1\r\n");
    is_no_answer(b"Content-Length: 18x\r\n");
    is_no_answer(b"Content-Length: 99999999999999999999999\r\n");
}

#[test]
fn lengths_that_agree_are_one() {
    let response = post(with_lines(b"Content-Length: 18\r\n")).response();
    assert_eq!(response.value().name, "example");
}

#[test]
fn chunks_count_more_than_a_length() {
    let headers = [("Content-Length", "3"), ("Transfer-Encoding", "chunked")];
    let mut bytes = head("200 OK", &headers);
    bytes.extend_from_slice(format!("12\r\n{APP}\r\n0\r\n\r\n").as_bytes());
    assert_eq!(get(Step::write(bytes)).response().value().name, "example");
}

#[test]
fn two_content_types_do_no_harm() {
    let lines = b"Content-Type: text/html\r\nContent-Type: application/json\r\n";
    let response = post(with_lines(lines)).response();
    assert_eq!(response.value().name, "example");
    assert_eq!(response.headers().get_all("content-type").iter().count(), 2);
}

#[test]
fn header_lines_that_break_the_grammar_are_no_answer() {
    is_no_answer(b": no name\r\n");
    is_no_answer(b"no colon\r\n");
    is_no_answer(b"X-Space : 1\r\n");
    is_no_answer(b"X-Null: a\0b\r\n");
    is_no_answer(b"X-Escape: \x1b[31m\r\n");
    is_no_answer(b"X-Injected: a\rSet-Cookie: b\r\n");
    is_no_answer(b"X-Folded: a\r\n b\r\n");
    is_no_answer(b"X-\xc3\xa9: a\r\n");
}

#[test]
fn status_lines_that_break_the_grammar_are_no_answer() {
    for line in [
        "HTTP/1.1 OK",
        "HTTP/9.9 200 OK",
        "HTTP/1.1 2000 OK",
        "ICY 200 OK",
        "\0\0\0\0",
        "220 ready",
    ] {
        let step = Step::write(format!("{line}\r\n\r\n{APP}\r\n\r\n"));
        let failure = post(step).error();
        assert_eq!(failure.error.kind(), ErrorKind::Transport, "{line}");
        assert_eq!(failure.error.status(), None);
        assert!(failure.error.may_have_been_sent());
        failure.took_effect(1);
    }
}

#[test]
fn bytes_beyond_ascii_are_kept_as_they_are() {
    let response = post(with_lines(b"X-Opaque: caf\xe9 \xff\r\n")).response();
    assert_eq!(response.headers()["x-opaque"].as_bytes(), b"caf\xe9 \xff");
}

#[test]
fn a_rest_of_the_rate_limit_that_is_none_is_not_known() {
    for value in [
        "",
        "many",
        "-1",
        "4.5",
        "99999999999999",
        "0x10",
        "caf\u{e9}",
    ] {
        assert_eq!(
            with("RateLimit-Remaining", value).rate_remaining(),
            None,
            "{value}"
        );
    }
    for (value, rest) in [("0", 0), (" 42 ", 42), ("4294967295", u32::MAX)] {
        assert_eq!(
            with("RateLimit-Remaining", value).rate_remaining(),
            Some(rest)
        );
    }
}

#[test]
fn of_two_rests_of_the_rate_limit_the_smaller_counts() {
    assert_eq!(
        with("RateLimit-Remaining", "10, 9").rate_remaining(),
        Some(9)
    );
    for values in [["10", "9"], ["9", "10"], ["9", "many"]] {
        let headers = values.map(|value| ("RateLimit-Remaining", value));
        let response = get(Step::answer("200 OK", &headers, APP)).response();
        assert_eq!(response.rate_remaining(), Some(9));
    }
}

#[test]
fn a_request_id_of_8_kilobytes_is_not_printed() {
    let long = "x".repeat(8 * 1024);
    let headers = [("Request-Id", long.as_str()), ("Request-Id", "abc")];
    let failure = get(Step::answer("404 Not Found", &headers, "")).error();
    failure.is(ErrorKind::Api, 404, "").says("(request abc)");
    assert!(failure.error.to_string().len() < 100);
    assert_eq!(failure.error.headers()["request-id"].len(), long.len());
}

#[test]
fn request_ids_that_are_none_are_passed_over() {
    for value in ["", ",, ,", "caf\u{e9}"] {
        let response = with("Request-Id", value);
        assert_eq!(response.request_ids().len(), 1, "{value}");
    }
    let response = with("Request-Id", "a, ,b,");
    assert_eq!(response.request_ids()[..2], ["a", "b"]);
}

#[test]
fn a_tag_beyond_ascii_is_none_to_match_and_stays_reachable() {
    let response = with("ETag", "\"caf\u{e9}\"");
    assert_eq!(response.etag(), None);
    assert_eq!(
        response.headers()["etag"].as_bytes(),
        "\"caf\u{e9}\"".as_bytes()
    );
}

#[test]
fn warnings_beyond_ascii_are_told() {
    assert_eq!(
        with("X-Heroku-Warning", "caf\u{e9}").warnings(),
        ["caf\u{e9}"]
    );
    let warnings = post(with_lines(b"Warning-Message: caf\xe9\r\n")).response();
    assert_eq!(warnings.warnings(), ["caf\u{fffd}"]);
}

#[test]
fn an_empty_next_range_ends_a_list() {
    for value in ["", " ", "\t"] {
        let headers = [("Next-Range", value)];
        let page = list(Step::answer("200 OK", &headers, format!("[{APP}]"))).response();
        assert!(!page.value().has_more());
    }
}

#[test]
fn a_next_range_with_control_characters_is_no_answer() {
    is_no_answer(b"Next-Range: id ]a\x01..\r\n");
    is_no_answer(b"Next-Range: id ]a\rX: ..\r\n");
}

#[test]
fn a_next_range_beyond_ascii_goes_back_as_it_came() {
    let more = [("Next-Range", "name ]caf\u{e9}..")];
    assert_eq!(ranges(&more), ["name ]caf\u{e9}.."]);
}

#[test]
fn a_next_range_in_no_known_charset_does_not_end_a_list() {
    let head = b"HTTP/1.1 206 Partial Content\r\nNext-Range: name ]caf\xe9..\r\n";
    let bytes = [&head[..], b"Content-Length: 2\r\n\r\n[]"].concat();
    let page = list(Step::write(bytes)).response();
    assert_eq!(
        page.value().next().map(Cursor::as_str),
        Some("name ]caf\u{fffd}..")
    );
}

#[test]
fn a_next_range_of_10_kilobytes_goes_back_as_it_came() {
    let long = format!("id ]{}..", "x".repeat(10 * 1024));
    assert_eq!(ranges(&[("Next-Range", &long)]), [long]);
}

#[test]
fn the_same_next_range_again_ends_a_list_with_an_error() {
    let headers = [("Next-Range", "id ]a..")];
    let server = Server::new([Step::answer(
        "206 Partial Content",
        &headers,
        format!("[{APP}]"),
    )]);
    let results: Vec<_> = server.client().list(AppList::new()).collect();
    assert_eq!(results.len(), 3);
    assert!(results[..2].iter().all(Result::is_ok));
    let error = results[2].as_ref().expect_err("a circle");
    assert_eq!(error.kind(), ErrorKind::Paging);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn what_is_pipelined_behind_an_answer_is_not_taken_for_the_next() {
    let smuggled = answer("200 OK", &[], r#"{"name":"smuggled"}"#);
    for garbage in [smuggled.as_slice(), b"garbage", b"\r\n\r\n"] {
        let mut bytes = answer("200 OK", &[], APP);
        bytes.extend_from_slice(garbage);
        let server = Server::new([Step::write(bytes), Step::answer("200 OK", &[], APP)]);
        let client = server.client();
        for _ in 0..2 {
            let app = client.send(AppInfo::new("example")).expect("an app");
            assert_eq!(app.name, "example");
        }
        assert_eq!(server.requests().len(), 2);
    }
}

/// The ranges that a list asks for behind a first page with these headers.
fn ranges(headers: &[(&str, &str)]) -> Vec<String> {
    let page =
        |headers: &[(&str, &str)]| Step::answer("206 Partial Content", headers, format!("[{APP}]"));
    let server = Server::new([page(headers), page(&[])]);
    let apps: Result<Vec<_>, _> = server.client().list(AppList::new()).collect();
    assert_eq!(apps.expect("two pages").len(), 2);
    let requests = server.requests();
    let ranges = requests
        .iter()
        .filter_map(|request| request.header("range"));
    ranges.map(str::to_owned).collect()
}
