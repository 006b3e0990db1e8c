//! Changing add-ons and giving them up.

mod common;

use common::addons::{add, last_release, path, wait};
use common::{Answer, delete, get, patch, post, send_with, text, with_app};
use heroku::add_on::{AddOnCreate, AddOnDelete, AddOnInfo, AddOnState, AddOnUpdate};
use heroku::{Client, Error};
use heroku_fake::Fake;
use serde_json::{Value, json};

fn delete_with(fake: &Fake, path: &str, body: &Value) -> Answer {
    send_with(fake, "DELETE", path, &[], body.to_string())
}

#[test]
fn a_plan_is_changed_within_its_service() {
    let fake = with_app("my-app");
    let addon = add(&fake, "heroku-postgresql:essential-0");
    let wish = json!({ "plan": { "name": "heroku-postgresql:standard-0" } });
    let message = patch(&fake, &path(&addon), wish.clone()).refused(422, "invalid_params");
    assert!(message.contains("provisioned"), "{message}");
    wait(&fake);
    let changed = patch(&fake, &path(&addon), wish).expect(200);
    assert_eq!(changed["plan"]["name"], "heroku-postgresql:standard-0");
    assert_ne!(changed["billed_price"], addon["billed_price"]);
    assert_eq!(
        last_release(&fake, "my-app")["addon_plan_names"],
        json!(["heroku-postgresql:standard-0"])
    );
    let wish = json!({ "plan": "heroku-redis:mini" });
    let message = patch(&fake, &path(&addon), wish).refused(422, "invalid_params");
    assert!(message.contains("service"), "{message}");
}

#[test]
fn an_addon_is_renamed_without_a_plan() {
    let fake = with_app("my-app");
    let addon = add(&fake, "papertrail");
    let other = add(&fake, "mailgun");
    let taken = json!({ "name": other["name"] });
    patch(&fake, &path(&addon), taken).refused(422, "invalid_params");
    let renamed = patch(&fake, &path(&addon), json!({ "name": "my-logs" })).expect(200);
    assert_eq!(
        (&renamed["name"], &renamed["id"]),
        (&json!("my-logs"), &addon["id"])
    );
    get(&fake, "/addons/my-logs").expect(200);
    get(&fake, &path(&addon)).refused(404, "not_found");
}

#[test]
fn a_fast_provider_lets_go_at_once() {
    let fake = with_app("my-app");
    let addon = add(&fake, "papertrail");
    let gone = delete(&fake, &path(&addon)).expect(200);
    assert_eq!(
        (&gone["id"], &gone["state"]),
        (&addon["id"], &json!("deprovisioned"))
    );
    assert_eq!(gone["config_vars"], json!([]));
    let body = get(&fake, &path(&addon)).expect(404);
    assert_eq!(body["resource"], "add_on");
    let description = last_release(&fake, "my-app")["description"].clone();
    assert!(
        description
            .as_str()
            .expect("a text")
            .starts_with("Detach PAPERTRAIL")
    );
    assert_eq!(last_release(&fake, "my-app")["addon_plan_names"], json!([]));
}

#[test]
fn a_slow_provider_lets_go_after_a_while() {
    let fake = with_app("my-app");
    let addon = add(&fake, "heroku-redis");
    wait(&fake);
    let going = delete(&fake, &path(&addon)).expect(202);
    assert_eq!(
        (&going["state"], &going["config_vars"]),
        (&json!("deprovisioning"), &json!([]))
    );
    let again = get(&fake, &path(&addon)).expect(200);
    assert_eq!(again["state"], "deprovisioning");
    delete(&fake, &path(&addon)).expect(202);
    wait(&fake);
    get(&fake, &path(&addon)).refused(404, "not_found");
    assert_eq!(get(&fake, "/addon-attachments").expect(200), json!([]));
}

#[test]
fn an_addon_that_never_got_ready_leaves_no_release() {
    let fake = with_app("my-app");
    let addon = add(&fake, "heroku-redis");
    delete(&fake, &path(&addon)).expect(202);
    wait(&fake);
    get(&fake, &path(&addon)).refused(404, "not_found");
    assert_eq!(last_release(&fake, "my-app")["version"], 1);
}

#[test]
fn an_addon_of_other_apps_is_deleted_by_force_only() {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    let addon = add(&fake, "mailgun");
    let wish = json!({ "addon": addon["id"], "app": "other" });
    post(&fake, "/addon-attachments", wish).expect(201);
    let message = delete_with(&fake, &path(&addon), &json!({ "force": false }))
        .refused(422, "invalid_params");
    assert!(message.contains("`force`"), "{message}");
    delete_with(&fake, &path(&addon), &json!({ "force": true })).expect(200);
    let release = last_release(&fake, "other");
    assert!(text(&release["description"]).starts_with("Detach MAILGUN"));
}

#[test]
fn the_addons_of_an_app_go_with_it_from_other_apps_too() {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    let addon = add(&fake, "mailgun");
    let wish = json!({ "addon": addon["id"], "app": "other" });
    post(&fake, "/addon-attachments", wish).expect(201);
    delete(&fake, "/apps/my-app").expect(200);
    assert_eq!(get(&fake, "/addons").expect(200), json!([]));
    assert_eq!(get(&fake, "/addon-attachments").expect(200), json!([]));
    let release = last_release(&fake, "other");
    assert!(text(&release["description"]).starts_with("Detach MAILGUN"));
}

#[test]
fn a_provider_says_when_an_addon_is_ready_or_failed() {
    let fake = with_app("my-app");
    let addon = add(&fake, "heroku-postgresql");
    let action = |name| {
        let path = format!(
            "/addons/{}/actions/{name}",
            addon["id"].as_str().expect("an id")
        );
        post(&fake, &path, json!({}))
    };
    let ready = action("provision").expect(200);
    assert_eq!(ready["state"], "provisioned");
    assert_eq!(ready["config_vars"], json!(["DATABASE_URL"]));
    let failed = action("deprovision").expect(200);
    assert_eq!(
        (&failed["state"], &failed["config_vars"]),
        (&json!("deprovisioned"), &json!([]))
    );
    action("provision").refused(422, "invalid_params");
    assert_eq!(
        get(&fake, &path(&addon)).expect(200)["state"],
        "deprovisioned"
    );
    delete(&fake, &path(&addon)).expect(202);
    action("deprovision").expect(200);
    get(&fake, &path(&addon)).refused(404, "not_found");
}

#[tokio::test]
async fn an_addon_lives_through_the_typed_client() {
    let lived = live(&with_app("my-app")).await;
    lived.expect("each step is granted");
}

async fn live(fake: &Fake) -> Result<(), Error> {
    let client = Client::builder()
        .transport(fake.clone())
        .token("test-token");
    let heroku = client.build()?;
    let create = AddOnCreate::new("my-app", "heroku-redis:mini").name("my-cache");
    let addon = heroku.send(create).await?;
    assert_eq!(addon.state, AddOnState::Provisioning);
    wait(fake);
    let addon = heroku.send(AddOnInfo::new("my-cache")).await?;
    assert_eq!(addon.state, AddOnState::Provisioned);
    assert_eq!(addon.config_vars, ["REDIS_URL"]);
    let update = AddOnUpdate::new("my-app", "my-cache", "heroku-redis:premium-0");
    let addon = heroku.send(update).await?;
    assert_eq!(addon.plan.name, "heroku-redis:premium-0");
    let rename = AddOnUpdate::new("my-app", "my-cache", "").omit_plan();
    heroku.send(rename.name("our-cache")).await?;
    heroku.send(AddOnDelete::new("my-app", "our-cache")).await?;
    wait(fake);
    let gone = heroku.send(AddOnInfo::new("our-cache")).await;
    assert!(gone.expect_err("it is gone").is_not_found());
    Ok(())
}
