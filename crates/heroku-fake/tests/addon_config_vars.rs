//! The config vars that apps have of add-ons.

mod common;

use common::addons::{add_ready, last_release, with_apps};
use common::{column, delete, get, patch, post};
use heroku_fake::Fake;
use serde_json::{Value, json};

fn config(fake: &Fake, app: &str) -> Value {
    get(fake, &format!("/apps/{app}/config-vars")).expect(200)
}

#[test]
fn an_app_has_the_config_vars_of_its_addons_as_long_as_it_has_these() {
    let fake = with_apps();
    let addon = add_ready(&fake, "heroku-postgresql");
    let url = config(&fake, "my-app")["DATABASE_URL"].clone();
    assert!(url.as_str().expect("a text").starts_with("postgres://"));
    let wish = json!({ "addon": addon["id"], "app": "other", "name": "SHARED" });
    let attachment = post(&fake, "/addon-attachments", wish).expect(201);
    assert_eq!(config(&fake, "other"), json!({ "SHARED_URL": url }));
    let path = format!(
        "/addon-attachments/{}",
        attachment["id"].as_str().expect("an id")
    );
    delete(&fake, &path).expect(200);
    assert_eq!(config(&fake, "other"), json!({}));
    let path = format!(
        "/apps/my-app/addons/{}",
        addon["id"].as_str().expect("an id")
    );
    delete(&fake, &path).expect(202);
    assert_eq!(config(&fake, "my-app"), json!({}));
}

#[test]
fn names_that_the_provider_chose_stand_behind_other_names_of_attachments() {
    let fake = with_apps();
    add_ready(&fake, "newrelic");
    let vars = config(&fake, "my-app");
    assert!(vars["NEW_RELIC_LICENSE_KEY"].is_string(), "{vars}");
    let wish = json!({ "plan": "newrelic", "attachment": { "name": "WATCH" } });
    post(&fake, "/apps/other/addons", wish).expect(201);
    let vars = config(&fake, "other");
    assert!(vars["WATCH_NEW_RELIC_LICENSE_KEY"].is_string(), "{vars}");
}

#[test]
fn config_vars_of_an_attachment_are_not_changed_by_hand() {
    let fake = with_apps();
    add_ready(&fake, "heroku-redis");
    let before = config(&fake, "my-app");
    for value in [json!("redis://example.com"), Value::Null] {
        let change = json!({ "A": "1", "REDIS_URL": value });
        let message =
            patch(&fake, "/apps/my-app/config-vars", change).refused(422, "invalid_params");
        assert!(
            message.contains("`REDIS_URL`") && message.contains("REDIS,"),
            "{message}"
        );
    }
    assert_eq!(config(&fake, "my-app"), before);
    patch(&fake, "/apps/my-app/config-vars", before.clone()).expect(200);
    assert_eq!(config(&fake, "my-app"), before);
}

#[test]
fn config_vars_set_by_hand_are_overwritten_on_confirmation_only() {
    let fake = with_apps();
    let by_hand = json!({ "REDIS_URL": "redis://example.com" });
    patch(&fake, "/apps/my-app/config-vars", by_hand.clone()).expect(200);
    add_ready(&fake, "heroku-redis");
    let vars = config(&fake, "my-app");
    assert_eq!(vars["REDIS_URL"], by_hand["REDIS_URL"]);
    assert_eq!(vars.as_object().map(serde_json::Map::len), Some(2));

    let wish = json!({ "plan": "heroku-redis", "attachment": { "name": "REDIS" } });
    post(&fake, "/apps/my-app/addons", wish.clone()).refused(422, "confirmation_required");
    let mut wish = wish;
    wish["confirm"] = json!("my-app");
    post(&fake, "/apps/my-app/addons", wish).expect(201);
    for _ in 0..6 {
        get(&fake, "/account").expect(200);
    }
    assert_ne!(config(&fake, "my-app")["REDIS_URL"], by_hand["REDIS_URL"]);
}

#[test]
fn a_rollback_leaves_the_config_vars_of_addons() {
    let fake = with_apps();
    patch(&fake, "/apps/my-app/config-vars", json!({ "A": "1" })).expect(200);
    add_ready(&fake, "heroku-redis");
    let url = config(&fake, "my-app")["REDIS_URL"].clone();
    post(&fake, "/apps/my-app/releases", json!({ "release": "1" })).expect(201);
    assert_eq!(config(&fake, "my-app"), json!({ "REDIS_URL": url }));
}

#[test]
fn settings_of_an_addon_reach_all_its_apps() {
    let fake = with_apps();
    let addon = add_ready(&fake, "heroku-redis");
    let wish = json!({ "addon": addon["id"], "app": "other", "name": "CACHE" });
    post(&fake, "/addon-attachments", wish).expect(201);
    let path = format!("/addons/{}/config", addon["id"].as_str().expect("an id"));
    let settings = get(&fake, &path).expect(200);
    assert_eq!(column(&settings, "name"), ["URL"]);
    assert!(column(&settings, "value")[0].starts_with("rediss://"));

    let change = json!({ "config": [
        { "name": "URL", "value": null },
        { "name": "HOST", "value": "cache.example.com" },
    ] });
    let settings = patch(&fake, &path, change).expect(200);
    assert_eq!(
        settings,
        json!([{ "name": "HOST", "value": "cache.example.com" }])
    );
    let vars = config(&fake, "other");
    assert_eq!(vars, json!({ "CACHE_HOST": "cache.example.com" }));
    let description = last_release(&fake, "other")["description"].clone();
    assert!(
        description
            .as_str()
            .expect("a text")
            .starts_with("Update CACHE")
    );

    let change = json!({ "config": [{ "name": "no name", "value": "1" }] });
    let message = patch(&fake, &path, change).refused(422, "invalid_params");
    assert!(message.contains("`config[0].name`"), "{message}");
}
