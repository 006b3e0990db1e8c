//! Charsets and compressions, asked for or not.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use heroku::ErrorKind;
use heroku::app::AppInfo;

use crate::ask::{call_by, get, list, post};
use crate::step::Step;

const APP: &str = r#"{"name":"example"}"#;

fn gzip(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_ref()).expect("room");
    encoder.finish().expect("room")
}

fn encoded(encoding: &str, body: impl AsRef<[u8]>) -> Step {
    Step::answer("200 OK", &[("Content-Encoding", encoding)], body)
}

#[test]
fn a_byte_order_mark_before_json_is_no_matter() {
    let step = Step::answer("200 OK", &[], format!("\u{feff}{APP}"));
    let response = get(step).response();
    assert_eq!(response.value().name, "example");
    assert!(response.body().starts_with(b"\xEF\xBB\xBF"));
    let step = Step::answer("200 OK", &[], format!("\u{feff}[{APP}]"));
    assert_eq!(list(step).response().value()[0].name, "example");
}

#[test]
fn a_byte_order_mark_alone_is_an_empty_answer() {
    let failure = get(Step::answer("200 OK", &[], "\u{feff}\r\n")).error();
    failure
        .is(ErrorKind::Decode, 200, "\u{feff}\r\n")
        .says("the answer is empty");
    let page = list(Step::answer("200 OK", &[], "\u{feff}null")).response();
    assert!(page.value().is_empty());
}

#[test]
fn a_byte_order_mark_does_not_shift_the_place_of_an_error() {
    let body = "\u{feff}{\"id\":\"1\",\"owner\":{\"email\":[]}}";
    let failure = get(Step::answer("200 OK", &[], body)).error();
    assert_eq!(failure.error.json_path(), Some("owner.email"));
}

#[test]
fn a_byte_order_mark_before_an_error_is_no_matter() {
    let body = "\u{feff}{\"id\":\"forbidden\",\"message\":\"No.\"}";
    let failure = get(Step::answer("403 Forbidden", &[], body)).error();
    failure
        .is(ErrorKind::Api, 403, body)
        .says("403 forbidden: No.");
}

#[test]
fn an_answer_in_utf_16_is_kept() {
    let body: Vec<u8> = format!("\u{feff}{APP}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let headers = [("Content-Type", "application/json; charset=utf-16")];
    let failure = get(Step::answer("200 OK", &headers, &body)).error();
    failure
        .is(ErrorKind::Decode, 200, body)
        .says("charset=utf-16");
}

#[test]
fn an_answer_in_latin_1_is_kept() {
    let body = b"{\"name\":\"caf\xE9\"}";
    let headers = [("Content-Type", "application/json; charset=iso-8859-1")];
    let failure = get(Step::answer("200 OK", &headers, body)).error();
    failure
        .is(ErrorKind::Decode, 200, body)
        .says("charset=iso-8859-1");
}

#[test]
fn a_compression_nobody_asked_for_is_named_and_kept() {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(APP.as_bytes()).expect("room");
    let deflated = encoder.finish().expect("room");
    let brotli = b"\x0b\x08\x80{\"name\":\"example\"}\x03".to_vec();
    for (encoding, body) in [("br", brotli), ("deflate", deflated)] {
        let step = Step::answer("201 Created", &[("Content-Encoding", encoding)], &body);
        let failure = post(step).error();
        failure
            .is(ErrorKind::Decode, 201, body)
            .says(&format!("its content encoding is {encoding}"))
            .took_effect(1);
    }
}

#[test]
fn an_error_in_a_compression_nobody_asked_for_keeps_its_status_and_bytes() {
    let step = Step::answer(
        "404 Not Found",
        &[("Content-Encoding", "br")],
        b"\x0b\x08\x80",
    );
    let failure = get(step).error();
    failure.is(ErrorKind::Api, 404, b"\x0b\x08\x80");
    assert_eq!(failure.error.headers()["content-encoding"], "br");
}

#[test]
fn no_compression_by_another_name_is_read() {
    for encoding in ["identity", "br", ""] {
        assert_eq!(
            get(encoded(encoding, APP)).response().value().name,
            "example"
        );
    }
}

#[test]
fn gzip_is_read_under_both_its_names_and_in_any_case() {
    for encoding in ["gzip", "x-gzip", "GZIP", " gzip "] {
        let response = get(encoded(encoding, gzip(APP))).response();
        assert_eq!(response.value().name, "example");
        assert_eq!(response.body().as_ref(), APP.as_bytes());
        assert!(!response.headers().contains_key("content-encoding"));
    }
}

#[test]
fn an_answer_that_only_says_it_is_gzip_is_read_as_it_is() {
    assert_eq!(get(encoded("gzip", APP)).response().value().name, "example");
    let failure = get(encoded("gzip", "<html>")).error();
    failure
        .is(ErrorKind::Decode, 200, "<html>")
        .says("its content encoding is gzip");
}

#[test]
fn an_empty_body_that_says_it_is_gzip_is_empty() {
    get(encoded("gzip", ""))
        .error()
        .is(ErrorKind::Decode, 200, "")
        .says("the answer is empty");
}

#[test]
fn gzip_that_breaks_off_is_an_answer_that_broke_off() {
    let whole = gzip(APP);
    for length in [4, 12, whole.len() - 9, whole.len() - 1] {
        let body = &whole[..length];
        let step = Step::answer("201 Created", &[("Content-Encoding", "gzip")], body);
        let failure = post(step).error();
        failure
            .is(ErrorKind::Body, 201, body)
            .says("the answer broke off")
            .took_effect(1);
    }
}

#[test]
fn gzip_with_a_wrong_checksum_is_an_answer_that_broke_off() {
    let mut body = gzip(APP);
    let checksum = body.len() - 8;
    body[checksum] ^= 0xff;
    let step = Step::answer("201 Created", &[("Content-Encoding", "gzip")], &body);
    let failure = post(step).error();
    failure.is(ErrorKind::Body, 201, body).took_effect(1);
}

#[test]
fn gzip_in_several_members_is_one_text() {
    let (one, other) = APP.split_at(7);
    let body = [gzip(one), gzip(""), gzip(other)].concat();
    assert_eq!(
        get(encoded("gzip", body)).response().value().name,
        "example"
    );
}

#[test]
fn what_follows_gzip_and_is_none_is_let_go() {
    for tail in [&b"\0\0\0\0"[..], b"garbage", b"\x1f", b"\r\n"] {
        let body = [&gzip(APP), tail].concat();
        assert_eq!(
            get(encoded("gzip", body)).response().value().name,
            "example"
        );
    }
}

#[test]
fn gzip_bombs_are_given_up_at_the_limit() {
    let member = gzip(vec![b' '; 4 << 20]);
    let many = gzip(vec![b' '; 60_000]).repeat(70);
    assert!(member.len() < 10_000 && many.len() < 10_000);
    for body in [member, many] {
        let outcome = call_by(encoded("gzip", body), AppInfo::new("example"), |builder| {
            builder.max_body(100_000)
        });
        let failure = outcome.error();
        assert_eq!(failure.error.kind(), ErrorKind::Body);
        assert!(failure.error.body().len() <= 100_000);
        failure.says("the answer is larger than the client takes");
    }
}

#[test]
fn the_limit_holds_for_the_text_of_gzip_to_the_byte() {
    let limited = |limit| {
        let step = encoded("gzip", gzip(format!("{APP}{}", " ".repeat(1000))));
        call_by(step, AppInfo::new("example"), |builder| {
            builder.max_body(limit)
        })
    };
    let length = APP.len() + 1000;
    assert_eq!(limited(length).response().body().len(), length);
    assert_eq!(limited(length - 1).error().error.kind(), ErrorKind::Body);
}
