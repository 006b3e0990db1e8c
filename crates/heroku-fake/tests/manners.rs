//! Refusals, and the headers that every answer has.

mod common;

use std::io::Read;

use bytes::Bytes;
use common::{get, patch, post, send_with, with_app};
use heroku_fake::{Fake, Fault};
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
fn what_is_of_another_form_is_told_the_right_one_in_words() {
    let fake = with_app("my-app");
    let refused = |answer: common::Answer| answer.refused(422, "invalid_params");
    let message = refused(post(&fake, "/apps", json!({ "name": "My_App" })));
    let words = "3 to 30 lower-case letters, digits and dashes, starting with a letter";
    assert!(message.contains(words), "{message}");
    assert!(!message.contains('^'), "{message}");
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let message = refused(get(&fake, "/teams/our-team/usage/monthly?start=May"));
    assert!(message.ends_with("as `YYYY-MM`."), "{message}");
    // Where there are no words for it, the expression is called what it is.
    let message = refused(patch(
        &fake,
        "/apps/my-app/config-vars",
        json!({ "A B": "1" }),
    ));
    assert!(
        message.contains(r"the regular expression `^\w+$`"),
        "{message}"
    );
}

#[test]
fn a_body_is_refused_by_the_action_that_knows_something_of_it() {
    let fake = with_app("my-app");
    let release = |body| post(&fake, "/apps/my-app/releases", body);
    let message = release(json!({ "release": 1 })).refused(422, "invalid_params");
    assert_eq!(message, "`release` must be a string.");
    let message = release(json!({ "slug": 1 })).refused(422, "invalid_params");
    assert_eq!(message, "`slug` must be a string.");
    let message = release(json!({})).refused(422, "invalid_params");
    assert_eq!(message, "`slug` is missing.");
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
    assert_eq!(head.headers["last-modified"], full.headers["last-modified"]);
}

#[test]
fn what_the_client_has_already_is_not_sent_again() {
    let fake = with_app("my-app");
    let first = get(&fake, "/apps/my-app");
    let tag = first.header("etag").to_owned();
    let known = [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"other\", {tag}"),
        "*".to_owned(),
    ];
    for known in &known {
        for method in ["GET", "HEAD"] {
            let answer = send_with(
                &fake,
                method,
                "/apps/my-app",
                &[("if-none-match", known)],
                "",
            );
            assert_eq!(
                (answer.status.as_u16(), &answer.body),
                (304, &Value::Null),
                "{known}"
            );
            assert_eq!(answer.header("etag"), tag);
            assert_eq!(answer.header("content-type"), "");
            assert!(!answer.header("ratelimit-remaining").is_empty());
        }
    }
    let other = [("if-none-match", "\"other\", W/\"another\"")];
    assert_eq!(
        send_with(&fake, "GET", "/apps/my-app", &other, "").expect(200),
        first.body
    );
    patch(&fake, "/apps/my-app", json!({ "maintenance": true })).expect(200);
    send_with(&fake, "GET", "/apps/my-app", &[("if-none-match", &tag)], "").expect(200);
}

#[test]
fn refusals_and_changes_are_sent_whatever_the_client_has() {
    let fake = with_app("my-app");
    let known = [("if-none-match", "*")];
    send_with(&fake, "GET", "/apps/other", &known, "").refused(404, "not_found");
    let body = r#"{"maintenance": true}"#;
    send_with(&fake, "PATCH", "/apps/my-app", &known, body).expect(200);
}

#[test]
fn a_change_of_what_is_no_more_as_it_was_is_refused() {
    let fake = with_app("my-app");
    let tag = |path| get(&fake, path).header("etag").to_owned();
    let change = |path, tag: &str| {
        send_with(
            &fake,
            "PATCH",
            path,
            &[("if-match", tag)],
            r#"{"maintenance": true}"#,
        )
    };
    let old = tag("/apps/my-app");
    change("/apps/my-app", &format!("\"other\", {old}")).expect(200);
    change("/apps/my-app", &old).refused(412, "precondition_failed");
    change("/apps/my-app", &format!("W/{}", tag("/apps/my-app")))
        .refused(412, "precondition_failed");
    change("/apps/my-app", "*").expect(200);
    change("/apps/other", "*").refused(412, "precondition_failed");
    let stale = [("if-match", old.as_str())];
    send_with(&fake, "DELETE", "/apps/my-app", &stale, "").refused(412, "precondition_failed");
    get(&fake, "/apps/my-app").expect(200);
}

#[test]
fn last_modified_is_the_time_of_the_thing() {
    let fake = with_app("my-app");
    let modified = |path| get(&fake, path).header("last-modified").to_owned();
    let before = modified("/apps/my-app");
    assert_eq!(modified("/apps/my-app"), before);
    assert_eq!(modified("/apps"), before);
    patch(&fake, "/apps/my-app", json!({ "maintenance": true })).expect(200);
    assert_ne!(modified("/apps/my-app"), before);
    assert_eq!(modified("/apps"), modified("/apps/my-app"));
}

#[test]
fn a_post_can_stand_for_another_method() {
    let fake = with_app("my-app");
    let send = |method, meant| {
        let headers = [("x-http-method-override", meant)];
        send_with(
            &fake,
            method,
            "/apps/my-app",
            &headers,
            r#"{"maintenance": true}"#,
        )
    };
    assert_eq!(send("POST", "PATCH").expect(200)["maintenance"], true);
    assert_eq!(send("POST", "head").body, Value::Null);
    assert_eq!(send("GET", "DELETE").expect(200)["name"], "my-app");
    send("POST", "BREW").refused(404, "not_found");
    send("POST", "DELETE").expect(200);
    get(&fake, "/apps/my-app").refused(404, "not_found");
}

#[test]
fn a_post_that_stands_for_another_method_is_known_by_the_action_that_it_means() {
    let fake = with_app("my-app");
    let headers = [("x-http-method-override", "PATCH")];
    let send = || send_with(&fake, "POST", "/apps/my-app", &headers, "{}");
    send().expect(200);
    assert_eq!(fake.received_by("AppUpdate").len(), 1);
    fake.inject(Fault::on("AppUpdate").status(503))
        .expect("a sound fault");
    send().expect(503);
}

#[test]
fn pages_of_any_origin_may_use_the_api() {
    let fake = with_app("my-app");
    let origin = ("origin", "https://www.example.com");
    let answer = send_with(&fake, "GET", "/apps", &[origin], "");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let told = answer.header("access-control-expose-headers");
    assert!(
        told.contains("Next-Range") && told.contains("Request-Id"),
        "{told}"
    );
    assert_eq!(
        get(&fake, "/apps").header("access-control-allow-origin"),
        ""
    );

    let asked = [
        origin,
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "authorization, x-custom"),
        ("authorization", "none"),
        ("accept", "*/*"),
    ];
    let answer = send_with(&fake, "OPTIONS", "/apps/my-app", &asked, "");
    assert_eq!(answer.status.as_u16(), 200);
    assert!(
        answer
            .header("access-control-allow-methods")
            .contains("PATCH")
    );
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "authorization, x-custom"
    );
    send_with(&fake, "OPTIONS", "/apps/my-app", &[], "").refused(404, "not_found");
}

#[test]
fn a_range_is_ignored_where_there_is_no_list_and_where_it_is_empty() {
    let fake = with_app("my-app");
    let nonsense = [("range", "nonsense")];
    send_with(&fake, "GET", "/apps/my-app", &nonsense, "").expect(200);
    send_with(&fake, "PATCH", "/apps/my-app", &nonsense, "{}").expect(200);
    for empty in ["", " "] {
        send_with(&fake, "GET", "/apps", &[("range", empty)], "").expect(200);
    }
}

#[test]
fn texts_have_the_format_that_their_field_tells() {
    let fake = with_app("my-app");
    let payments = "/account/payments";
    for (path, body, field) in [
        ("/password-resets", json!({ "email": "nobody" }), "`email`"),
        (
            "/password-resets",
            json!({ "email": "no body@example.com" }),
            "`email`",
        ),
        (
            "/apps/my-app/webhooks",
            json!({ "include": [], "level": "notify", "url": "no url" }),
            "`url`",
        ),
        (
            payments,
            json!({ "amount": 1, "invoice_id": 1, "uuid": "1234" }),
            "`uuid`",
        ),
    ] {
        let accept = [("accept", "application/vnd.heroku+json; version=3.sdk")];
        let answer = send_with(&fake, "POST", path, &accept, body.to_string());
        let message = answer.refused(422, "invalid_params");
        assert!(message.contains(field), "{message}");
    }
}

#[test]
fn the_api_describes_itself() {
    let fake = Fake::new();
    let told = get(&fake, "/schema").expect(200);
    let reading = heroku_schema::read_str(&told.to_string(), None).expect("it is a hyper-schema");
    let app = reading
        .api
        .resources
        .iter()
        .find(|known| known.name == "app");
    let app = app.expect("apps are described");
    let paths: Vec<&str> = app
        .actions
        .iter()
        .map(|action| action.path.as_str())
        .collect();
    assert!(paths.contains(&"/apps/{app}"), "{paths:?}");
    let count = |api: &heroku_schema::Api| -> usize {
        api.resources
            .iter()
            .map(|resource| resource.actions.len())
            .sum()
    };
    assert!(count(&reading.api) > 250, "{}", count(&reading.api));
    let sdk = [("accept", "application/vnd.heroku+json; version=3.sdk")];
    let sdk = send_with(&fake, "GET", "/schema", &sdk, "").expect(200);
    let sdk = heroku_schema::read_str(&sdk.to_string(), None).expect("it is a hyper-schema");
    assert!(count(&sdk.api) > count(&reading.api));
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
        "start=2026%2D01-01&color=red",
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
