//! Accounts with a second factor, suspended ones, and ones with unpaid bills.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use common::{Answer, delete, get, patch, post, send_with, with_app};
use heroku::app::{AppInfo, AppList};
use heroku::{Client, Secret, TwoFactorNeed};
use heroku_fake::Fake;
use serde_json::{Value, json};

const CODE: &str = "heroku-two-factor-code";

/// A fake whose account has a second factor, and an app.
fn guarded() -> Fake {
    let fake = with_app("my-app");
    fake.account("test-token").two_factor("123456");
    fake
}

fn with_code(fake: &Fake, method: &str, path: &str, code: &str, body: &Value) -> Answer {
    send_with(fake, method, path, &[(CODE, code)], body.to_string())
}

#[test]
fn a_code_is_asked_for_and_checked() {
    let fake = guarded();
    let answer = get(&fake, "/users/~");
    assert_eq!(answer.header("heroku-two-factor-required"), "true");
    assert_eq!(answer.body.get("app"), None);
    answer.refused(403, "two_factor");
    let wrong = with_code(&fake, "GET", "/users/~", "000000", &Value::Null);
    wrong.refused(401, "invalid_two_factor_code");
    let account = with_code(&fake, "GET", "/users/~", "123456", &Value::Null).expect(200);
    assert_eq!(account["two_factor_authentication"], true);
    get(&fake, "/account/rate-limits").expect(200);
}

#[test]
fn other_accounts_need_no_code() {
    let fake = guarded();
    let other = [("authorization", "Bearer other")];
    send_with(&fake, "GET", "/users/~", &other, "").expect(200);
    fake.account("test-token").in_good_standing();
    get(&fake, "/users/~").expect(200);
}

#[test]
fn an_app_that_was_pre_authorized_needs_no_code_for_a_while() {
    let fake = guarded();
    for path in ["/apps/my-app", "/apps/my-app/config-vars"] {
        let answer = get(&fake, path);
        assert_eq!(answer.body["app"]["name"], "my-app");
        answer.refused(403, "two_factor");
    }
    let path = "/apps/my-app/pre-authorizations";
    send_with(&fake, "PUT", path, &[], "").refused(403, "two_factor");
    with_code(&fake, "PUT", path, "123456", &json!({})).expect(200);
    get(&fake, "/apps/my-app").expect(200);
    get(&fake, "/apps/my-app/config-vars").expect(200);
    get(&fake, "/apps").refused(403, "two_factor");
    fake.advance(Duration::from_mins(31));
    get(&fake, "/apps/my-app").refused(403, "two_factor");
}

#[test]
fn a_code_can_be_traded_for_a_token_that_needs_none() {
    let fake = guarded();
    let wish = json!({ "scope": ["global"], "skip_two_factor": true, "expires_in": 1800 });
    post(&fake, "/oauth/authorizations", wish.clone()).refused(403, "two_factor");
    let made = with_code(&fake, "POST", "/oauth/authorizations", "123456", &wish).expect(201);
    let token = made["access_token"]["token"].as_str().expect("a token");
    let bearer = format!("Bearer {token}");
    let ask = || {
        send_with(
            &fake,
            "GET",
            "/apps/my-app",
            &[("authorization", &bearer)],
            "",
        )
    };
    ask().expect(200);
    fake.advance(Duration::from_mins(30));
    ask().refused(401, "unauthorized");
}

#[test]
fn a_suspended_account_only_learns_about_itself() {
    let fake = with_app("my-app");
    fake.account("test-token").suspended();
    assert!(get(&fake, "/users/~").expect(200)["suspended_at"].is_string());
    get(&fake, "/apps").refused(403, "suspended");
    patch(&fake, "/users/~", json!({ "name": "New" })).refused(403, "suspended");
    delete(&fake, "/apps/my-app").refused(403, "suspended");
    fake.account("test-token").in_good_standing();
    get(&fake, "/apps/my-app").expect(200);
}

#[test]
fn an_account_with_unpaid_bills_gets_nothing_new() {
    let fake = with_app("my-app");
    fake.account("test-token").delinquent();
    assert!(get(&fake, "/users/~").expect(200)["delinquent_at"].is_string());
    get(&fake, "/apps/my-app").expect(200);
    post(&fake, "/apps", json!({})).refused(402, "delinquent");
    patch(&fake, "/apps/my-app", json!({ "maintenance": true })).refused(402, "delinquent");
    patch(&fake, "/users/~", json!({ "name": "New" })).expect(200);
    delete(&fake, "/apps/my-app").expect(200);
}

#[test]
fn the_state_of_an_account_is_in_the_snapshot() {
    let fake = guarded();
    let restored = Fake::new();
    restored
        .restore(&fake.snapshot())
        .expect("it was just written");
    get(&restored, "/users/~").refused(403, "two_factor");
}

#[test]
fn programs_in_other_languages_set_the_state_over_http() {
    let fake = with_app("my-app");
    let put = |state: Value| send_with(&fake, "PUT", "/_fake/account", &[], state.to_string());
    let told = put(json!({ "two_factor": "123456" })).expect(200);
    assert_eq!(told["two_factor"], true);
    get(&fake, "/apps").refused(403, "two_factor");
    put(json!({ "suspended": true })).expect(200);
    get(&fake, "/apps").refused(403, "suspended");
    put(json!({ "delinquent": true })).expect(200);
    post(&fake, "/apps", json!({})).refused(402, "delinquent");
    put(json!({ "rate_remaining": 0 })).expect(200);
    get(&fake, "/apps").refused(429, "rate_limit");
    put(json!({ "rate_remaining": 1 })).expect(200);
    get(&fake, "/apps").expect(200);
    for (state, field) in [
        (json!({ "two_factor": 123_456 }), "two_factor"),
        (json!({ "suspended": "yes" }), "suspended"),
        (json!({ "rate_remaining": -1 }), "rate_remaining"),
        (json!({ "rate_remaining": 4501 }), "rate_remaining"),
        (json!({ "color": "red" }), "color"),
    ] {
        let message = put(state).refused(422, "invalid_params");
        assert!(message.contains(field), "{message}");
    }
    let nobody = [("authorization", "none")];
    send_with(&fake, "PUT", "/_fake/account", &nobody, "{}").refused(422, "invalid_params");
}

#[tokio::test]
async fn the_typed_client_asks_for_the_code_and_goes_on() {
    let fake = guarded();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let client = Client::builder()
        .transport(fake.clone())
        .token("test-token");
    let client = client.two_factor(move |need: TwoFactorNeed| {
        count.fetch_add(1, Ordering::Relaxed);
        assert!(!need.message.is_empty());
        async { Some(Secret::from("123456")) }
    });
    let heroku = client.build().expect("the settings are sound");
    assert_eq!(
        heroku
            .send(AppList::new())
            .await
            .expect("with a code")
            .len(),
        1
    );
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    heroku
        .send(AppInfo::new("my-app"))
        .await
        .expect("it is pre-authorized");
    heroku
        .send(AppInfo::new("my-app"))
        .await
        .expect("it still is");
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[test]
fn what_is_printed_of_an_account_does_not_tell_its_token() {
    let printed = format!("{:?}", Fake::new().account("HRKU-hidden"));
    assert!(printed.starts_with("Account"), "{printed}");
    assert!(!printed.contains("hidden"), "{printed}");
}
