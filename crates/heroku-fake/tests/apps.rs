//! Apps: creating, finding, renaming, deleting.

mod common;

use common::{column, delete, get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use serde_json::json;

#[test]
fn an_app_without_a_name_gets_one() {
    let fake = Fake::new();
    let app = post(&fake, "/apps", json!({})).expect(201);
    let name = app["name"].as_str().expect("a name");
    assert_eq!(name.split('-').count(), 3);
    assert!(name.len() <= 30);
    assert_eq!(app["region"]["name"], "us");
    assert_eq!(app["stack"]["name"], "heroku-24");
    assert_eq!(send_with(&fake, "POST", "/apps", &[], "").status, 201);
}

#[test]
fn an_app_has_the_name_region_and_stack_that_were_asked_for() {
    let fake = Fake::new();
    let wish = json!({ "name": "my-app", "region": "eu", "stack": "heroku-22" });
    let app = post(&fake, "/apps", wish).expect(201);
    assert_eq!(app["name"], "my-app");
    assert_eq!(app["region"]["name"], "eu");
    assert_eq!(app["stack"]["name"], "heroku-22");
    assert_eq!(app["git_url"], "https://git.heroku.com/my-app.git");
    let url = app["web_url"].as_str().expect("an address");
    assert!(
        url.starts_with("https://my-app-") && url.ends_with(".herokuapp.com/"),
        "{url}"
    );
    assert_eq!(
        app["owner"]["email"],
        get(&fake, "/account").expect(200)["email"]
    );

    let region = get(&fake, "/regions/eu").expect(200);
    let wish = json!({ "region": region["id"] });
    assert_eq!(
        post(&fake, "/apps", wish).expect(201)["region"]["name"],
        "eu"
    );
}

#[test]
fn a_name_that_is_taken_or_malformed_is_refused() {
    let fake = with_app("my-app");
    let message = post(&fake, "/apps", json!({ "name": "my-app" })).refused(422, "invalid_params");
    assert!(message.contains("name") && message.contains("taken"));
    for name in [
        "My-App",
        "q",
        "9lives",
        "trailing-",
        "way-too-long-for-the-name-of-an-app",
    ] {
        let message = post(&fake, "/apps", json!({ "name": name })).refused(422, "invalid_params");
        assert!(
            message.contains("`name`") && !message.contains(name),
            "{message}"
        );
    }
    for (field, value) in [("region", "moon"), ("stack", "bamboo")] {
        let message = post(&fake, "/apps", json!({ field: value })).refused(422, "invalid_params");
        assert!(
            message.contains(field) && !message.contains(value),
            "{message}"
        );
    }
}

#[test]
fn id_and_name_find_the_same_app() {
    let fake = with_app("my-app");
    let by_name = get(&fake, "/apps/my-app").expect(200);
    let id = by_name["id"].as_str().expect("an id");
    assert_eq!(get(&fake, &format!("/apps/{id}")).expect(200), by_name);
    let unknown = get(&fake, "/apps/other").expect(404);
    assert_eq!(
        (&unknown["id"], &unknown["resource"]),
        (&json!("not_found"), &json!("app"))
    );
}

#[test]
fn a_rename_moves_all_addresses() {
    let fake = with_app("old-name");
    post(&fake, "/apps", json!({ "name": "taken" })).expect(201);
    patch(&fake, "/apps/old-name", json!({ "name": "taken" })).refused(422, "invalid_params");

    let before = get(&fake, "/apps/old-name").expect(200);
    let after = patch(&fake, "/apps/old-name", json!({ "name": "new-name" })).expect(200);
    assert_eq!(after["id"], before["id"]);
    assert_eq!(after["git_url"], "https://git.heroku.com/new-name.git");
    assert_ne!(after["updated_at"], before["updated_at"]);
    get(&fake, "/apps/old-name").refused(404, "not_found");
    let domains = get(&fake, "/apps/new-name/domains").expect(200);
    assert!(column(&domains, "hostname")[0].starts_with("new-name-"));
    post(&fake, "/apps", json!({ "name": "old-name" })).expect(201);
}

#[test]
fn maintenance_is_turned_on_and_off() {
    let fake = with_app("my-app");
    let maintain = |wish: bool| patch(&fake, "/apps/my-app", json!({ "maintenance": wish }));
    assert_eq!(maintain(true).expect(200)["maintenance"], true);
    assert_eq!(get(&fake, "/apps/my-app").expect(200)["maintenance"], true);
    assert_eq!(maintain(false).expect(200)["maintenance"], false);
}

#[test]
fn a_stack_counts_at_once_until_there_is_code_that_was_built_for_another() {
    let fake = with_app("my-app");
    let stacks = |stack: &str| {
        let wish = json!({ "build_stack": stack });
        let app = patch(&fake, "/apps/my-app", wish).expect(200);
        let name = |field: &str| app[field]["name"].as_str().expect("a name").to_owned();
        (name("stack"), name("build_stack"))
    };
    let both = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(stacks("heroku-22"), both("heroku-22", "heroku-22"));
    let slug = json!({ "process_types": { "web": "bin/web" } });
    let slug = post(&fake, "/apps/my-app/slugs", slug).expect(201);
    let release = json!({ "slug": slug["id"] });
    post(&fake, "/apps/my-app/releases", release).expect(201);
    assert_eq!(stacks("heroku-24"), both("heroku-22", "heroku-24"));
}

#[test]
fn the_first_stack_of_all_means_the_default_one() {
    let fake = Fake::new();
    let app = post(&fake, "/apps", json!({ "stack": "cedar" })).expect(201);
    assert_eq!(app["stack"]["name"], "heroku-24");
    let message = post(&fake, "/apps", json!({ "stack": "bamboo" })).refused(422, "invalid_params");
    assert!(message.contains("`stack`"), "{message}");
}

#[test]
fn one_and_zero_are_as_good_as_true_and_false() {
    let fake = with_app("my-app");
    let maintain = |wish: i64| patch(&fake, "/apps/my-app", json!({ "maintenance": wish }));
    assert_eq!(maintain(1).expect(200)["maintenance"], true);
    assert_eq!(maintain(0).expect(200)["maintenance"], false);
    let message = maintain(2).refused(422, "invalid_params");
    assert!(message.contains("`maintenance`"), "{message}");
}

#[test]
fn deleting_an_app_takes_all_it_owns() {
    let fake = with_app("my-app");
    assert_eq!(delete(&fake, "/apps/my-app").expect(200)["name"], "my-app");
    for path in [
        "",
        "/config-vars",
        "/releases",
        "/formation",
        "/dynos",
        "/domains",
    ] {
        get(&fake, &format!("/apps/my-app{path}")).refused(404, "not_found");
    }
    delete(&fake, "/apps/my-app").refused(404, "not_found");
    assert_eq!(get(&fake, "/apps").expect(200), json!([]));
}

#[test]
fn each_token_has_a_world_of_its_own() {
    let fake = with_app("my-app");
    let other = [("authorization", "Bearer other-token")];
    assert_eq!(
        send_with(&fake, "GET", "/apps", &other, "").expect(200),
        json!([])
    );
    let basic = [("authorization", "Basic dXNlcjp0ZXN0LXRva2Vu")];
    let apps = send_with(&fake, "GET", "/users/~/apps", &basic, "").expect(200);
    assert_eq!(column(&apps, "name"), ["my-app"]);
}

#[test]
fn the_same_requests_get_the_same_answers() {
    let run = || {
        let fake = Fake::new();
        let app = post(&fake, "/apps", json!({})).expect(201);
        (app, get(&fake, "/apps").headers)
    };
    assert_eq!(run(), run());
}

#[test]
fn the_sdk_variant_tells_the_generation_as_text() {
    let fake = with_app("my-app");
    assert_eq!(
        get(&fake, "/apps/my-app").expect(200)["generation"]["name"],
        "cedar"
    );
    let sdk = [("accept", "application/vnd.heroku+json; version=3.sdk")];
    let app = send_with(&fake, "GET", "/apps/my-app", &sdk, "").expect(200);
    assert_eq!(app["generation"], "cedar");
}
