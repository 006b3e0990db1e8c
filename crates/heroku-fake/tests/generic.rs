//! What has no rules of its own is created, read, listed, changed and deleted as it is described.

mod common;

use common::{column, delete, get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use serde_json::json;

#[test]
fn a_thing_comes_and_goes() {
    let fake = Fake::new();
    let made = post(&fake, "/pipelines", json!({ "name": "my-pipeline" })).expect(201);
    assert_eq!(made["name"], "my-pipeline");
    let id = made["id"].as_str().expect("an id");
    assert_eq!(get(&fake, "/pipelines/my-pipeline").expect(200), made);
    assert_eq!(get(&fake, &format!("/pipelines/{id}")).expect(200), made);
    assert_eq!(
        column(&get(&fake, "/pipelines").expect(200), "name"),
        ["my-pipeline"]
    );
    let changed = patch(&fake, "/pipelines/my-pipeline", json!({ "name": "other" })).expect(200);
    assert_eq!(changed["name"], "other");
    assert!(changed["updated_at"].as_str() > made["updated_at"].as_str());
    assert_eq!(delete(&fake, "/pipelines/other").expect(200), changed);
    get(&fake, "/pipelines/other").refused(404, "not_found");
    assert_eq!(get(&fake, "/pipelines").expect(200), json!([]));
}

#[test]
fn a_name_is_given_once() {
    let fake = Fake::new();
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    post(&fake, "/teams", json!({ "name": "our-team" })).refused(422, "invalid_params");
    post(&fake, "/teams", json!({ "name": "other-team" })).expect(201);
    patch(&fake, "/teams/other-team", json!({ "name": "our-team" })).refused(422, "invalid_params");
}

#[test]
fn what_a_body_refers_to_must_exist() {
    let fake = with_app("my-app");
    let pipeline = post(&fake, "/pipelines", json!({ "name": "my-pipeline" })).expect(201);
    let coupling =
        |app: &str| json!({ "app": app, "pipeline": pipeline["id"], "stage": "staging" });
    let message =
        post(&fake, "/pipeline-couplings", coupling("nobody")).refused(422, "invalid_params");
    assert!(message.contains("`app`"), "{message}");
    let made = post(&fake, "/pipeline-couplings", coupling("my-app")).expect(201);
    assert_eq!(
        made["app"]["id"],
        get(&fake, "/apps/my-app").expect(200)["id"]
    );
}

#[test]
fn what_belongs_to_a_thing_goes_with_it() {
    let fake = with_app("my-app");
    let pipeline = post(&fake, "/pipelines", json!({ "name": "my-pipeline" })).expect(201);
    let coupling = json!({ "app": "my-app", "pipeline": pipeline["id"], "stage": "staging" });
    let coupling = post(&fake, "/pipeline-couplings", coupling).expect(201);
    let path = format!(
        "/pipeline-couplings/{}",
        coupling["id"].as_str().expect("an id")
    );
    get(&fake, &path).expect(200);
    delete(&fake, "/apps/my-app").expect(200);
    get(&fake, &path).refused(404, "not_found");
    get(&fake, "/pipelines/my-pipeline").expect(200);
}

#[test]
fn a_new_name_shows_wherever_the_thing_is_told_of() {
    let fake = with_app("old-name");
    patch(&fake, "/apps/old-name", json!({ "name": "new-name" })).expect(200);
    let releases = get(&fake, "/apps/new-name/releases").expect(200);
    assert_eq!(releases[0]["app"]["name"], "new-name");
}

#[test]
fn things_of_one_place_are_unknown_in_another() {
    let fake = with_app("one");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    let hook =
        json!({ "include": ["api:release"], "level": "notify", "url": "http://127.0.0.1:9/" });
    let hook = send_with(&fake, "POST", "/apps/one/webhooks", &[], hook.to_string()).expect(201);
    let id = hook["id"].as_str().expect("an id");
    get(&fake, &format!("/apps/one/webhooks/{id}")).expect(200);
    get(&fake, &format!("/apps/other/webhooks/{id}")).refused(404, "not_found");
    assert_eq!(get(&fake, "/apps/other/webhooks").expect(200), json!([]));
}

#[test]
fn an_empty_text_names_nothing() {
    let fake = with_app("my-app");
    post(
        &fake,
        "/apps/my-app/collaborators",
        json!({ "user": "friend@example.com" }),
    )
    .expect(201);
    let wish = json!({ "app": "my-app", "recipient": "" });
    post(&fake, "/account/app-transfers", wish).refused(422, "invalid_params");
}
