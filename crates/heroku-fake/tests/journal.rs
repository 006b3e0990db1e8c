//! The journal: what was asked and answered, and how little of it is shown.

mod common;

use common::{get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use serde_json::json;

#[test]
fn each_entry_tells_the_request_and_its_answer() {
    let fake = with_app("my-app");
    get(&fake, "/apps/my-app").expect(200);
    get(&fake, "/apps/other").expect(404);
    let received = fake.received();
    let told: Vec<_> = received
        .iter()
        .map(|entry| {
            let status = entry.status().expect("an answer").as_u16();
            (entry.sequence(), entry.operation(), status)
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, "AppCreate", 201),
            (2, "AppInfo", 200),
            (3, "AppInfo", 404)
        ]
    );
    assert_eq!(received[0].body(), br#"{"name":"my-app"}"#);
    let body = String::from_utf8_lossy(received[1].answer_body());
    assert!(body.contains("my-app"), "{body}");
    assert_eq!(
        received[1].answer_header("content-type"),
        Some("application/json")
    );
    assert!(received[1].faults().is_empty());
}

#[test]
fn a_route_of_several_actions_is_told_by_its_body() {
    let fake = with_app("my-app");
    post(&fake, "/apps/my-app/releases", json!({ "release": "1" }));
    post(
        &fake,
        "/apps/my-app/releases",
        json!({ "slug": "01234567-89ab-cdef-0123-456789abcdef" }),
    );
    let operations: Vec<_> = fake
        .received()
        .iter()
        .skip(1)
        .map(heroku_fake::Received::operation)
        .collect();
    assert_eq!(operations, ["ReleaseRollback", "ReleaseCreate"]);
}

#[test]
fn a_path_that_leads_nowhere_has_no_operation() {
    let fake = Fake::new();
    get(&fake, "/nonsense").expect(404);
    assert_eq!(fake.received()[0].operation(), "");
}

#[test]
fn each_key_has_a_world_of_which_the_id_tells_nothing_of_the_key() {
    let fake = Fake::new();
    for key in ["Bearer one", "Bearer other", "Bearer one", "none"] {
        send_with(&fake, "GET", "/apps", &[("authorization", key)], "");
    }
    let worlds: Vec<String> = fake
        .received()
        .iter()
        .map(|entry| entry.world().to_owned())
        .collect();
    assert_eq!(worlds[0], worlds[2]);
    assert_ne!(worlds[0], worlds[1]);
    assert_eq!(worlds[3], "");
    assert!(worlds[0].len() == 8 && worlds[0].bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn the_requests_of_one_operation_can_be_had_alone() {
    let fake = with_app("my-app");
    get(&fake, "/apps/my-app");
    post(&fake, "/apps", json!({ "name": "my-app" })).refused(422, "invalid_params");
    assert_eq!(fake.received_by("AppCreate").len(), 2);
    assert_eq!(fake.received_by("DynoList").len(), 0);
}

#[test]
#[should_panic(expected = "perhaps `AppCreate` is meant")]
fn an_assertion_on_an_operation_that_does_not_exist_fails() {
    let _ = Fake::new().received_by("AppCrate");
}

#[test]
fn what_was_received_can_be_forgotten_and_numbers_go_on() {
    let fake = with_app("my-app");
    fake.clear_received();
    assert!(fake.received().is_empty());
    get(&fake, "/apps");
    assert_eq!(fake.received()[0].sequence(), 2);
}

#[test]
fn only_the_latest_ten_thousand_are_kept() {
    let fake = Fake::new();
    for _ in 0..10_001 {
        get(&fake, "/nonsense");
    }
    let received = fake.received();
    assert_eq!((received.len(), received[0].sequence()), (10_000, 2));
}

#[test]
fn a_token_is_not_kept_and_not_shown() {
    let fake = Fake::new();
    let headers = [
        ("authorization", "Bearer HRKU-hidden"),
        ("cookie", "HRKU-hidden"),
    ];
    send_with(
        &fake,
        "DELETE",
        "/apps/a/log-drains/HRKU-hidden",
        &headers,
        "",
    );
    let received = &fake.received()[0];
    assert_eq!(
        (received.header("authorization"), received.header("cookie")),
        (None, None)
    );
    let shown = format!("{received:?}");
    assert_eq!(shown, "Received(DELETE /apps/a/log-drains/[secret] -> 404)");
}

/// All that is told over HTTP of the latest request.
fn told(fake: &Fake) -> serde_json::Value {
    let sequence = fake.received().last().expect("a request").sequence();
    get(fake, &format!("/_fake/journal/{sequence}")).expect(200)
}

#[test]
fn config_vars_are_told_by_their_names_only() {
    let fake = with_app("my-app");
    patch(
        &fake,
        "/apps/my-app/config-vars",
        json!({ "DATABASE_URL": "hidden-1", "GONE": null }),
    );
    let told = told(&fake);
    assert_eq!(
        told["request"]["body"],
        json!({ "DATABASE_URL": "[secret]", "GONE": null })
    );
    assert!(!told.to_string().contains("hidden-1"), "{told}");
    assert_eq!(
        told["answer"]["body"],
        json!({ "DATABASE_URL": "[secret]" })
    );
}

#[test]
fn secret_fields_are_masked_and_the_others_told() {
    let fake = with_app("my-app");
    let certificate = json!({ "certificate_chain": "chain", "private_key": "hidden-2" });
    post(&fake, "/apps/my-app/sni-endpoints", certificate);
    let told = told(&fake);
    assert_eq!(
        told["request"]["body"],
        json!({ "certificate_chain": "chain", "private_key": "[secret]" })
    );
}

#[test]
fn a_field_that_nobody_knows_is_masked() {
    let fake = Fake::new();
    post(
        &fake,
        "/apps",
        json!({ "name": "my-app", "pasword": "hidden-3", "more": [{ "deep": 1 }] }),
    );
    assert_eq!(
        told(&fake)["request"]["body"],
        json!({ "name": "my-app", "pasword": "[secret]", "more": [{ "deep": "[secret]" }] })
    );
}

#[test]
fn of_an_unknown_route_only_the_names_of_keys_are_told() {
    let fake = Fake::new();
    post(
        &fake,
        "/nonsense?token=hidden-4",
        json!({ "name": "hidden-5" }),
    );
    let told = told(&fake);
    assert_eq!(told["request"]["body"], json!({ "name": "[secret]" }));
    assert_eq!(told["query"], "token=[secret]");
}

#[test]
fn an_address_in_an_unknown_path_is_masked() {
    let fake = Fake::new();
    let path = "/apps/a/log-drains/https://user:hidden-8@logs.example.com";
    send_with(&fake, "DELETE", path, &[], "");
    assert_eq!(told(&fake)["path"], "/apps/a/log-drains/[secret]//[secret]");
}

#[test]
fn the_secret_of_a_side_door_is_masked() {
    let fake = with_app("my-app");
    let session = post(&fake, "/apps/my-app/log-sessions", json!({})).expect(201);
    let url = session["logplex_url"].as_str().expect("a URL");
    let path = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'));
    let (_, path) = path.expect("a path");
    let request = http::Request::get(format!("/{path}")).body(bytes::Bytes::new());
    let _ = fake.handle(request.expect("well formed"));
    let entry = fake.received().pop().expect("a request");
    let secret = entry
        .path()
        .rsplit('/')
        .next()
        .expect("a secret")
        .to_owned();
    assert!(!told(&fake).to_string().contains(&secret), "{entry:?}");
    assert_eq!(entry.world(), fake.received()[0].world());
}

#[test]
fn a_header_that_nobody_knows_is_masked() {
    let fake = Fake::new();
    let headers = [("x-api-secret", "hidden-6"), ("user-agent", "a test")];
    send_with(&fake, "GET", "/apps", &headers, "");
    let headers = &told(&fake)["request"]["headers"];
    assert_eq!(
        (&headers["x-api-secret"], &headers["user-agent"]),
        (&json!("[secret]"), &json!("a test"))
    );
}

#[test]
fn a_compressed_answer_is_told_as_well() {
    let fake = Fake::new();
    fake.seed_apps(5);
    send_with(&fake, "GET", "/apps", &[("accept-encoding", "gzip")], "");
    let told = told(&fake);
    assert_eq!(told["answer"]["headers"]["content-encoding"], "gzip");
    let name = told["answer"]["body"][4]["name"].as_str();
    assert!(
        name.is_some_and(|name| name.starts_with("app-000")),
        "{told}"
    );
}

#[test]
fn a_refusal_is_told_with_its_id_and_message() {
    let fake = Fake::new();
    get(&fake, "/apps/other").refused(404, "not_found");
    let told = told(&fake);
    assert_eq!(told["answer"]["body"]["id"], "not_found");
    assert_ne!(told["answer"]["body"]["message"], "[secret]");
}

#[test]
fn a_body_that_is_no_json_is_told_by_its_length() {
    let fake = Fake::new();
    send_with(&fake, "POST", "/apps", &[], "hidden-7");
    assert_eq!(told(&fake)["request"]["body"], "[8 bytes that are no JSON]");
}

#[test]
fn requests_with_much_in_their_headers_or_addresses_are_forgotten_the_sooner() {
    let fake = Fake::new();
    let value = "x".repeat(1024 * 1024);
    for _ in 0..80 {
        send_with(&fake, "GET", "/nonsense", &[("x-large", &value)], "");
    }
    let kept = fake.received().len();
    assert!((40..64).contains(&kept), "{kept}");
    let fake = Fake::new();
    let path = format!("/nonsense?{}", "x".repeat(60_000));
    for _ in 0..1_300 {
        get(&fake, &path);
    }
    let kept = fake.received().len();
    assert!((800..1_120).contains(&kept), "{kept}");
}

#[test]
fn a_query_is_told_as_far_as_its_names_are_known() {
    let fake = Fake::new();
    for (query, shown) in [
        ("HRKU-hidden", "[secret]"),
        ("key=HRKU-hidden&HRKU-hidden", "key=[secret]&[secret]"),
        ("&", "&"),
    ] {
        get(&fake, &format!("/apps?{query}"));
        assert_eq!(told(&fake)["query"], shown);
    }
    get(&fake, "/teams/my-team/usage/daily?start&end=2026-01-01");
    assert_eq!(told(&fake)["query"], "start&end=2026-01-01");
}
