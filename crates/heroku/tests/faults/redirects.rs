//! Redirects: followed where that is safe, and an error that says why where it is not.

use heroku::app::{App, AppCreate, AppInfo};
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Error, ErrorKind};

use crate::ask::{delete, get, post};
use crate::server::Server;
use crate::step::Step;

const APP: &str = r#"{"name":"example"}"#;

fn redirect(status: &str, location: &str) -> Step {
    Step::answer(status, &[("Location", location)], "")
}

/// Asks for an app that is somewhere else, and tells what was asked for then.
fn follow(location: &str) -> (Result<App, Error>, Vec<String>) {
    let steps = [
        redirect("302 Found", location),
        Step::answer("200 OK", &[], APP),
    ];
    let server = Server::new(steps);
    let result = server.client().send(AppInfo::new("example"));
    let requests = server.requests();
    let targets = requests.into_iter().map(|request| request.target);
    (result, targets.collect())
}

#[test]
fn every_redirect_of_a_question_on_the_same_origin_is_followed() {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let server = Server::new([
            redirect(status, "/apps/other"),
            Step::answer("200 OK", &[], APP),
        ]);
        let app = server
            .client()
            .send(AppInfo::new("example"))
            .expect("an app");
        assert_eq!(app.name, "example");
        let requests = server.requests();
        assert_eq!(requests[1].target, "/apps/other");
        assert_eq!(
            requests[1].header("authorization"),
            Some("Bearer canary-token")
        );
        assert_eq!(
            requests[1].header("request-id"),
            requests[0].header("request-id")
        );
    }
}

#[test]
fn relative_locations_are_resolved() {
    let cases = [
        ("other", "/apps/other"),
        ("./other", "/apps/other"),
        ("../teams/one", "/teams/one"),
        ("../../../x", "/x"),
        ("..", "/"),
        ("?a=b", "/apps/example?a=b"),
        ("other?next=../up", "/apps/other?next=../up"),
        ("/a/../b", "/b"),
        ("/apps/other#top", "/apps/other"),
        ("/go?to=https://example.com/", "/go?to=https://example.com/"),
        (
            "go?to=https://example.com/",
            "/apps/go?to=https://example.com/",
        ),
    ];
    for (location, target) in cases {
        let (result, targets) = follow(location);
        assert_eq!(targets, ["/apps/example", target], "{location}");
        assert_eq!(result.expect("an app").name, "example");
    }
}

#[test]
fn locations_that_are_nowhere_to_go_are_refused() {
    let locations = [
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:application/json,{}",
        "mailto:a@example.com",
        "http://user:password@127.0.0.1:1/",
        "http://",
        "http://[::1",
        "//",
        "/a b",
        "/\u{e9}",
        "",
    ];
    for location in locations {
        let failure = get(redirect("302 Found", location)).error();
        failure.is(ErrorKind::Redirect, 302, "");
        assert!(!failure.error.to_string().contains("password"));
    }
}

#[test]
fn a_redirect_without_a_location_says_so() {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let failure = post(Step::answer(status, &[], "")).error();
        let code = status[..3].parse().expect("a status");
        failure
            .is(ErrorKind::Redirect, code, "")
            .says("does not say where to")
            .took_effect(0);
    }
}

#[test]
fn statuses_that_only_resemble_a_redirect_are_not_followed() {
    for status in [300, 304, 305, 306, 399] {
        let step = redirect(&format!("{status} Elsewhere"), "/apps/other");
        get(step).error().is(ErrorKind::Api, status, "");
    }
}

#[test]
fn a_loop_ends_after_ten_redirects() {
    let server = Server::new([redirect("302 Found", "/apps/example")]);
    let error = server
        .client()
        .send(AppInfo::new("example"))
        .expect_err("a loop");
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(
        error.to_string().contains("more than 10 redirects"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 11);
}

#[test]
fn another_origin_gets_neither_credentials_nor_unknown_headers() {
    let elsewhere = Server::new([Step::answer("200 OK", &[], APP)]);
    let server = Server::new([redirect(
        "307 Temporary",
        &format!("{}/there?x=1", elsewhere.url()),
    )]);
    let builder = server.builder().header("X-Canary", "secret");
    let client = builder.build_blocking().expect("a client");
    client.send(AppInfo::new("example")).expect("an app");
    let request = &elsewhere.requests()[0];
    assert_eq!(request.target, "/there?x=1");
    let mut names: Vec<_> = request
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
    let own = &server.requests()[0];
    assert_eq!(own.header("x-canary"), Some("secret"));
}

#[test]
fn credentials_do_not_come_back_by_way_of_another_origin() {
    let server = Server::new([Step::answer("200 OK", &[], APP)]);
    let elsewhere = Server::new([redirect("302 Found", &format!("{}/back", server.url()))]);
    let first = Server::new([redirect("302 Found", &elsewhere.url())]);
    let app = first
        .client()
        .send(AppInfo::new("example"))
        .expect("an app");
    assert_eq!(app.name, "example");
    assert_eq!(elsewhere.requests()[0].header("authorization"), None);
    assert_eq!(server.requests()[0].header("authorization"), None);
}

#[test]
fn a_post_is_not_repeated_elsewhere() {
    let elsewhere = Server::new([Step::answer("201 Created", &[], APP)]);
    for (status, location) in [
        ("301 Moved", "/apps"),
        ("302 Found", "/apps"),
        ("307 Temporary", elsewhere.url().as_str()),
        ("308 Permanent", elsewhere.url().as_str()),
    ] {
        let failure = post(redirect(status, location)).error();
        let code = status[..3].parse().expect("a status");
        failure
            .is(ErrorKind::Redirect, code, "")
            .says("redirects")
            .took_effect(0);
        let failure = delete(redirect(status, location)).error();
        failure.is(ErrorKind::Redirect, code, "").took_effect(0);
    }
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn a_post_follows_307_and_308_on_the_same_origin_with_its_body() {
    for status in ["307 Temporary", "308 Permanent"] {
        let server = Server::new([
            redirect(status, "/v2/apps"),
            Step::answer("201 Created", &[], APP),
        ]);
        let request = AppCreate::new().name("example");
        server.client().send(request).expect("an app");
        let requests = server.requests();
        assert_eq!(
            (requests[1].method.as_str(), requests[1].target.as_str()),
            ("POST", "/v2/apps")
        );
        assert_eq!(requests[1].body, requests[0].body);
        assert!(!requests[1].body.is_empty());
        assert_eq!(server.effects(), 1);
    }
}

#[test]
fn a_303_turns_a_post_into_a_question() {
    let server = Server::new([
        redirect("303 See Other", "/apps/example"),
        Step::answer("200 OK", &[], APP),
    ]);
    server.client().send(AppCreate::new()).expect("an app");
    let requests = server.requests();
    assert_eq!(
        (requests[1].method.as_str(), requests[1].body.len()),
        ("GET", 0)
    );
    assert_eq!(requests[1].header("content-type"), None);
}

#[test]
fn https_is_never_left_for_http() {
    struct Downgrade;

    impl Transport for Downgrade {
        fn exchange(&self, request: http::Request<Body>) -> Exchange {
            assert_eq!(request.uri().scheme_str(), Some("https"));
            let mut answer = http::Response::new(Body::empty());
            *answer.status_mut() = http::StatusCode::FOUND;
            let to = http::HeaderValue::from_static("http://api.example.com/apps/example");
            answer.headers_mut().insert("location", to);
            Box::pin(async { Ok(answer) })
        }
    }

    let builder = heroku::Client::builder()
        .base_url("https://api.example.com")
        .token("canary-token")
        .transport(Downgrade);
    let client = builder.build_blocking().expect("a client");
    let error = client.send(AppInfo::new("example")).expect_err("no way");
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(
        error.to_string().contains("from https:// to http://"),
        "{error}"
    );
}
