//! Log drains and telemetry drains.

mod common;

use common::{SDK, column, delete, get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use serde_json::{Value, json};

fn add(fake: &Fake, url: &str) -> common::Answer {
    post(fake, "/apps/my-app/log-drains", json!({ "url": url }))
}

#[test]
fn a_drain_is_found_by_its_id_its_token_and_its_url() {
    let fake = with_app("my-app");
    let drain = add(&fake, "syslog+tls://logs.example.com:6514").expect(201);
    let text = |field: &str| drain[field].as_str().expect("a text").to_owned();
    assert!(text("token").starts_with("d."), "{drain}");
    assert_eq!(drain["addon"], Value::Null);
    assert_eq!(drain["app"]["name"], "my-app");
    let url = "syslog%2Btls%3A%2F%2Flogs.example.com%3A6514";
    for key in [&text("id"), &text("token"), url] {
        let path = format!("/apps/my-app/log-drains/{key}");
        assert_eq!(get(&fake, &path).expect(200), drain);
    }
    delete(&fake, &format!("/apps/my-app/log-drains/{url}")).expect(200);
    assert_eq!(get(&fake, "/apps/my-app/log-drains").expect(200), json!([]));
}

#[test]
fn a_drain_needs_an_address_that_lines_can_be_sent_to() {
    let fake = with_app("my-app");
    for url in ["", "logs.example.com", "ftp://logs.example.com", "https://"] {
        let message = add(&fake, url).refused(422, "invalid_params");
        assert!(message.contains("`url`"), "{message}");
    }
}

#[test]
fn an_app_has_five_different_drains_at_most() {
    let fake = with_app("my-app");
    for number in 0..5 {
        add(&fake, &format!("https://logs-{number}.example.com/")).expect(201);
        if number == 0 {
            let twice = add(&fake, "https://logs-0.example.com/");
            let message = twice.refused(422, "invalid_params");
            assert!(message.contains("already"), "{message}");
        }
    }
    let message = add(&fake, "https://logs-5.example.com/").refused(422, "invalid_params");
    assert!(message.contains("5 log drains"), "{message}");
}

#[test]
fn the_extended_form_of_a_drain_tells_its_number() {
    let fake = with_app("my-app");
    add(&fake, "syslog://logs.example.com").expect(201);
    let plain = get(&fake, "/apps/my-app/log-drains").expect(200);
    assert_eq!(plain[0]["extended"], Value::Null);
    let extended = get(&fake, "/apps/my-app/log-drains?extended=true").expect(200);
    assert!(extended[0]["extended"]["drain_id"].is_u64(), "{extended}");
}

#[test]
fn the_drain_of_an_addon_is_the_addons() {
    let fake = with_app("my-app");
    let wish = json!({ "plan": "papertrail:choklad" });
    let addon = post(&fake, "/apps/my-app/addons", wish).expect(201);
    let addon = addon["name"].as_str().expect("a name").to_owned();
    let put = |key: &str, url: &str| {
        let path = format!("/addons/{addon}/log-drains/{key}");
        send_with(&fake, "PUT", &path, &[], json!({ "url": url }).to_string())
    };
    let drain = put("new", "syslog://one.example.com").expect(200);
    assert_eq!(drain["addon"]["name"], addon.as_str());
    let token = drain["token"].as_str().expect("a token");
    let changed = put(token, "syslog://two.example.com").expect(200);
    assert_eq!(changed["id"], drain["id"]);
    assert_eq!(changed["url"], "syslog://two.example.com");
    for path in [
        format!("/addons/{addon}/log-drains"),
        "/apps/my-app/log-drains".to_owned(),
    ] {
        let drains = get(&fake, &path).expect(200);
        assert_eq!(column(&drains, "token"), [token]);
    }
    delete(&fake, &format!("/apps/my-app/log-drains/{token}")).refused(403, "forbidden");
}

/// The name of a new space.
fn space(fake: &Fake) -> String {
    let team = post(fake, "/teams", json!({ "name": "my-team" })).expect(201);
    let wish = json!({ "name": "my-space", "team": team["name"] });
    post(fake, "/spaces", wish).expect(201);
    "my-space".to_owned()
}

#[test]
fn a_space_has_one_drain_once_it_is_set() {
    let fake = Fake::new();
    let path = format!("/spaces/{}/log-drain", space(&fake));
    send_with(&fake, "GET", &path, &[SDK], "").refused(404, "not_found");
    let put = |url: &str| {
        let wish = json!({ "url": url }).to_string();
        send_with(&fake, "PUT", &path, &[SDK], wish)
    };
    let drain = put("https://one.example.com").expect(200);
    put("example").refused(422, "invalid_params");
    let changed = put("https://two.example.com").expect(200);
    assert_eq!(changed["id"], drain["id"]);
    assert_eq!(
        send_with(&fake, "GET", &path, &[SDK], "").expect(200),
        changed
    );
}

#[test]
fn the_official_command_line_asks_for_the_drain_of_a_space_by_another_word() {
    let fake = Fake::new();
    let path = format!("/spaces/{}/log-drain", space(&fake));
    let dogwood = [("accept", "application/vnd.heroku+json; version=3.dogwood")];
    let wish = json!({ "url": "https://logs.example.com" }).to_string();
    let drain = send_with(&fake, "PUT", &path, &dogwood, wish).expect(200);
    assert_eq!(
        send_with(&fake, "GET", &path, &dogwood, "").expect(200),
        drain
    );
    get(&fake, &path).refused(404, "not_found");
}

fn telemetry(owner: &Value, kind: &str) -> Value {
    json!({
        "owner": { "id": owner["id"], "type": kind },
        "signals": ["traces", "logs"],
        "exporter": { "type": "otlphttp", "endpoint": "https://otel.example.com/" },
    })
}

#[test]
fn telemetry_drains_are_listed_by_their_owners() {
    let fake = with_app("my-app");
    let app = get(&fake, "/apps/my-app").expect(200);
    let name = space(&fake);
    let space = get(&fake, &format!("/spaces/{name}")).expect(200);
    let of_app = post(&fake, "/telemetry-drains", telemetry(&app, "app")).expect(201);
    let of_space = post(&fake, "/telemetry-drains", telemetry(&space, "space")).expect(201);
    assert_eq!(of_app["owner"], json!({ "id": app["id"], "type": "app" }));
    assert_eq!(of_app["exporter"]["headers"], json!({}));
    let drains = get(&fake, "/apps/my-app/telemetry-drains").expect(200);
    assert_eq!(drains, json!([of_app]));
    let drains = get(&fake, &format!("/spaces/{name}/telemetry-drains")).expect(200);
    assert_eq!(drains, json!([of_space]));
}

#[test]
fn a_telemetry_drain_keeps_what_a_change_leaves_out() {
    let fake = with_app("my-app");
    let app = get(&fake, "/apps/my-app").expect(200);
    let drain = post(&fake, "/telemetry-drains", telemetry(&app, "app")).expect(201);
    let path = format!("/telemetry-drains/{}", column(&json!([drain]), "id")[0]);
    let changed = patch(&fake, &path, json!({ "signals": ["metrics"] })).expect(200);
    assert_eq!(changed["signals"], json!(["metrics"]));
    assert_eq!(changed["exporter"], drain["exporter"]);
    let elsewhere = json!({ "exporter": { "endpoint": "https://other.example.com/" } });
    let changed = patch(&fake, &path, elsewhere).expect(200);
    let exporter = &changed["exporter"];
    assert_eq!(exporter["endpoint"], "https://other.example.com/");
    assert_eq!(exporter["type"], drain["exporter"]["type"]);
    for wrong in [
        json!({ "type": "pigeon" }),
        json!({ "headers": { "A": 1 } }),
    ] {
        let message =
            patch(&fake, &path, json!({ "exporter": wrong })).refused(422, "invalid_params");
        assert!(message.contains("`exporter`"), "{message}");
    }
    assert_eq!(get(&fake, &path).expect(200), changed);
    delete(&fake, &path).expect(200);
    get(&fake, &path).refused(404, "not_found");
}

#[test]
fn a_telemetry_drain_that_makes_no_sense_is_refused() {
    let fake = with_app("my-app");
    let app = get(&fake, "/apps/my-app").expect(200);
    let unknown = json!({ "id": "01234567-89ab-4def-8123-456789abcdef", "type": "app" });
    for (field, value) in [
        ("owner", unknown),
        ("signals", json!([])),
        ("signals", json!(["logs", "logs"])),
        ("signals", json!(["noise"])),
        (
            "exporter",
            json!({ "type": "otlphttp", "endpoint": "example" }),
        ),
    ] {
        let mut wish = telemetry(&app, "app");
        wish[field] = value;
        let message = post(&fake, "/telemetry-drains", wish).refused(422, "invalid_params");
        assert!(message.contains(field), "{message}");
    }
    for _ in 0..5 {
        post(&fake, "/telemetry-drains", telemetry(&app, "app")).expect(201);
    }
    let answer = post(&fake, "/telemetry-drains", telemetry(&app, "app"));
    answer.refused(422, "invalid_params");
}
