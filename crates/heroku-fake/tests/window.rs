//! The window: a page for a browser at the root.

mod common;

use bytes::Bytes;
use common::{get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use http::{Request, Response};
use serde_json::json;

fn browse(fake: &Fake, headers: &[(&str, &str)]) -> Response<Bytes> {
    let mut request = Request::get("/").header("accept", "text/html,application/xhtml+xml,*/*");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    fake.handle(request.body(Bytes::new()).expect("well formed"))
}

fn page() -> String {
    let answer = browse(&Fake::new(), &[("host", "127.0.0.1:4567")]);
    assert_eq!(answer.status(), 200);
    String::from_utf8(answer.into_body().to_vec()).expect("text")
}

#[test]
fn a_browser_gets_the_page_and_the_journal_no_entry() {
    let fake = Fake::new();
    let answer = browse(&fake, &[]);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    assert!(fake.received().is_empty());
}

#[test]
fn who_asks_for_no_html_gets_what_the_api_has_there() {
    get(&Fake::new(), "/").refused(404, "not_found");
}

#[test]
fn the_page_is_for_this_machine_only() {
    let answer = browse(&Fake::new(), &[("host", "evil.example:4567")]);
    assert_eq!(answer.status(), 403);
}

#[test]
fn the_page_may_load_nothing_from_elsewhere_and_stand_in_no_frame() {
    let answer = browse(&Fake::new(), &[]);
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .expect("text");
    for rule in [
        "default-src 'none'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
}

#[test]
fn the_page_needs_no_other_file() {
    let page = page();
    for sign in ["src=", "@import", "url(", "<link rel=\"stylesheet\""] {
        assert!(!page.contains(sign), "{sign}");
    }
}

#[test]
fn the_page_writes_what_it_is_told_as_text_only() {
    let page = page();
    for way in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "DOMParser",
    ] {
        assert!(!page.contains(way), "{way}");
    }
}

#[test]
fn hostile_texts_reach_the_page_as_json_that_no_browser_takes_for_html() {
    let fake = with_app("my-app");
    let hostile = "<script>alert(1)</script>";
    patch(&fake, "/apps/my-app/config-vars", json!({ hostile: "x" }));
    post(&fake, "/apps", json!({ "name": hostile })).expect(422);
    let answer = send_with(&fake, "GET", "/_fake/journal/3", &[], "");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.expect(200)["request"]["body"]["name"], hostile);
}
