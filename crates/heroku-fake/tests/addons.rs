//! Add-ons: getting what providers offer.

mod common;

use std::time::Duration;

use common::addons::{add, last_release, path, wait, with_team_app};
use common::{SDK, column, get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use serde_json::json;

#[test]
fn a_plan_is_named_by_name_by_id_by_service_or_in_an_object() {
    let fake = with_app("my-app");
    let plan = get(&fake, "/plans/mailgun:basic").expect(200);
    for wish in [
        json!("mailgun:basic"),
        plan["id"].clone(),
        json!({ "name": "mailgun:basic" }),
    ] {
        let addon = post(&fake, "/apps/my-app/addons", json!({ "plan": wish })).expect(201);
        assert_eq!(addon["plan"]["name"], "mailgun:basic");
        assert_eq!(addon["addon_service"]["name"], "mailgun");
    }
    let default = add(&fake, "mailgun")["plan"]["name"].clone();
    let plans = get(&fake, "/addon-services/mailgun/plans").expect(200);
    let plans = plans.as_array().expect("a list");
    let wanted = plans.iter().find(|plan| plan["default"] == true);
    assert_eq!(wanted.expect("a default")["name"], default);
}

#[test]
fn an_unknown_plan_is_refused_in_the_words_that_the_command_line_looks_for() {
    let fake = with_app("my-app");
    let wish = json!({ "plan": "heroku-postgresql:none" });
    let message = post(&fake, "/apps/my-app/addons", wish.clone()).refused(422, "invalid_params");
    assert!(
        message.starts_with("Couldn't find either the add-on"),
        "{message}"
    );
    let addon = add(&fake, "heroku-postgresql");
    wait(&fake);
    let message = patch(&fake, &path(&addon), wish).refused(422, "invalid_params");
    assert!(
        message.starts_with("Couldn't find either the add-on"),
        "{message}"
    );
}

#[test]
fn an_addon_gets_a_name_from_its_service_unless_one_is_given() {
    let fake = with_app("my-app");
    let name = add(&fake, "heroku-postgresql")["name"].clone();
    let parts: Vec<&str> = name.as_str().expect("a name").split('-').collect();
    assert_eq!((parts.len(), parts[0]), (3, "postgresql"), "{name}");
    assert!(
        parts[2].len() == 5 && parts[2].parse::<u32>().is_ok(),
        "{name}"
    );

    let wish = json!({ "plan": "heroku-postgresql", "name": "my-db" });
    let addon = post(&fake, "/apps/my-app/addons", wish.clone()).expect(201);
    assert_eq!(addon["name"], "my-db");
    let message = post(&fake, "/apps/my-app/addons", wish).refused(422, "invalid_params");
    assert!(message.contains("`name`"), "{message}");
}

#[test]
fn a_fast_provider_is_ready_at_once() {
    let fake = with_app("my-app");
    let addon = add(&fake, "papertrail");
    assert_eq!(addon["state"], "provisioned");
    assert_eq!(addon["config_vars"], json!(["PAPERTRAIL_API_TOKEN"]));
    let release = last_release(&fake, "my-app");
    let description = format!(
        "Attach PAPERTRAIL (@{})",
        addon["name"].as_str().expect("a name")
    );
    assert_eq!(release["description"], description);
    assert_eq!(release["addon_plan_names"], json!([addon["plan"]["name"]]));
}

#[test]
fn a_slow_provider_is_ready_after_a_while_and_then_come_the_config_vars() {
    let fake = with_app("my-app");
    let addon = add(&fake, "heroku-postgresql");
    assert_eq!(addon["state"], "provisioning");
    assert_eq!(addon["config_vars"], json!([]));
    assert_eq!(last_release(&fake, "my-app")["version"], 1);
    wait(&fake);
    let addon = get(&fake, &path(&addon)).expect(200);
    assert_eq!(addon["state"], "provisioned");
    assert_eq!(addon["config_vars"], json!(["DATABASE_URL"]));
    assert_eq!(last_release(&fake, "my-app")["version"], 2);
}

#[test]
fn what_an_addon_costs_and_who_pays_is_told() {
    let fake = with_app("my-app");
    let addon = add(&fake, "heroku-redis:premium-0");
    let plan = get(&fake, "/plans/heroku-redis:premium-0").expect(200);
    assert_eq!(addon["billed_price"], plan["price"]);
    assert_eq!(addon["billing_entity"]["name"], "my-app");
    assert_eq!(addon["billing_entity"]["type"], "app");
    patch(&fake, "/apps/my-app", json!({ "name": "new-app" })).expect(200);
    let addons = get(&fake, "/apps/new-app/addons").expect(200);
    assert_eq!(addons[0]["billing_entity"]["name"], "new-app");
    assert_eq!(addons[0]["app"]["name"], "new-app");
}

#[test]
fn the_team_of_an_app_pays_for_its_addons() {
    let fake = with_team_app();
    let addon = add(&fake, "papertrail");
    assert_eq!(addon["billing_entity"]["name"], "my-team");
    assert_eq!(addon["billing_entity"]["type"], "team");
    let addons = get(&fake, "/teams/my-team/addons").expect(200);
    assert_eq!(
        column(&addons, "id"),
        [addon["id"].as_str().expect("an id")]
    );
}

#[test]
fn whole_plans_and_services_are_told_on_request() {
    let fake = with_app("my-app");
    add(&fake, "papertrail");
    let headers = [("accept-expansion", "addon_service,plan")];
    let addons = send_with(&fake, "GET", "/addons", &headers, "").expect(200);
    assert_eq!(addons[0]["addon_service"]["state"], "ga");
    assert!(addons[0]["plan"]["price"]["cents"].is_number());
    assert!(addons[0]["plan"]["created_at"].is_string());
    let plain = get(&fake, "/addons").expect(200);
    assert_eq!(plain[0]["plan"].get("created_at"), None);
}

#[test]
fn what_the_provider_says_is_told_on_request() {
    let fake = with_app("my-app");
    let wish = json!({ "plan": "papertrail" }).to_string();
    let headers = [("x-heroku-legacy-provider-messages", "true")];
    let addon = send_with(&fake, "POST", "/apps/my-app/addons", &headers, wish).expect(201);
    assert_ne!(addon["provision_message"], "");
    assert_eq!(add(&fake, "mailgun")["provision_message"], "");
}

#[test]
fn options_for_the_provider_may_be_true_and_must_be_plain() {
    let fake = with_app("my-app");
    let wish = json!({ "plan": "mailgun", "config": { "region": "eu", "fast": true } });
    post(&fake, "/apps/my-app/addons", wish).expect(201);
    let wish = json!({ "plan": "mailgun", "config": { "region": ["eu"] } });
    let message = post(&fake, "/apps/my-app/addons", wish).refused(422, "invalid_params");
    assert!(message.contains("`config.region`"), "{message}");
}

#[test]
fn some_services_are_had_once_only_and_some_not_at_all() {
    let fake = with_app("my-app");
    add(&fake, "papertrail");
    for service in ["papertrail", "cleardb"] {
        let wish = json!({ "plan": service });
        let message = post(&fake, "/apps/my-app/addons", wish).refused(422, "invalid_params");
        assert!(message.contains("`plan`"), "{message}");
    }
}

#[test]
fn a_service_of_the_older_generation_does_not_work_on_the_newer() {
    let fake = Fake::new();
    post(&fake, "/apps", json!({ "name": "my-app", "stack": "cnb" })).expect(201);
    let wish = json!({ "plan": "papertrail" });
    let message = post(&fake, "/apps/my-app/addons", wish).refused(422, "invalid_params");
    assert!(message.contains("generation"), "{message}");
    add(&fake, "scheduler");
}

/// Makes a team with a space, which can be used at once, and an app in it.
fn add_to_space(fake: &Fake, app: &str) {
    post(fake, "/teams", json!({ "name": "my-team" })).expect(201);
    let space = json!({ "name": "my-space", "team": "my-team" });
    post(fake, "/spaces", space).expect(201);
    fake.advance(Duration::from_secs(50));
    let app = json!({ "name": app, "team": "my-team", "space": "my-space" });
    post(fake, "/teams/apps", app).expect(201);
}

#[test]
fn a_private_plan_needs_a_space() {
    let fake = with_app("my-app");
    let wish = json!({ "plan": "heroku-postgresql:private-0" });
    let message = post(&fake, "/apps/my-app/addons", wish.clone()).refused(422, "invalid_params");
    assert!(
        message.contains("outside of a private network"),
        "{message}"
    );

    add_to_space(&fake, "private");
    post(&fake, "/apps/private/addons", wish).expect(201);
    let wish = json!({ "plan": "heroku-postgresql:essential-0" });
    let message = post(&fake, "/apps/private/addons", wish).refused(422, "invalid_params");
    assert!(message.contains("inside a private network"), "{message}");
}

#[test]
fn the_default_plan_of_an_app_in_a_space_works_there() {
    let fake = Fake::new();
    add_to_space(&fake, "my-app");
    let plan = add(&fake, "heroku-postgresql")["plan"]["name"].clone();
    let path = format!("/plans/{}", plan.as_str().expect("a name"));
    assert_eq!(get(&fake, &path).expect(200)["space_default"], true);
}

#[test]
fn lists_tell_the_addons_of_their_place() {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    let addon = add(&fake, "mailgun");
    let id = [addon["id"].as_str().expect("an id")];
    for path in ["/addons", "/users/~/addons", "/apps/my-app/addons"] {
        assert_eq!(column(&get(&fake, path).expect(200), "id"), id, "{path}");
    }
    assert_eq!(get(&fake, "/apps/other/addons").expect(200), json!([]));
    let wish = json!({ "addon": addon["name"], "app": "other" });
    post(&fake, "/addon-attachments", wish).expect(201);
    let attached = get(&fake, "/apps/other/addons").expect(200);
    assert_eq!(column(&attached, "id"), id);
}

#[test]
fn signing_in_tells_who_and_from_where() {
    let fake = with_app("my-app");
    let addon = add(&fake, "papertrail");
    let path = format!("{}/sso", path(&addon));
    let sso = send_with(&fake, "GET", &path, &[SDK], "").expect(200);
    assert_eq!(sso["params"]["attached_app"], "my-app");
    assert_eq!(sso["params"]["resource_id"], addon["id"]);
    assert_eq!(sso["action"], addon["web_url"]);
    let path = format!("/addons/{}/sso", addon["id"].as_str().expect("an id"));
    let sso = send_with(&fake, "GET", &path, &[SDK], "").expect(200);
    assert_eq!(sso["params"]["owning_app"], "my-app");
}

#[test]
fn a_metered_plan_tells_its_meters() {
    let fake = with_app("my-app");
    let plan = "heroku-inference:claude-4-sonnet";
    let path = format!("/plans/{plan}/meters");
    let meters = send_with(&fake, "GET", &path, &[SDK], "").expect(200);
    let names = column(&meters, "name");
    assert_eq!(names.len(), 2);
    let path = format!("{path}/{}", names[0]);
    let meter = send_with(&fake, "GET", &path, &[SDK], "").expect(200);
    assert_eq!(meter["id"], meters[0]["id"]);
    let path = format!("/plans/heroku-inference:nova-lite/meters/{}", names[0]);
    send_with(&fake, "GET", &path, &[SDK], "").refused(404, "not_found");

    let wish = json!({ "plan": plan }).to_string();
    let addon = send_with(&fake, "POST", "/apps/my-app/addons", &[SDK], wish).expect(201);
    assert_eq!(column(&addon["plan"]["meters"], "name").len(), 2);
}
