//! Control over HTTP, for tests in other languages.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use common::{Answer, delete, get, patch, post, send_with, with_app};
use heroku_fake::{Fake, Fault};
use serde_json::{Value, json};

/// A request without what Heroku wants of requests.
fn plain(fake: &Fake, method: &str, path: &str, body: &str) -> Answer {
    let headers = [("accept", "none"), ("authorization", "none")];
    send_with(fake, method, path, &headers, body.to_owned())
}

fn with_headers(headers: &[(&str, &str)]) -> u16 {
    send_with(&Fake::new(), "GET", "/_fake/journal", headers, "")
        .status
        .as_u16()
}

#[track_caller]
fn refused(answer: Answer, field: &str) -> String {
    let body = answer.expect(422);
    assert_eq!(body["field"], field, "{body}");
    body["message"].as_str().expect("a message").to_owned()
}

/// The same, where it is no single field that is to blame.
#[track_caller]
fn refused_as_a_whole(answer: Answer) {
    let body = answer.expect(422);
    assert_eq!(body.get("field"), None, "{body}");
}

#[test]
fn the_root_tells_what_there_is() {
    let fake = Fake::new();
    let index = plain(&fake, "GET", "/_fake/", "").expect(200);
    let paths = index["paths"].as_array().expect("paths");
    for path in paths {
        let methods = path["methods"].to_string();
        let path = path["path"].as_str().expect("a path");
        if !path.contains('{') && path != "/_fake/events" && methods.contains("GET") {
            plain(&fake, "GET", path, "").expect(200);
        }
    }
    assert!(paths.len() >= 10);
}

#[test]
fn an_unknown_path_is_told_which_there_are() {
    let fake = Fake::new();
    let refused = plain(&fake, "GET", "/_fake/journals", "").expect(404);
    assert!(
        refused["paths"].to_string().contains("/_fake/journal"),
        "{refused}"
    );
    let answer = plain(&fake, "PUT", "/_fake/journal", "");
    assert_eq!(answer.header("allow"), "GET, DELETE");
    answer.expect(405);
}

#[test]
fn only_the_reserved_path_is_taken_from_the_api() {
    get(&Fake::new(), "/_fakes").refused(404, "not_found");
}

#[test]
fn the_journal_can_be_read_filtered_and_emptied() {
    let fake = with_app("my-app");
    get(&fake, "/apps/my-app");
    let other = [("authorization", "Bearer other")];
    send_with(&fake, "GET", "/apps", &other, "");
    let count = |query: &str| {
        let journal = plain(&fake, "GET", &format!("/_fake/journal?{query}"), "").expect(200);
        journal["entries"].as_array().expect("entries").len()
    };
    assert_eq!(
        (count(""), count("after=1"), count("operation=AppInfo")),
        (3, 2, 1)
    );
    let world = fake.received()[0].world().to_owned();
    assert_eq!(count(&format!("world={world}&after=1")), 1);
    plain(&fake, "DELETE", "/_fake/journal", "").expect(204);
    assert_eq!(count(""), 0);
}

#[test]
fn a_question_that_makes_no_sense_names_its_parameter() {
    let fake = Fake::new();
    refused(plain(&fake, "GET", "/_fake/journal?after=x", ""), "after");
    refused(plain(&fake, "GET", "/_fake/journal?since=1", ""), "since");
    let message = refused(
        plain(&fake, "GET", "/_fake/journal?operation=AppInf", ""),
        "operation",
    );
    assert!(message.contains("`AppInfo`"), "{message}");
    let message = refused(
        plain(&fake, "GET", "/_fake/journal?operation=DynoNope", ""),
        "operation",
    );
    assert!(message.contains("perhaps `Dyno"), "{message}");
    for world in ["", "none", "DEADBEEF", "deadbeef0"] {
        let path = format!("/_fake/journal?world={world}");
        let message = refused(plain(&fake, "GET", &path, ""), "world");
        assert!(message.contains("/_fake/worlds"), "{message}");
    }
    plain(&fake, "GET", "/_fake/journal/7", "").expect(404);
}

#[test]
fn control_is_neither_noted_nor_struck() {
    let fake = Fake::new();
    fake.inject(Fault::everywhere().status(500))
        .expect("it makes sense");
    plain(&fake, "GET", "/_fake/faults", "").expect(200);
    assert!(fake.received().is_empty());
    assert_eq!(fake.faults()[0].seen(), 0);
}

#[test]
fn a_fault_is_injected_looked_at_and_ended() {
    let fake = with_app("my-app");
    let fault = json!({
        "operation": "AppInfo", "first": 2, "key": "test-token", "status": 503,
        "error": { "id": "down", "message": "No." }, "headers": { "retry-after": "1" },
    });
    let made = plain(&fake, "POST", "/_fake/faults", &fault.to_string()).expect(201);
    assert_eq!(
        (&made["id"], &made["fired"], &made["status"]),
        (&json!(1), &json!(0), &json!(503))
    );
    assert!(!made.to_string().contains("test-token"), "{made}");
    let answer = get(&fake, "/apps/my-app");
    assert_eq!(answer.header("retry-after"), "1");
    answer.refused(503, "down");
    assert_eq!(
        plain(&fake, "GET", "/_fake/faults/1", "").expect(200)["fired"],
        1
    );
    plain(&fake, "DELETE", "/_fake/faults/1", "").expect(204);
    get(&fake, "/apps/my-app").expect(200);
    plain(&fake, "DELETE", "/_fake/faults/1", "").expect(404);
    plain(&fake, "GET", "/_fake/faults/1", "").expect(404);
}

#[test]
fn all_faults_end_at_once() {
    let fake = Fake::new();
    for fault in [r#"{"nth":2,"reset":"before"}"#, r#"{"reset":"before"}"#] {
        plain(&fake, "POST", "/_fake/faults", fault).expect(201);
    }
    plain(&fake, "DELETE", "/_fake/faults", "").expect(204);
    assert!(fake.faults().is_empty());
}

#[test]
fn a_fault_over_http_is_the_same_as_in_rust() {
    let of_json = |fault: Value| {
        let fake = Fake::new();
        plain(&fake, "POST", "/_fake/faults", &fault.to_string()).expect(201);
        fake.faults()[0].fault().clone()
    };
    let ms = std::time::Duration::from_millis;
    for (sent, meant) in [
        (
            json!({ "operation": "AppInfo", "nth": 3, "status": 500 }),
            Fault::on("AppInfo").nth(3).status(500),
        ),
        (
            json!({ "method": "GET", "path": "/apps/{app}", "delay_ms": 250, "times": 2 }),
            Fault::on_path("GET", "/apps/{app}").delay(ms(250)).times(2),
        ),
        (
            json!({ "probability": 0.5, "seed": 7, "reset": "after", "key": "a" }),
            Fault::everywhere()
                .with_probability(0.5)
                .seed(7)
                .reset_after()
                .for_key("a"),
        ),
        (
            json!({ "truncate": 5, "nulls": true, "missing": ["a", "b"] }),
            Fault::everywhere()
                .truncate(5)
                .nulls()
                .missing("a")
                .missing("b"),
        ),
        (
            json!({ "alien_enums": true, "unknown_fields": true, "missing": "a" }),
            Fault::everywhere()
                .alien_enums()
                .unknown_fields()
                .missing("a"),
        ),
        (json!({ "body": "html" }), Fault::everywhere().html()),
        (json!({ "body": "empty" }), Fault::everywhere().empty_body()),
    ] {
        assert_eq!(of_json(sent.clone()), meant, "{sent}");
    }
}

#[test]
fn a_fault_that_makes_no_sense_is_refused_by_the_name_of_its_field() {
    let fake = Fake::new();
    for (fault, field) in [
        (json!({ "operation": "AppInf", "status": 500 }), "operation"),
        (json!({ "operation": 1, "status": 500 }), "operation"),
        (json!({ "statsu": 500 }), "statsu"),
        (json!({ "path": "/apps", "status": 500 }), "method"),
        (json!({ "method": "GET", "status": 500 }), "path"),
        (
            json!({ "operation": "AppInfo", "path": "/", "status": 500 }),
            "operation",
        ),
        (json!({ "key": "a", "world": "b", "status": 500 }), "key"),
        (json!({ "nth": -1, "status": 500 }), "nth"),
        (json!({ "status": 70_000 }), "status"),
        (json!({ "status": "500" }), "status"),
        (json!({ "delay_ms": -1 }), "delay_ms"),
        (json!({ "reset": "now" }), "reset"),
        (json!({ "body": "none" }), "body"),
        (json!({ "headers": [] }), "headers"),
        (json!({ "missing": [1] }), "missing"),
        (json!({ "nulls": "yes" }), "nulls"),
        (json!({ "error": "rate_limit" }), "error"),
        (
            json!({ "method": "GET", "path": "/app", "status": 500 }),
            "path",
        ),
        (
            json!({ "method": "PUT", "path": "/apps", "status": 500 }),
            "method",
        ),
        (json!({ "probability": 0, "status": 500 }), "probability"),
        (json!({ "first": 0, "status": 500 }), "first"),
        (json!({ "world": "b", "status": 500 }), "world"),
        (
            json!({ "headers": { "Content-Length": "5" } }),
            "headers.Content-Length",
        ),
    ] {
        refused(
            plain(&fake, "POST", "/_fake/faults", &fault.to_string()),
            field,
        );
    }
    for fault in [json!({ "nth": 1, "first": 1, "status": 500 }), json!({})] {
        refused_as_a_whole(plain(&fake, "POST", "/_fake/faults", &fault.to_string()));
    }
    for body in ["", "[]", "{"] {
        plain(&fake, "POST", "/_fake/faults", body).expect(400);
    }
    assert!(fake.faults().is_empty());
}

#[test]
fn worlds_are_told_by_ids_and_counts() {
    let fake = with_app("my-app");
    let worlds = plain(&fake, "GET", "/_fake/worlds", "").expect(200);
    let world = &worlds["worlds"][0];
    assert_eq!(world["id"], fake.received()[0].world());
    assert_eq!(world["counts"]["app"], 1);
    assert!(!worlds.to_string().contains("test-token"));
}

#[test]
fn the_apps_of_a_world_are_shown_with_what_belongs_to_them() {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    let id = fake.received()[0].world().to_owned();
    let world = plain(&fake, "GET", &format!("/_fake/worlds/{id}"), "").expect(200);
    let apps = world["apps"].as_array().expect("apps");
    assert_eq!((apps.len(), &apps[0]["app"]["name"]), (2, &json!("my-app")));
    assert_eq!(apps[0]["releases"][0]["version"], 1);
    for part in ["addons", "config", "domains", "dynos", "formation"] {
        assert!(apps[0][part].is_array(), "{part}");
    }
    let world = plain(&fake, "GET", &format!("/_fake/worlds/{id}?name=oth"), "").expect(200);
    assert_eq!(world["apps"].as_array().map(Vec::len), Some(1));
    plain(&fake, "GET", "/_fake/worlds/00000000", "").expect(404);
}

#[test]
fn of_config_vars_only_the_names_are_shown() {
    let fake = with_app("my-app");
    let vars = json!({ "DATABASE_URL": "hidden", "LOG_LEVEL": "hidden" });
    patch(&fake, "/apps/my-app/config-vars", vars).expect(200);
    let id = fake.received()[0].world().to_owned();
    let world = plain(&fake, "GET", &format!("/_fake/worlds/{id}"), "").expect(200);
    assert_eq!(
        world["apps"][0]["config"],
        json!(["DATABASE_URL", "LOG_LEVEL"])
    );
    assert!(!world.to_string().contains("hidden"), "{world}");
}

#[test]
fn looking_at_a_world_changes_nothing() {
    let fake = with_app("my-app");
    let before = fake.snapshot();
    let id = fake.received()[0].world().to_owned();
    for path in ["", "clock", "worlds", "journal", &format!("worlds/{id}")] {
        plain(&fake, "GET", &format!("/_fake/{path}"), "").expect(200);
    }
    assert_eq!(fake.snapshot(), before);
}

#[test]
fn time_can_be_moved_and_let_run() {
    let fake = with_app("my-app");
    let id = fake.received()[0].world().to_owned();
    let now = |clock: &Value| clock["worlds"][&id].as_str().expect("a time").to_owned();
    let before = now(&plain(&fake, "GET", "/_fake/clock", "").expect(200));
    let after = plain(&fake, "PATCH", "/_fake/clock", r#"{"advance_seconds": 60}"#).expect(200);
    let time = |text: String| text.parse::<jiff::Timestamp>().expect("a time").as_second();
    assert_eq!(time(now(&after)) - time(before), 60);
    let running = plain(&fake, "PATCH", "/_fake/clock", r#"{"real_time": true}"#).expect(200);
    assert_eq!(running["real_time"], true);
}

#[test]
fn a_clock_that_makes_no_sense_names_its_field() {
    let fake = Fake::new();
    for (body, field) in [
        (r#"{"advance_seconds": -1}"#, "advance_seconds"),
        (r#"{"advance_seconds": "60"}"#, "advance_seconds"),
        (r#"{"advance_seconds": 1e300}"#, "advance_seconds"),
        (r#"{"real_time": 1}"#, "real_time"),
        (r#"{"advance": 1}"#, "advance"),
        ("{}", "advance_seconds"),
    ] {
        refused(plain(&fake, "PATCH", "/_fake/clock", body), field);
    }
}

#[test]
fn the_state_goes_out_and_comes_back() {
    let fake = with_app("my-app");
    let state = plain(&fake, "GET", "/_fake/state", "").expect(200);
    delete(&fake, "/apps/my-app").expect(200);
    plain(&fake, "PUT", "/_fake/state", &state.to_string()).expect(204);
    get(&fake, "/apps/my-app").expect(200);
    plain(&fake, "PUT", "/_fake/state", "{}").expect(400);
    get(&fake, "/apps/my-app").expect(200);
}

#[test]
fn other_names_of_this_machine_and_other_sites_have_no_access() {
    for host in [
        "127.0.0.1:4567",
        "localhost:4567",
        "LOCALHOST",
        "[::1]:4567",
    ] {
        assert_eq!(with_headers(&[("host", host)]), 200, "{host}");
    }
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "api.heroku.com",
        "localhost.evil.example:1",
    ] {
        assert_eq!(with_headers(&[("host", host)]), 403, "{host}");
    }
    let own = ("host", "127.0.0.1:4567");
    assert_eq!(
        with_headers(&[own, ("origin", "http://127.0.0.1:4567")]),
        200
    );
    for origin in [
        "http://evil.example",
        "null",
        "http://127.0.0.1:4568",
        "http://127.0.0.1:4567.evil.example",
    ] {
        assert_eq!(with_headers(&[own, ("origin", origin)]), 403, "{origin}");
    }
    assert_eq!(with_headers(&[own, ("sec-fetch-site", "cross-site")]), 403);
}

#[test]
fn answers_tell_no_other_site_that_it_may_read_them() {
    let answer = plain(&Fake::new(), "GET", "/_fake/journal", "");
    let mut names = answer.headers.keys();
    assert!(names.all(|name| !name.as_str().starts_with("access-control")));
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[test]
fn events_tell_what_was_and_what_comes() {
    let fake = with_app("my-app");
    let server = fake.serve().expect("a free port");
    let mut stream = TcpStream::connect(server.address()).expect("it listens");
    let request = format!(
        "GET /_fake/events HTTP/1.1\r\nHost: {}\r\n\r\n",
        server.address()
    );
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut lines = BufReader::new(stream).lines();
    let mut next = |start: &str| {
        let mut lines = lines.by_ref().map(|line| line.expect("the stream goes on"));
        lines
            .find(|line| line.starts_with(start))
            .expect("such a line")
    };
    next("content-type: text/event-stream");
    next("event: hello");
    next("id: 1");
    assert!(next("data: ").contains("AppCreate"));
    get(&fake, "/apps/my-app?secret=hidden");
    assert_eq!(next("id: "), "id: 2");
    let told = next("data: ");
    assert!(
        told.contains("AppInfo") && !told.contains("hidden"),
        "{told}"
    );
    fake.clear_received();
    next("event: cleared");
}

#[test]
fn a_listener_that_comes_again_gets_what_it_missed_only() {
    let fake = with_app("my-app");
    patch(&fake, "/apps/my-app", json!({ "maintenance": true }));
    let request = http::Request::get("/_fake/events").header("last-event-id", "1");
    let request = request.body(bytes::Bytes::new()).expect("well formed");
    let events = fake.handle(request).into_body();
    let events = String::from_utf8_lossy(&events);
    assert!(
        events.contains("id: 2\n") && !events.contains("id: 1\n"),
        "{events}"
    );
}
