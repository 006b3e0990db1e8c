//! Refusals, and the headers that every answer has.

mod common;

use std::io::Read;

use bytes::Bytes;
use common::{get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use http::Request;
use serde_json::{Value, json};

#[test]
fn unknown_routes_are_not_found() {
    let fake = with_app("my-app");
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/nonsense"),
        ("GET", "/apps/"),
        ("GET", "/apps/my-app/"),
        ("GET", "//apps"),
        ("PUT", "/apps/my-app"),
        ("DELETE", "/apps"),
        ("BREW", "/apps"),
    ] {
        let answer = send_with(&fake, method, path, &[], "");
        answer.refused(404, "not_found");
    }
}

#[test]
fn the_version_must_be_three() {
    let fake = Fake::new();
    for accept in [
        "none",
        "*/*",
        "application/json",
        "application/vnd.heroku+json; version=2",
    ] {
        send_with(&fake, "GET", "/apps", &[("accept", accept)], "").refused(406, "not_acceptable");
    }
    for word in ["", ".sdk", ".webhooks", ".docker-releases"] {
        let accept = format!("application/vnd.heroku+json; version=3{word}");
        send_with(&fake, "GET", "/apps", &[("accept", &accept)], "").expect(200);
    }
}

#[test]
fn credentials_are_needed() {
    let fake = Fake::new();
    for credentials in ["none", "Bearer", "Basic dXNlcjo=", "Basic ***", "Digest x"] {
        let headers = [("authorization", credentials)];
        send_with(&fake, "GET", "/apps", &headers, "").refused(401, "unauthorized");
    }
    for credentials in ["Bearer x", "Basic OnRva2Vu", "Basic dXNlcjp0b2tlbg=="] {
        send_with(&fake, "GET", "/apps", &[("authorization", credentials)], "").expect(200);
    }
}

#[test]
fn a_body_must_be_a_json_object() {
    let fake = with_app("my-app");
    for body in [
        "{",
        "[]",
        "\"text\"",
        "null",
        "name=my-app",
        "{\"name\": }",
        "\u{0}",
    ] {
        send_with(&fake, "POST", "/apps", &[], body).refused(400, "bad_request");
    }
    send_with(&fake, "POST", "/apps", &[], " \r\n").expect(201);
    send_with(&fake, "GET", "/apps", &[], "not read").expect(200);
}

#[test]
fn a_refused_field_is_named_and_its_value_is_not() {
    let fake = with_app("my-app");
    let secret = "hunter2";
    for (path, body, field) in [
        ("/apps", json!({ "name": { "deep": secret } }), "`name`"),
        ("/apps", json!({ "region": null }), "`region`"),
        (
            "/apps/my-app/dynos",
            json!({ "attach": secret, "command": "x" }),
            "`attach`",
        ),
        (
            "/apps/my-app/dynos",
            json!({ "env": { "A": [secret] }, "command": "x" }),
            "`env.A`",
        ),
        (
            "/apps/my-app/collaborators",
            json!({ "silent": true }),
            "`user`",
        ),
        (
            "/pipeline-couplings",
            json!({ "app": "a", "pipeline": "p", "stage": secret }),
            "`stage`",
        ),
    ] {
        let message = post(&fake, path, body).refused(422, "invalid_params");
        assert!(message.contains(field), "{message}");
        assert!(!message.contains(secret), "{message}");
    }
    let updates = json!({ "updates": [{ "type": "web", "colour": secret }] });
    let message = patch(&fake, "/apps/my-app/formation", updates).refused(422, "invalid_params");
    assert!(
        message.contains("updates[0].colour") && !message.contains(secret),
        "{message}"
    );
}

#[test]
fn every_answer_has_the_usual_headers() {
    let fake = with_app("my-app");
    for answer in [
        get(&fake, "/apps"),
        get(&fake, "/apps/my-app"),
        get(&fake, "/nonsense"),
        send_with(&fake, "GET", "/apps", &[("authorization", "none")], ""),
        send_with(&fake, "GET", "/apps", &[("accept", "none")], ""),
        send_with(&fake, "POST", "/apps", &[], "nonsense"),
    ] {
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("cache-control"), "private, no-cache");
        assert_eq!(answer.header("ratelimit-multiplier"), "1");
        assert_eq!(answer.header("oauth-scope"), "global");
        assert_eq!(answer.header("vary"), "Authorization,Accept-Encoding");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("etag").len(), 34);
        assert!(answer.header("last-modified").ends_with(" GMT"));
        answer
            .header("ratelimit-remaining")
            .parse::<u32>()
            .expect("a number");
        for name in ["oauth-scope-accepted", "request-id", "x-runtime"] {
            assert!(!answer.header(name).is_empty(), "{name}");
        }
    }
}

#[test]
fn equal_answers_have_equal_tags() {
    let fake = with_app("my-app");
    let tag = || get(&fake, "/apps/my-app").header("etag").to_owned();
    let before = tag();
    assert_eq!(tag(), before);
    patch(&fake, "/apps/my-app", json!({ "maintenance": true })).expect(200);
    assert_ne!(tag(), before);
}

#[test]
fn request_ids_come_back_behind_our_own() {
    let fake = Fake::new();
    let own = get(&fake, "/apps").header("request-id").to_owned();
    assert_eq!(own.len(), 36);
    let answer = send_with(&fake, "GET", "/apps", &[("request-id", "one,two")], "");
    let ids: Vec<_> = answer.header("request-id").split(',').collect();
    assert_eq!(ids[1..], ["one", "two"]);
    assert_ne!(ids[0], own);
}

#[test]
fn the_rate_limit_counts_down_and_is_told_for_free() {
    let fake = Fake::new();
    let left = |path| get(&fake, path).header("ratelimit-remaining").to_owned();
    assert_eq!(
        [left("/apps"), left("/apps"), left("/nonsense")],
        ["4499", "4498", "4497"]
    );
    let told = get(&fake, "/account/rate-limits").expect(200);
    assert_eq!(told, json!({ "remaining": 4497 }));
    for _ in 0..60 {
        left("/apps");
    }
    // Without a refill, 61 more requests would have left 4436.
    assert!(left("/apps").parse::<u32>().expect("a number") > 4490);
}

#[test]
fn long_answers_are_compressed_for_those_who_ask() {
    let fake = Fake::new();
    fake.seed_apps(20);
    let request = |coding: &str| {
        let request = Request::get("/apps")
            .header("accept", "application/vnd.heroku+json; version=3")
            .header("authorization", "Bearer test-token")
            .header("accept-encoding", coding)
            .body(Bytes::new())
            .expect("well formed");
        fake.handle(request)
    };
    let plain = request("br, gzip;q=0");
    assert!(!plain.headers().contains_key("content-encoding"));
    let packed = request("deflate, gzip");
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let mut text = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(packed.body().as_ref());
    decoder.read_to_end(&mut text).expect("the answer is gzip");
    assert_eq!(text, plain.body().as_ref());
    assert!(packed.body().len() * 2 < text.len());
}

#[test]
fn head_answers_like_get_without_a_body() {
    let fake = with_app("my-app");
    let (head, full) = (
        send_with(&fake, "HEAD", "/apps", &[], ""),
        get(&fake, "/apps"),
    );
    assert_eq!((head.status, head.body), (full.status, Value::Null));
    assert_eq!(head.headers["etag"], full.headers["etag"]);
}

#[test]
fn the_journal_keeps_requests_but_no_credentials() {
    let fake = Fake::new();
    let headers = [("x-custom", "kept"), ("authorization", "Bearer hunter2")];
    send_with(&fake, "POST", "/apps?a=b", &headers, "{}").expect(201);
    let received = fake.received();
    let [request] = received.as_slice() else {
        panic!("one request was sent")
    };
    assert_eq!(
        (request.method().as_str(), request.path()),
        ("POST", "/apps")
    );
    assert_eq!((request.query(), request.body()), (Some("a=b"), &b"{}"[..]));
    assert_eq!(request.header("x-custom"), Some("kept"));
    assert!(!format!("{:?} {request:?} {fake:?}", request.headers()).contains("hunter2"));
}

#[test]
fn what_is_secret_in_a_path_is_not_shown() {
    let fake = Fake::new();
    let path = "/password-resets/hunter2/actions/finalize";
    let body = json!({ "password": "hunter2", "password_confirmation": "hunter2" });
    post(&fake, path, body);
    let shown = format!("{:?}", fake.received());
    assert!(
        shown.contains("password") && !shown.contains("hunter2"),
        "{shown}"
    );
}

#[test]
fn parameters_are_checked_where_they_are_known() {
    let fake = Fake::new();
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let usage = "/teams/our-team/usage/daily";
    get(&fake, usage).refused(422, "invalid_params");
    for query in [
        "start=yesterday",
        "start=2026-01-01&end=2026",
        "start=2026-01-01%20",
    ] {
        let message = get(&fake, &format!("{usage}?{query}")).refused(422, "invalid_params");
        assert!(!message.contains("yesterday"), "{message}");
    }
    for query in [
        "start=2026-01-01",
        "start=2026%2D01-01&color=red&end=",
        "&=&start=2026-01-01",
    ] {
        get(&fake, &format!("{usage}?{query}")).expect(200);
    }
    let accept = [("accept", "application/vnd.heroku+json; version=3.sdk")];
    let app = post(&fake, "/apps", json!({})).expect(201);
    let history = format!(
        "/resource/{}/usage-history",
        app["id"].as_str().expect("an id")
    );
    let ask = |query: &str| send_with(&fake, "GET", &format!("{history}?{query}"), &accept, "");
    ask("duration=P3D").expect(200);
    let message = ask("duration=P9Y").refused(422, "invalid_params");
    assert!(message.contains("`duration`"), "{message}");
}
