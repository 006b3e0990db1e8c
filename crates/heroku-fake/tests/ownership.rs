//! What belongs to an app needs the app, and what belongs to an account goes with it.

mod common;

use common::conform::Description;
use common::{column, delete, get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use heroku_schema::Variant;
use serde_json::json;

#[test]
fn nothing_can_be_had_of_an_app_that_does_not_exist() {
    let description = Description::load();
    let fake = with_app("my-app");
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let mut count = 0;
    for action in description.actions() {
        let named = |resource: &str| ["app", "team-app", "organization-app"].contains(&resource);
        if !action.arguments.iter().any(|known| named(&known.resource)) {
            continue;
        }
        count += 1;
        let mut path = action.path.clone();
        for argument in &action.arguments {
            let value = match argument.resource.as_str() {
                "team" => "our-team",
                _ => "no-such-app",
            };
            path = path.replace(&format!("{{{}}}", argument.name), value);
        }
        let accept = match action.variant {
            Variant::Sdk => "application/vnd.heroku+json; version=3.sdk",
            _ => "application/vnd.heroku+json; version=3",
        };
        let answer = send_with(&fake, &action.method, &path, &[("accept", accept)], "{}");
        assert_eq!(answer.status, 404, "{} {path}", action.name);
        assert_eq!(answer.body["id"], "not_found", "{}", action.name);
        assert_eq!(answer.body["resource"], "app", "{}", action.name);
    }
    assert!(count > 100, "only {count} actions");
}

#[test]
fn what_an_app_has_goes_when_it_goes() {
    let fake = with_app("my-app");
    get(&fake, "/apps/my-app/builds").expect(200);
    delete(&fake, "/apps/my-app").expect(200);
    get(&fake, "/apps/my-app/builds").refused(404, "not_found");
}

#[test]
fn apps_of_teams_are_apps() {
    let fake = Fake::new();
    for name in ["our-team", "their-team"] {
        post(&fake, "/teams", json!({ "name": name })).expect(201);
    }
    for (path, field) in [
        ("/teams/apps", "team"),
        ("/organizations/apps", "organization"),
    ] {
        let name = format!("{field}-app");
        let body = json!({ "name": name, field: "our-team", "region": "eu", "locked": true });
        let created = post(&fake, path, body.clone()).expect(201);
        assert_eq!(created[field], json!({ "name": "our-team" }));
        assert_eq!(created["locked"], true);
        let app = get(&fake, &format!("/apps/{name}")).expect(200);
        assert_eq!(app["id"], created["id"]);
        assert_eq!(app["region"]["name"], "eu");
        assert_eq!(app["team"]["name"], "our-team");
        let shown = get(&fake, &format!("{path}/{name}")).expect(200);
        assert_eq!(shown, created);
        post(&fake, path, body).refused(422, "invalid_params");
    }
    post(&fake, "/apps", json!({ "name": "own-app" })).expect(201);
    let mut apps = column(&get(&fake, "/teams/our-team/apps").expect(200), "name");
    apps.sort();
    assert_eq!(apps, ["organization-app", "team-app"]);
    assert_eq!(get(&fake, "/teams/their-team/apps").expect(200), json!([]));
}

#[test]
fn apps_of_teams_change_hands() {
    let fake = Fake::new();
    for name in ["our-team", "their-team"] {
        post(&fake, "/teams", json!({ "name": name })).expect(201);
    }
    let body = json!({ "name": "my-app", "team": "our-team" });
    post(&fake, "/teams/apps", body).expect(201);
    let give = |owner: &str| {
        patch(&fake, "/teams/apps/my-app", json!({ "owner": owner })).expect(200);
        get(&fake, "/apps/my-app").expect(200)
    };
    assert_eq!(give("their-team")["team"]["name"], "their-team");
    let app = give("user@example.com");
    assert_eq!(app["owner"]["email"], "user@example.com");
    assert_eq!(app["team"], json!(null));
    let app = patch(&fake, "/teams/apps/my-app", json!({ "locked": true })).expect(200);
    assert_eq!(app["locked"], true);
    let app = give("friend@example.com");
    assert_eq!(app["owner"]["email"], "friend@example.com");
    let back = json!({ "owner": "user@example.com" });
    patch(&fake, "/teams/apps/my-app", back).refused(403, "forbidden");
}

#[test]
fn a_deleted_account_takes_all_with_it() {
    for path in ["/account", "/users/~"] {
        let fake = with_app("my-app");
        let account = patch(&fake, "/account", json!({ "name": "Gone" })).expect(200);
        assert_eq!(delete(&fake, path).expect(200), account);
        assert_eq!(get(&fake, "/apps").expect(200), json!([]));
        let new = get(&fake, "/account").expect(200);
        assert_ne!(new["id"], account["id"]);
        assert_ne!(new["name"], "Gone");
    }
    delete(&Fake::new(), "/users/01234567-89ab-cdef-0123-456789abcdef").refused(404, "not_found");
}
