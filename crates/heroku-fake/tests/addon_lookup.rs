//! Finding add-ons and attachments by what people call them.

mod common;

use common::addons::add_ready;
use common::{Answer, column, get, post, send_with, with_app};
use heroku_fake::Fake;
use serde_json::{Value, json};

/// A fake with the apps `my-app` and `other`, and a cache of the former.
fn with_cache() -> (Fake, Value) {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    let addon = add_ready(&fake, "heroku-redis");
    (fake, addon)
}

fn find(fake: &Fake, addon: impl Into<Value>, app: impl Into<Value>) -> Answer {
    let question = json!({ "addon": addon.into(), "app": app.into() });
    post(fake, "/actions/addons/resolve", question)
}

fn find_attachment(fake: &Fake, name: impl Into<Value>, app: impl Into<Value>) -> Answer {
    let question = json!({ "addon_attachment": name.into(), "app": app.into() });
    post(fake, "/actions/addon-attachments/resolve", question)
}

#[test]
fn an_addon_is_found_by_id_name_service_plan_or_attachment() {
    let (fake, addon) = with_cache();
    let id = [addon["id"].as_str().expect("an id")];
    for key in [
        addon["id"].clone(),
        addon["name"].clone(),
        json!("heroku-redis"),
        addon["plan"]["name"].clone(),
        json!("REDIS"),
        json!("redis"),
        json!("my-app::REDIS"),
    ] {
        let found = find(&fake, key.clone(), "my-app").expect(200);
        assert_eq!(column(&found, "id"), id, "{key}");
        assert_eq!(found[0]["namespace"], Value::Null);
    }
    for key in [addon["name"].clone(), json!("my-app::REDIS")] {
        let found = find(&fake, key.clone(), Value::Null).expect(200);
        assert_eq!(column(&found, "id"), id, "{key}");
    }
    let question = json!({ "addon": addon["name"] });
    post(&fake, "/actions/addons/resolve", question).expect(200);
    let app = get(&fake, "/apps/my-app").expect(200);
    find(&fake, "REDIS", app["id"].clone()).expect(200);
}

#[test]
fn what_is_not_there_is_refused_as_an_addon() {
    let (fake, addon) = with_cache();
    for (key, app) in [
        (json!("none"), Value::Null),
        (json!("REDIS"), Value::Null),
        (json!("REDIS"), json!("other")),
        (json!("other::REDIS"), Value::Null),
        (addon["name"].clone(), json!("other")),
    ] {
        let body = find(&fake, key, app).expect(404);
        assert_eq!(
            (&body["id"], &body["resource"]),
            (&json!("not_found"), &json!("add_on"))
        );
    }
    let body = find(&fake, "REDIS", "none").expect(404);
    assert_eq!(body["resource"], "app");
}

#[test]
fn what_may_mean_several_is_refused_with_their_names() {
    let (fake, addon) = with_cache();
    let second = add_ready(&fake, "heroku-redis");
    let message = find(&fake, "heroku-redis", "my-app").refused(422, "multiple_matches");
    for addon in [&addon, &second] {
        assert!(
            message.contains(addon["name"].as_str().expect("a name")),
            "{message}"
        );
    }
    find(&fake, "REDIS", "my-app").expect(200);
}

#[test]
fn a_service_narrows_the_search() {
    let (fake, addon) = with_cache();
    let ask = |service: &str| {
        let question = json!({
            "addon": addon["name"], "app": "my-app", "addon_service": service,
        });
        post(&fake, "/actions/addons/resolve", question)
    };
    ask("heroku-redis").expect(200);
    ask("heroku-postgresql").refused(404, "not_found");
}

#[test]
fn whole_plans_are_told_on_request() {
    let (fake, addon) = with_cache();
    let headers = [("accept-expansion", "addon_service,plan")];
    let question = json!({ "addon": addon["name"], "app": null }).to_string();
    let found = send_with(&fake, "POST", "/actions/addons/resolve", &headers, question);
    assert!(found.expect(200)[0]["plan"]["created_at"].is_string());
}

#[test]
fn an_attachment_is_found_by_its_app_and_name() {
    let (fake, addon) = with_cache();
    let wish = json!({ "addon": addon["id"], "app": "other", "name": "CACHE" });
    let attachment = post(&fake, "/addon-attachments", wish).expect(201);
    for (key, app) in [
        (json!("CACHE"), json!("other")),
        (json!("other::CACHE"), Value::Null),
        (json!("CACHE"), Value::Null),
        (attachment["id"].clone(), Value::Null),
    ] {
        let found = find_attachment(&fake, key.clone(), app).expect(200);
        assert_eq!(
            column(&found, "id"),
            [attachment["id"].as_str().expect("an id")],
            "{key}"
        );
    }
    let body = find_attachment(&fake, "CACHE", "my-app").expect(404);
    assert_eq!(body["resource"], "add_on attachment");
    let wish = json!({ "addon": addon["id"], "app": "other", "name": "REDIS" });
    post(&fake, "/addon-attachments", wish).expect(201);
    find_attachment(&fake, "REDIS", Value::Null).refused(422, "multiple_matches");
}
