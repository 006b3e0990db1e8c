//! Attachments: how apps get the config vars of add-ons, and under which names.

mod common;

use common::addons::{add_ready, last_release, with_apps};
use common::{column, delete, get, post, send_with};
use heroku_fake::Fake;
use serde_json::{Value, json};

/// Attaches an add-on to an app under a name.
fn attach(fake: &Fake, addon: &Value, app: &str, name: &str) -> Value {
    let wish = json!({ "addon": addon["id"], "app": app, "name": name });
    post(fake, "/addon-attachments", wish).expect(201)
}

/// The attachments at a path, with all that can be included.
fn attachments(fake: &Fake, path: &str) -> Value {
    let headers = [("accept-inclusion", "addon:plan,config_vars")];
    send_with(fake, "GET", path, &headers, "").expect(200)
}

fn names(fake: &Fake, app: &str) -> Vec<String> {
    let list = get(fake, &format!("/apps/{app}/addon-attachments")).expect(200);
    let mut names = column(&list, "name");
    names.sort();
    names
}

#[test]
fn the_first_attachment_has_the_name_of_its_service_and_later_ones_a_color() {
    let fake = with_apps();
    add_ready(&fake, "heroku-postgresql");
    assert_eq!(names(&fake, "my-app"), ["DATABASE"]);
    let addon = add_ready(&fake, "heroku-postgresql");
    let names = names(&fake, "my-app");
    let color = names[1].strip_prefix("HEROKU_POSTGRESQL_");
    assert!(color.is_some_and(|color| !color.contains('_')), "{names:?}");
    let path = format!("/addons/{}", addon["id"].as_str().expect("an id"));
    let addon = get(&fake, &path).expect(200);
    assert_eq!(addon["config_vars"], json!([format!("{}_URL", names[1])]));
}

#[test]
fn many_attachments_of_one_service_all_get_names_of_their_own() {
    let fake = with_apps();
    let addons: Vec<Value> = (0..20).map(|_| add_ready(&fake, "mailgun")).collect();
    let mut names = names(&fake, "my-app");
    names.dedup();
    assert_eq!(names.len(), addons.len());
}

#[test]
fn a_new_addon_is_attached_under_the_name_that_was_asked_for() {
    let fake = with_apps();
    let wish = json!({ "plan": "mailgun", "attachment": { "name": "POST" } });
    let addon = post(&fake, "/apps/my-app/addons", wish).expect(201);
    assert_eq!(names(&fake, "my-app"), ["POST"]);
    let vars = addon["config_vars"].as_array().expect("a list");
    assert!(vars.contains(&json!("POST_API_KEY")), "{vars:?}");

    let wish = json!({ "plan": "mailgun", "attachment": { "name": "no-name" } });
    let message = post(&fake, "/apps/my-app/addons", wish).refused(422, "invalid_params");
    assert!(message.contains("`attachment.name`"), "{message}");
}

#[test]
fn an_addon_is_attached_to_another_app_by_text_or_object() {
    let fake = with_apps();
    let addon = add_ready(&fake, "heroku-redis");
    let wish = json!({ "addon": { "name": addon["name"] }, "app": { "name": "other" } });
    let attachment = post(&fake, "/addon-attachments", wish).expect(201);
    assert_eq!(attachment["name"], "REDIS");
    assert_eq!(attachment["app"]["name"], "other");
    assert_eq!(attachment["addon"]["app"]["name"], "my-app");
    let description = format!(
        "Attach REDIS (@{})",
        addon["name"].as_str().expect("a name")
    );
    assert_eq!(last_release(&fake, "other")["description"], description);
    let own = attachments(&fake, "/apps/other/addon-attachments");
    assert_eq!(own[0]["config_vars"], json!(["REDIS_URL"]));

    let wish = json!({ "addon": addon["name"], "app": "my-app", "name": "CACHE" });
    post(&fake, "/addon-attachments", wish).expect(201);
    assert_eq!(names(&fake, "my-app"), ["CACHE", "REDIS"]);
    let path = format!("/addons/{}", addon["id"].as_str().expect("an id"));
    let vars = get(&fake, &path).expect(200)["config_vars"].clone();
    assert_eq!(vars, json!(["CACHE_URL", "REDIS_URL"]));
}

#[test]
fn what_is_attached_must_exist_and_be_shareable() {
    let fake = with_apps();
    let addon = add_ready(&fake, "papertrail");
    for (field, wish) in [
        ("`addon`", json!({ "addon": "none", "app": "other" })),
        ("`app`", json!({ "addon": addon["id"], "app": "none" })),
        ("`addon`", json!({ "addon": addon["id"], "app": "other" })),
    ] {
        let message = post(&fake, "/addon-attachments", wish).refused(422, "invalid_params");
        assert!(message.contains(field), "{message}");
    }
    attach(&fake, &addon, "my-app", "LOGS");
}

#[test]
fn an_addon_that_is_not_ready_gives_its_config_vars_when_it_is() {
    let fake = with_apps();
    let wish = json!({ "plan": "heroku-redis" });
    let addon = post(&fake, "/apps/my-app/addons", wish).expect(201);
    attach(&fake, &addon, "other", "CACHE");
    let early = attachments(&fake, "/apps/other/addon-attachments");
    assert_eq!(early[0]["config_vars"], json!([]));
    for _ in 0..6 {
        get(&fake, "/account").expect(200);
    }
    let late = attachments(&fake, "/apps/other/addon-attachments");
    assert_eq!(late[0]["config_vars"], json!(["CACHE_URL"]));
    assert_eq!(last_release(&fake, "other")["version"], 2);
}

#[test]
fn a_name_in_use_is_given_up_when_the_app_is_named_to_confirm() {
    let fake = with_apps();
    let (one, two) = (
        add_ready(&fake, "heroku-redis"),
        add_ready(&fake, "heroku-redis"),
    );
    attach(&fake, &one, "other", "CACHE");
    let mut wish = json!({ "addon": two["id"], "app": "other", "name": "CACHE" });
    let message =
        post(&fake, "/addon-attachments", wish.clone()).refused(422, "confirmation_required");
    assert!(
        message.contains("CACHE") && message.contains("`confirm`"),
        "{message}"
    );
    wish["confirm"] = json!("my-app");
    post(&fake, "/addon-attachments", wish.clone()).refused(422, "confirmation_required");
    wish["confirm"] = json!("other");
    post(&fake, "/addon-attachments", wish).expect(201);
    let list = get(&fake, "/apps/other/addon-attachments").expect(200);
    assert_eq!(list.as_array().expect("a list").len(), 1);
    assert_eq!(list[0]["addon"]["id"], two["id"]);
}

#[test]
fn an_addon_that_loses_its_only_name_gets_another() {
    let fake = with_apps();
    let first = add_ready(&fake, "heroku-postgresql");
    let wish = json!({
        "plan": "heroku-postgresql",
        "attachment": { "name": "DATABASE" },
    });
    post(&fake, "/apps/my-app/addons", wish.clone()).refused(422, "confirmation_required");
    assert_eq!(
        get(&fake, "/addons")
            .expect(200)
            .as_array()
            .expect("a list")
            .len(),
        1
    );
    let mut wish = wish;
    wish["confirm"] = json!("my-app");
    let second = post(&fake, "/apps/my-app/addons", wish).expect(201);
    let list = get(&fake, "/apps/my-app/addon-attachments").expect(200);
    for attachment in list.as_array().expect("a list") {
        let is_first = attachment["addon"]["id"] == first["id"];
        assert_eq!(attachment["name"] == "DATABASE", !is_first, "{attachment}");
        assert!(is_first || attachment["addon"]["id"] == second["id"]);
    }
}

#[test]
fn an_addon_is_not_attached_twice_under_one_name() {
    let fake = with_apps();
    let addon = add_ready(&fake, "heroku-redis");
    let wish = json!({
        "addon": addon["id"], "app": "my-app", "name": "REDIS", "confirm": "my-app",
    });
    let message = post(&fake, "/addon-attachments", wish).refused(422, "invalid_params");
    assert!(message.contains("`name`"), "{message}");
}

#[test]
fn a_part_of_an_addon_is_attached_beside_the_whole() {
    let fake = with_apps();
    let addon = add_ready(&fake, "heroku-postgresql");
    let wish = json!({
        "addon": addon["id"], "app": "my-app", "name": "READER", "namespace": "credential:reader",
    });
    let attachment = post(&fake, "/addon-attachments", wish).expect(201);
    assert_eq!(attachment["namespace"], "credential:reader");
    let name = addon["name"].as_str().expect("a name");
    let config = |part| get(&fake, &format!("/addons/{name}/config/credential:{part}"));
    assert_eq!(column(&config("reader").expect(200), "name"), ["URL"]);
    assert_eq!(config("writer").expect(200), json!([]));
    let question = json!({ "addon": "READER", "app": "my-app" });
    let found = post(&fake, "/actions/addons/resolve", question).expect(200);
    assert_eq!(found[0]["namespace"], "credential:reader");
}

#[test]
fn detaching_takes_the_config_vars_away() {
    let fake = with_apps();
    let addon = add_ready(&fake, "heroku-redis");
    let attachment = attach(&fake, &addon, "other", "CACHE");
    let path = format!(
        "/addon-attachments/{}",
        attachment["id"].as_str().expect("an id")
    );
    assert_eq!(get(&fake, &path).expect(200), attachment);
    let gone = delete(&fake, &path).expect(200);
    assert_eq!(gone["id"], attachment["id"]);
    get(&fake, &path).refused(404, "not_found");
    let description = format!(
        "Detach CACHE (@{})",
        addon["name"].as_str().expect("a name")
    );
    assert_eq!(last_release(&fake, "other")["description"], description);
}

#[test]
fn the_last_attachment_to_the_own_app_stays() {
    let fake = with_apps();
    let addon = add_ready(&fake, "heroku-redis");
    attach(&fake, &addon, "other", "CACHE");
    let own = get(&fake, "/apps/my-app/addon-attachments/REDIS").expect(200);
    let path = format!("/addon-attachments/{}", own["id"].as_str().expect("an id"));
    delete(&fake, &path).refused(422, "invalid_params");
    attach(&fake, &addon, "my-app", "SECOND");
    delete(&fake, &path).expect(200);
    assert_eq!(names(&fake, "my-app"), ["SECOND"]);
}

#[test]
fn attachments_are_listed_by_app_and_by_addon_and_found_by_name() {
    let fake = with_apps();
    let addon = add_ready(&fake, "heroku-redis");
    add_ready(&fake, "mailgun");
    attach(&fake, &addon, "other", "CACHE");
    assert_eq!(names(&fake, "my-app"), ["MAILGUN", "REDIS"]);
    assert_eq!(names(&fake, "other"), ["CACHE"]);
    let path = format!(
        "/addons/{}/addon-attachments",
        addon["name"].as_str().expect("a name")
    );
    let mut of_addon = column(&get(&fake, &path).expect(200), "name");
    of_addon.sort();
    assert_eq!(of_addon, ["CACHE", "REDIS"]);
    let found = get(&fake, "/apps/other/addon-attachments/CACHE").expect(200);
    assert_eq!(found["addon"]["id"], addon["id"]);
    get(&fake, "/apps/my-app/addon-attachments/CACHE").refused(404, "not_found");
    let newest = [("range", "name ..; order=desc, max=1")];
    let part = send_with(&fake, "GET", "/addon-attachments", &newest, "");
    assert_eq!(column(&part.expect(206), "name"), ["REDIS"]);
}

#[test]
fn plans_and_config_vars_are_included_on_request() {
    let fake = with_apps();
    add_ready(&fake, "heroku-redis:mini");
    let plain = get(&fake, "/addon-attachments").expect(200);
    assert_eq!(plain[0].get("config_vars"), None);
    assert_eq!(plain[0]["addon"].get("plan"), None);
    let included = attachments(&fake, "/addon-attachments");
    assert_eq!(included[0]["config_vars"], json!(["REDIS_URL"]));
    assert_eq!(included[0]["addon"]["plan"]["name"], "heroku-redis:mini");
}

#[test]
fn telemetry_goes_to_an_addon_that_is_ready() {
    let fake = with_apps();
    let wish = json!({ "plan": "heroku-redis" });
    post(&fake, "/apps/my-app/addons", wish).expect(201);
    let own = get(&fake, "/apps/my-app/addon-attachments/REDIS").expect(200);
    let id = own["id"].as_str().expect("an id");
    let path = format!("/addon-attachments/{id}/telemetry-ingress-info");
    let sdk = [("accept", "application/vnd.heroku+json; version=3.sdk")];
    send_with(&fake, "GET", &path, &sdk, "").refused(409, "conflict");
    for _ in 0..6 {
        get(&fake, "/account").expect(200);
    }
    let info = send_with(&fake, "GET", &path, &sdk, "").expect(200);
    assert_eq!(info["token_type"], "Bearer");
    let now = get(&fake, "/addons").expect(200)[0]["updated_at"].clone();
    assert!(info["expires_at"].as_str() > now.as_str(), "{info}");
}
