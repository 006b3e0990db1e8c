//! What only `version=3.sdk` has stays out of the plain version, and the other way round.

mod common;

use common::conform::Description;
use common::{Answer, SDK, get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use serde_json::json;

fn sdk(fake: &Fake, method: &str, path: &str) -> Answer {
    send_with(fake, method, path, &[SDK], "")
}

fn with_space() -> Fake {
    let fake = with_app("my-app");
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let space = json!({ "name": "my-space", "team": "our-team" });
    post(&fake, "/spaces", space).expect(201);
    fake
}

#[test]
fn routes_of_the_sdk_are_unknown_to_the_plain_version() {
    let fake = with_app("my-app");
    let message = get(&fake, "/apps/my-app/usage").refused(404, "not_found");
    assert!(!message.contains("app"), "{message}");
    get(&fake, "/account/payment-method").refused(404, "not_found");
    sdk(&fake, "GET", "/apps/my-app/usage").expect(200);
    sdk(&fake, "GET", "/account/payment-method").expect(200);
}

#[test]
fn every_action_of_the_sdk_needs_its_version() {
    let description = Description::load();
    let fake = with_app("example-app");
    let mut count = 0;
    for action in description.actions().filter(|action| is_sdk(action)) {
        count += 1;
        let answer = send_with(&fake, &action.method, &action.path, &[], "{}");
        assert_eq!(answer.status, 404, "{}", action.name);
        assert_eq!(answer.body["resource"], json!(null), "{}", action.name);
    }
    assert!(count >= 39, "only {count} actions");
}

fn is_sdk(action: &heroku_schema::Action) -> bool {
    action.variant == heroku_schema::Variant::Sdk
}

#[test]
fn routes_of_2014_need_no_special_version() {
    let fake = with_app("my-app");
    get(&fake, "/organizations").expect(200);
    get(&fake, "/apps/my-app/ssl-endpoints").expect(200);
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    post(&fake, "/account/keys", json!({ "public_key": key })).expect(201);
}

#[test]
fn fields_of_the_sdk_have_no_effect_in_the_plain_version() {
    let fake = with_app("my-app");
    let change = json!({ "beta": true, "eco_dynos_enabled": "nonsense" });
    let account = patch(&fake, "/account", change.clone()).expect(200);
    assert_eq!(account["beta"], true);
    assert_eq!(account.get("eco_dynos_enabled"), None);
    send_with(&fake, "PATCH", "/account", &[SDK], change.to_string())
        .refused(422, "invalid_params");
    let change = json!({ "eco_dynos_enabled": true }).to_string();
    let account = send_with(&fake, "PATCH", "/account", &[SDK], change).expect(200);
    assert_eq!(account["eco_dynos_enabled"], true);
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let space = json!({ "name": "my-space", "team": "our-team", "channel_name": 7 });
    post(&fake, "/spaces", space).expect(201);
}

#[test]
fn fields_of_the_sdk_are_answered_to_the_sdk_only() {
    let fake = with_space();
    for (path, field) in [
        ("/account", "mfa_enabled"),
        ("/apps/my-app", "base_image_name"),
        ("/apps/my-app/releases/1", "oci_image"),
        ("/spaces/my-space", "features"),
        ("/teams/apps/my-app", "generation"),
    ] {
        assert_eq!(get(&fake, path).expect(200).get(field), None, "{path}");
        let shown = sdk(&fake, "GET", path).expect(200);
        assert!(shown.get(field).is_some(), "{path}");
    }
}

#[test]
fn a_generation_is_plain_text_for_the_sdk() {
    let fake = with_space();
    for path in ["/apps/my-app", "/spaces/my-space"] {
        let generation = &get(&fake, path).expect(200)["generation"];
        assert!(generation["name"].is_string(), "{path}: {generation}");
        let generation = &sdk(&fake, "GET", path).expect(200)["generation"];
        assert!(generation.is_string(), "{path}: {generation}");
    }
    let body = json!({ "name": "fir-space", "team": "our-team", "generation": "fir" });
    let space = send_with(&fake, "POST", "/spaces", &[SDK], body.to_string()).expect(201);
    assert_eq!(space["generation"], "fir");
}
