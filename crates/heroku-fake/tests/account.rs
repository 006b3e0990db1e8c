//! The account: what it is, its password, what it pays, its keys and its features.

mod common;

use std::time::Duration;

use common::{Answer, SDK, column, delete, get, patch, post, put, send_with, with_app};
use heroku_fake::Fake;
use serde_json::{Value, json};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f \
                   me@my-machine";

#[expect(clippy::needless_pass_by_value, reason = "tests read better so")]
fn sdk(fake: &Fake, method: &str, path: &str, body: Value) -> Answer {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    send_with(fake, method, path, &[SDK], body)
}

#[test]
fn an_account_is_known_by_tilde_email_and_id() {
    let fake = Fake::new();
    let account = get(&fake, "/account").expect(200);
    let id = account["id"].as_str().expect("an id");
    for key in ["~", "user@example.com", id] {
        assert_eq!(get(&fake, &format!("/users/{key}")).expect(200), account);
    }
    get(&fake, "/users/somebody@example.com").refused(404, "not_found");
    let other = json!({ "user": "friend@example.com" });
    post(&fake, "/apps", json!({ "name": "my-app" })).expect(201);
    post(&fake, "/apps/my-app/collaborators", other).expect(201);
    let friend = get(&fake, "/users/friend@example.com").expect(200);
    assert_eq!(friend["email"], "friend@example.com");
    get(&fake, "/users/friend@example.com/apps").refused(404, "not_found");
    let wish = json!({ "name": "New Name" });
    patch(&fake, "/users/friend@example.com", wish.clone()).refused(404, "not_found");
    let changed = patch(&fake, "/users/~", wish).expect(200);
    assert_eq!(changed["name"], "New Name");
    assert!(changed["updated_at"].as_str() > account["updated_at"].as_str());
}

#[test]
fn the_email_changes_only_with_the_password() {
    let fake = Fake::new();
    let change = |password: &str| {
        let body = json!({ "email": "New@example.com", "password": password });
        patch(&fake, "/account", body)
    };
    let password = json!({ "password": "old", "new_password": "very secret" });
    patch(&fake, "/account", password).expect(200);
    let message = change("wrong").refused(422, "invalid_params");
    assert!(message.contains("`password`"), "{message}");
    assert_eq!(
        get(&fake, "/account").expect(200)["email"],
        "user@example.com"
    );
    assert_eq!(
        change("very secret").expect(200)["email"],
        "new@example.com"
    );
    get(&fake, "/users/new@example.com").expect(200);
}

#[test]
fn an_email_belongs_to_one_account() {
    let fake = with_app("my-app");
    let friend = json!({ "user": "friend@example.com" });
    post(&fake, "/apps/my-app/collaborators", friend).expect(201);
    for email in ["friend@example.com", "nobody"] {
        let body = json!({ "email": email, "password": "any" });
        let message = patch(&fake, "/account", body).refused(422, "invalid_params");
        assert!(message.contains("`email`"), "{message}");
    }
}

#[test]
fn a_password_must_be_long_enough() {
    let fake = Fake::new();
    let body = json!({ "password": "old", "new_password": "short" });
    let message = patch(&fake, "/account", body).refused(422, "invalid_params");
    assert!(message.contains("`new_password`"), "{message}");
}

#[test]
fn a_password_is_reset_once_for_each_request() {
    let fake = Fake::new();
    let finalize = |confirmation: &str| {
        let path = "/password-resets/user@example.com/actions/finalize";
        let body = json!({ "password": "brand new", "password_confirmation": confirmation });
        post(&fake, path, body)
    };
    finalize("brand new").refused(404, "not_found");
    let stranger = json!({ "email": "stranger@example.com" });
    post(&fake, "/password-resets", stranger).refused(422, "invalid_params");
    let reset = post(
        &fake,
        "/password-resets",
        json!({ "email": "user@example.com" }),
    );
    assert_eq!(reset.expect(201)["user"]["email"], "user@example.com");
    finalize("other").refused(422, "invalid_params");
    finalize("brand new").expect(200);
    finalize("brand new").refused(404, "not_found");
    let change = json!({ "email": "new@example.com", "password": "brand old" });
    patch(&fake, "/account", change).refused(422, "invalid_params");
    let change = json!({ "email": "new@example.com", "password": "brand new" });
    patch(&fake, "/account", change).expect(200);
}

#[test]
fn preferences_are_kept() {
    let fake = Fake::new();
    let path = "/users/~/preferences";
    assert_eq!(get(&fake, path).expect(200)["timezone"], Value::Null);
    patch(&fake, path, json!({ "timezone": "UTC" })).expect(200);
    patch(&fake, path, json!({ "dismissed-sms-banner": true })).expect(200);
    let preferences = get(&fake, path).expect(200);
    assert_eq!(preferences["timezone"], "UTC");
    assert_eq!(preferences["dismissed-sms-banner"], true);
    get(&fake, "/users/friend@example.com/preferences").refused(404, "not_found");
}

#[test]
fn the_sms_number_is_that_of_the_account() {
    let fake = Fake::new();
    let number = get(&fake, "/users/~/sms-number").expect(200);
    assert_eq!(number, json!({ "sms_number": null }));
    let path = "/users/~/sms-number/actions/recover";
    assert_eq!(post(&fake, path, json!({})).expect(200), number);
}

#[test]
fn who_owes_nothing_has_nothing_to_fear() {
    let fake = Fake::new();
    let nothing = json!({ "scheduled_suspension_time": null, "scheduled_deletion_time": null });
    assert_eq!(get(&fake, "/account/delinquency").expect(200), nothing);
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let team = get(&fake, "/teams/our-team/delinquency").expect(200);
    assert_eq!(team, nothing);
}

#[test]
fn a_key_comes_and_goes() {
    let fake = Fake::new();
    let key = post(&fake, "/account/keys", json!({ "public_key": KEY })).expect(201);
    assert_eq!(key["comment"], "me@my-machine");
    assert_eq!(key["email"], "user@example.com");
    // As `ssh-keygen -E md5 -lf` tells it.
    let fingerprint = "0f:a2:0a:d7:38:3e:65:45:08:6b:63:84:1c:ff:dc:ba";
    assert_eq!(key["fingerprint"], fingerprint);
    let list = get(&fake, "/account/keys").expect(200);
    assert_eq!(column(&list, "public_key"), [KEY]);
    let path = format!("/account/keys/{fingerprint}");
    assert_eq!(get(&fake, &path).expect(200), key);
    delete(&fake, &path).expect(200);
    get(&fake, &path).refused(404, "not_found");
    let again = post(&fake, "/account/keys", json!({ "public_key": KEY })).expect(201);
    let path = format!("/account/keys/{}", again["id"].as_str().expect("an id"));
    delete(&fake, &path).expect(200);
    assert_eq!(get(&fake, "/account/keys").expect(200), json!([]));
}

#[test]
fn a_key_is_added_once_and_must_be_one() {
    let fake = Fake::new();
    let add = |key: &str| post(&fake, "/account/keys", json!({ "public_key": key }));
    add(KEY).expect(201);
    let other_comment = KEY.replace("my-machine", "other");
    for key in [
        KEY,
        &other_comment,
        "",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 !!!!",
        &KEY.replace("ssh-ed25519", "ssh-rsa"),
    ] {
        let message = add(key).refused(422, "invalid_params");
        assert!(message.contains("`public_key`"), "{message}");
    }
}

#[test]
fn features_are_switched_for_one_owner() {
    let fake = with_app("one");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    let on = json!({ "enabled": true });
    let feature = patch(&fake, "/apps/one/features/preboot", on.clone()).expect(200);
    assert_eq!(feature["enabled"], true);
    let enabled = |app: &str| {
        let feature = get(&fake, &format!("/apps/{app}/features/preboot")).expect(200);
        feature["enabled"] == true
    };
    assert!(enabled("one") && !enabled("other"));
    patch(
        &fake,
        "/apps/one/features/preboot",
        json!({ "enabled": false }),
    )
    .expect(200);
    assert!(!enabled("one"));
    let account = patch(&fake, "/account/features/pipelines", on.clone()).expect(200);
    assert_eq!(account["enabled"], true);
    let list = get(&fake, "/account/features").expect(200);
    assert!(list.as_array().expect("a list").contains(&account));
    for path in [
        "/account/features/nonsense",
        "/apps/one/features/nonsense",
        "/apps/one/features/spaces-strict-tls",
        "/account/features/preboot",
    ] {
        patch(&fake, path, on.clone()).refused(404, "not_found");
        get(&fake, path).refused(404, "not_found");
    }
    let message = patch(&fake, "/apps/one/features/preboot", json!({}));
    assert!(message.refused(422, "invalid_params").contains("`enabled`"));
}

#[test]
fn features_go_with_their_app() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/features/preboot";
    patch(&fake, path, json!({ "enabled": true })).expect(200);
    delete(&fake, "/apps/my-app").expect(200);
    post(&fake, "/apps", json!({ "name": "my-app" })).expect(201);
    assert_eq!(get(&fake, path).expect(200)["enabled"], false);
}

#[test]
fn a_credit_is_given_once_for_a_code() {
    let fake = Fake::new();
    let code = json!({ "code1": "GOOD-CODE" });
    let credit = post(&fake, "/account/credits", code.clone()).expect(201);
    assert!(credit["expires_at"].as_str() > credit["created_at"].as_str());
    assert_eq!(credit["balance"], credit["amount"]);
    post(&fake, "/account/credits", code).refused(422, "invalid_params");
    post(&fake, "/account/credits", json!({})).refused(422, "invalid_params");
    let path = format!("/account/credits/{}", credit["id"].as_str().expect("an id"));
    assert_eq!(get(&fake, &path).expect(200), credit);
    assert_eq!(get(&fake, "/account/credits").expect(200), json!([credit]));
}

#[test]
fn the_address_on_invoices_is_kept() {
    let fake = Fake::new();
    let path = "/account/invoice-address";
    assert_eq!(get(&fake, path).expect(200)["city"], "");
    let body = json!({ "city": "Berlin", "use_invoice_address": true });
    put(&fake, path, body).expect(200);
    let address = get(&fake, path).expect(200);
    assert_eq!(address["city"], "Berlin");
    assert_eq!(address["use_invoice_address"], true);
    assert_eq!(address["address_1"], "");
}

#[test]
fn of_a_card_only_the_last_digits_are_told() {
    let fake = Fake::new();
    let path = "/account/payment-method";
    assert_eq!(
        sdk(&fake, "GET", path, Value::Null).expect(200)["card_last4"],
        "1111"
    );
    let card = json!({
        "card_number": "5555 5555 5555 4444", "expiration_month": "3", "expiration_year": "2031"
    });
    let changed = sdk(&fake, "PATCH", path, card).expect(200);
    assert_eq!(changed["card_last4"], "4444");
    assert_eq!(changed["card_type"], "MasterCard");
    assert_eq!(sdk(&fake, "GET", path, Value::Null).expect(200), changed);
    let over = json!({ "expiration_month": "12", "expiration_year": "2025" });
    sdk(&fake, "PATCH", path, over).refused(422, "invalid_params");
    let bad = json!({ "card_number": "1234" });
    sdk(&fake, "PATCH", path, bad).refused(422, "invalid_params");
}

#[test]
fn there_is_an_invoice_a_month_and_it_can_be_paid() {
    let fake = with_app("my-app");
    let invoices = get(&fake, "/account/invoices").expect(200);
    assert_eq!(column(&invoices, "period_start"), ["01/01/2026"]);
    assert_eq!(column(&invoices, "period_end"), ["01/31/2026"]);
    assert_eq!(invoices[0]["state"], 0);
    let number = invoices[0]["number"].as_i64().expect("a number");
    let pay = |amount: f64, invoice: i64| {
        let body = json!({
            "amount": amount, "invoice_id": invoice,
            "uuid": "01234567-89ab-4def-8123-456789abcdef"
        });
        sdk(&fake, "POST", "/account/payments", body)
    };
    pay(0.0, number).refused(422, "invalid_params");
    pay(5.0, 1).refused(422, "invalid_params");
    let payment = pay(5.0, number).expect(200);
    assert_eq!(payment["state"], "success");
    assert_eq!(payment["invoice"]["number"], number);
    assert_eq!(pay(5.0, number).expect(200), payment);
    let invoice = get(&fake, &format!("/account/invoices/{number}")).expect(200);
    assert_eq!(invoice["state"], 1);
    get(&fake, "/account/invoices/1").refused(404, "not_found");
}

#[test]
fn the_card_pays_for_apps_of_ones_own() {
    let fake = with_app("my-app");
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let body = json!({ "name": "team-app", "team": "our-team" });
    post(&fake, "/teams/apps", body).expect(201);
    let apps = sdk(&fake, "GET", "/account/payment-method/apps", Value::Null).expect(200);
    assert_eq!(column(&apps, "name"), ["my-app"]);
}

#[test]
fn capabilities_are_told_of_what_exists() {
    let fake = with_app("my-app");
    let ask = |id: &str| {
        let asked = json!({
            "capability": "manage", "resource_type": "app", "resource_id": id
        });
        let body = json!({ "capabilities": [asked] });
        let told = sdk(&fake, "PUT", "/users/~/capabilities", body).expect(200);
        told["capabilities"][0]["capable"].clone()
    };
    assert_eq!(ask("my-app"), true);
    assert_eq!(ask("no-app"), false);
}

#[test]
fn a_token_for_gateways_expires_soon() {
    let fake = Fake::new();
    let token = sdk(&fake, "POST", "/users/~/gateway-tokens", Value::Null).expect(200);
    assert_eq!(token["user_email"], "user@example.com");
    let lasts = token["exp"].as_i64().zip(token["iat"].as_i64());
    assert!(lasts.is_some_and(|(exp, iat)| exp > iat && exp - iat < 3600));
}

#[test]
fn the_quota_of_eco_dynos_is_told() {
    let fake = with_app("my-app");
    let account = get(&fake, "/account").expect(200);
    let id = account["id"].as_str().expect("an id");
    let path = format!("/accounts/{id}/actions/get-quota");
    let quota = [(
        "accept",
        "application/vnd.heroku+json; version=3.account-quotas",
    )];
    let quota = send_with(&fake, "GET", &path, &quota, "").expect(200);
    assert_eq!(quota["account_quota"], 3_600_000);
    assert_eq!(quota["quota_used"], 0);
}

/// An app with a dyno of a size, and forty days behind it.
fn with_old_dyno(size: &str) -> Fake {
    let fake = with_app("my-app");
    let slug = json!({ "process_types": { "web": "bin/web" } });
    let slug = post(&fake, "/apps/my-app/slugs", slug).expect(201)["id"].clone();
    post(&fake, "/apps/my-app/releases", json!({ "slug": slug })).expect(201);
    let web = json!({ "updates": [{ "type": "web", "quantity": 1, "size": size }] });
    patch(&fake, "/apps/my-app/formation", web).expect(200);
    fake.advance(Duration::from_hours(40 * 24));
    fake
}

#[test]
fn invoices_grow_with_time_and_what_is_over_is_paid() {
    let fake = with_old_dyno("Basic");
    let invoices = get(&fake, "/account/invoices").expect(200);
    let invoices = invoices.as_array().expect("a list");
    let of = |start: &str| {
        let mut known = invoices.iter();
        let known = known.find(|invoice| invoice["period_start"] == start);
        known.expect(start)
    };
    let (january, february) = (of("01/01/2026"), of("02/01/2026"));
    assert_eq!(
        (&january["state"], &january["total"]),
        (&json!(1), &json!(700.0))
    );
    assert_eq!(february["state"], 0);
    let due = february["total"].as_f64().expect("a number");
    assert!(due > 0.0 && due < 700.0, "{due}");
}

#[test]
fn eco_dynos_use_the_quota_up() {
    let fake = with_old_dyno("Eco");
    let account = get(&fake, "/account").expect(200);
    let path = format!(
        "/accounts/{}/actions/get-quota",
        account["id"].as_str().expect("an id")
    );
    let quota = get(&fake, &path).expect(200);
    let used = quota["quota_used"].as_i64().expect("a number");
    assert!(used > 9 * 24 * 60 * 60, "{used}");
    let app = get(&fake, "/apps/my-app").expect(200);
    assert_eq!(quota["apps"][0]["app_uuid"], app["id"]);
}

#[test]
fn the_history_of_usage_has_a_bucket_a_day() {
    let fake = with_old_dyno("Basic");
    let app = get(&fake, "/apps/my-app").expect(200);
    let path = format!(
        "/resource/{}/usage-history",
        app["id"].as_str().expect("an id")
    );
    let history = sdk(&fake, "GET", &format!("{path}?duration=P1W"), Value::Null).expect(200);
    assert_eq!(
        history["usage_timestamps"].as_array().map(Vec::len),
        Some(7)
    );
    let points = &history["usage"][0]["usage_data_points"];
    assert_eq!(points[0], 24.0);
    let nothing = "/resource/01234567-89ab-4def-8123-456789abcdef/usage-history";
    sdk(&fake, "GET", nothing, Value::Null).refused(404, "not_found");
}
