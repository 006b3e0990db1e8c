//! Who has access to apps: collaborators, apps of teams, transfers.

mod common;

use common::{column, delete, get, patch, post, put, with_app};
use heroku_fake::Fake;
use serde_json::{Value, json};

fn with_team_app() -> Fake {
    let fake = Fake::new();
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let app = json!({ "name": "my-app", "team": "our-team" });
    post(&fake, "/teams/apps", app).expect(201);
    fake
}

fn step_down(fake: &Fake) {
    for (email, role) in [("ann@example.com", "admin"), ("user@example.com", "member")] {
        let body = json!({ "email": email, "role": role });
        let answer = put(fake, "/teams/our-team/members", body);
        assert!(answer.status.is_success(), "{}", answer.body);
    }
}

#[test]
fn the_owner_is_the_first_collaborator() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/collaborators";
    for name in ["ann", "bob", "cid", "dan"] {
        let wish = json!({ "user": format!("{name}@example.com"), "silent": true });
        post(&fake, path, wish).expect(201);
    }
    let list = get(&fake, path).expect(200);
    assert_eq!(list.as_array().expect("a list").len(), 5);
    assert_eq!(list[0]["role"], "owner");
    delete(&fake, &format!("{path}/user@example.com")).refused(422, "invalid_params");
}

#[test]
fn a_collaborator_is_added_once_and_gone_when_deleted() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/collaborators";
    let ann = post(&fake, path, json!({ "user": "ann@example.com" })).expect(201);
    let id = ann["id"].as_str().expect("an id");
    assert_eq!(get(&fake, &format!("{path}/{id}")).expect(200), ann);
    assert_eq!(
        get(&fake, &format!("{path}/ann%40example.com")).expect(200),
        ann
    );
    post(&fake, path, json!({ "user": "ann@example.com" })).refused(422, "invalid_params");
    post(&fake, path, json!({ "user": "nobody" })).refused(422, "invalid_params");
    post(&fake, path, json!({})).refused(422, "invalid_params");
    delete(&fake, &format!("{path}/ann@example.com")).expect(200);
    get(&fake, &format!("{path}/{id}")).refused(404, "not_found");
    delete(&fake, &format!("{path}/{id}")).refused(404, "not_found");
}

#[test]
fn a_collaborator_is_found_by_email_user_id_and_id() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/collaborators";
    let ann = post(
        &fake,
        path,
        json!({ "user": "ann@example.com", "silent": true }),
    );
    let ann = ann.expect(201);
    for key in [&ann["id"], &ann["user"]["id"], &ann["user"]["email"]] {
        let one = format!("{path}/{}", key.as_str().expect("text"));
        assert_eq!(get(&fake, &one).expect(200), ann);
    }
    let by_id = json!({ "user": ann["user"]["id"] });
    post(&fake, path, by_id).refused(422, "invalid_params");
}

#[test]
fn the_owner_of_a_team_app_stands_for_the_team() {
    let fake = with_team_app();
    let app = get(&fake, "/apps/my-app").expect(200);
    assert_eq!(app["team"]["name"], "our-team");
    assert_eq!(app["owner"]["email"], "our-team@herokumanager.com");
    let list = get(&fake, "/apps/my-app/collaborators").expect(200);
    assert_eq!(list[0]["role"], "owner");
    assert_eq!(list[0]["user"]["email"], "our-team@herokumanager.com");
    let path = "/apps/my-app/collaborators/our-team@herokumanager.com";
    delete(&fake, path).refused(422, "invalid_params");
}

#[test]
fn permissions_are_for_apps_of_teams() {
    let fake = with_team_app();
    let path = "/teams/apps/my-app/collaborators";
    let body = json!({ "user": "ann@example.com", "permissions": ["operate", "operate"] });
    let ann = post(&fake, path, body).expect(201);
    assert_eq!(column(&ann["permissions"], "name"), ["view", "operate"]);
    let one = format!("{path}/ann@example.com");
    let deploy = json!({ "permissions": ["deploy"] });
    let ann = patch(&fake, &one, deploy.clone()).expect(200);
    assert_eq!(column(&ann["permissions"], "name"), ["view", "deploy"]);
    let unknown = json!({ "permissions": ["fly"] });
    let message = patch(&fake, &one, unknown).refused(422, "invalid_params");
    assert!(message.contains("`permissions`"), "{message}");
    delete(&fake, &one).expect(200);
    get(&fake, &one).refused(404, "not_found");
    post(&fake, "/apps", json!({ "name": "own-app" })).expect(201);
    let body = json!({ "user": "ann@example.com", "permissions": ["deploy"] });
    let path = "/teams/apps/own-app/collaborators";
    post(&fake, path, body).refused(422, "invalid_params");
}

#[test]
fn the_api_of_2014_knows_no_owners_among_collaborators() {
    let fake = with_app("my-app");
    let path = "/organizations/apps/my-app/collaborators";
    let list = get(&fake, path).expect(200);
    assert_eq!(column(&list, "role"), ["admin"]);
    let one = get(&fake, &format!("{path}/user@example.com")).expect(200);
    assert_eq!(one, list[0]);
}

#[test]
fn the_permissions_that_exist_are_listed() {
    let names = get(&Fake::new(), "/teams/permissions").expect(200);
    let mut names = column(&names, "name");
    names.sort();
    assert_eq!(names, ["deploy", "manage", "operate", "view"]);
}

#[test]
fn a_team_tells_who_may_do_what() {
    let fake = with_team_app();
    let body = json!({ "user": "ann@example.com", "permissions": ["deploy"] });
    post(&fake, "/teams/apps/my-app/collaborators", body).expect(201);
    let entities = get(&fake, "/teams/our-team/permissions").expect(200);
    assert_eq!(column(&entities, "name"), ["my-app"]);
    let users = entities[0]["users"].as_array().expect("a list");
    let ann = users.iter().find(|user| user["email"] == "ann@example.com");
    assert_eq!(
        ann.expect("ann")["permissions"].as_array().map(Vec::len),
        Some(2)
    );
}

#[test]
fn a_stranger_with_access_is_in_the_team_as_a_collaborator() {
    let fake = with_team_app();
    let access = "/apps/my-app/collaborators";
    post(&fake, access, json!({ "user": "ann@example.com" })).expect(201);
    let roles = || {
        let members = get(&fake, "/teams/our-team/members").expect(200);
        let mut roles = column(&members, "role");
        roles.sort();
        roles
    };
    assert_eq!(roles(), ["admin", "collaborator"]);
    let apps = "/teams/our-team/members/ann@example.com/apps";
    assert_eq!(column(&get(&fake, apps).expect(200), "name"), ["my-app"]);
    delete(&fake, &format!("{access}/ann@example.com")).expect(200);
    assert_eq!(roles(), ["admin"]);
}

#[test]
fn who_leaves_a_team_loses_its_apps() {
    let fake = with_team_app();
    let body = json!({ "email": "ann@example.com", "role": "member" });
    post(&fake, "/teams/our-team/members", body).expect(201);
    let access = "/apps/my-app/collaborators";
    post(&fake, access, json!({ "user": "ann@example.com" })).expect(201);
    delete(&fake, "/teams/our-team/members/ann@example.com").expect(200);
    get(&fake, &format!("{access}/ann@example.com")).refused(404, "not_found");
}

#[test]
fn members_join_apps_that_are_not_locked() {
    let fake = with_team_app();
    let access = "/teams/apps/my-app/collaborators";
    let me = json!({ "user": "user@example.com" });
    patch(&fake, "/teams/apps/my-app", json!({ "locked": true })).expect(200);
    step_down(&fake);
    delete(&fake, &format!("{access}/user@example.com")).expect(200);
    post(&fake, access, me).refused(403, "forbidden");
    let locked = json!({ "locked": false });
    patch(&fake, "/teams/apps/my-app", locked).refused(403, "forbidden");
    let open = json!({ "name": "open-app", "team": "our-team" });
    post(&fake, "/teams/apps", open).expect(201);
    let access = "/teams/apps/open-app/collaborators";
    delete(&fake, &format!("{access}/user@example.com")).expect(200);
    let friend = json!({ "user": "friend@example.com" });
    post(&fake, access, friend).refused(403, "forbidden");
    let me = json!({ "user": "user@example.com" });
    let mine = post(&fake, access, me.clone()).expect(201);
    assert_eq!(post(&fake, access, me).expect(200), mine);
}

#[test]
fn an_app_is_offered_and_accepted() {
    let fake = with_app("my-app");
    let offer = json!({ "app": "my-app", "recipient": "ann@example.com", "silent": true });
    let transfer = post(&fake, "/account/app-transfers", offer.clone()).expect(201);
    assert_eq!(transfer["state"], "pending");
    assert_eq!(transfer["owner"]["email"], "user@example.com");
    post(&fake, "/account/app-transfers", offer).refused(422, "invalid_params");
    let path = "/account/app-transfers/my-app";
    assert_eq!(get(&fake, path).expect(200), transfer);
    let accepted = patch(&fake, path, json!({ "state": "accepted" })).expect(200);
    assert_eq!(accepted["state"], "accepted");
    let app = get(&fake, "/apps/my-app").expect(200);
    assert_eq!(app["owner"]["email"], "ann@example.com");
    let list = get(&fake, "/apps/my-app/collaborators").expect(200);
    assert_eq!(list[0]["user"]["email"], "ann@example.com");
    assert_eq!(list[1]["user"]["email"], "user@example.com");
    patch(&fake, path, json!({ "state": "declined" })).refused(422, "invalid_params");
    let friend = json!({ "user": "friend@example.com" });
    post(&fake, "/apps/my-app/collaborators", friend).refused(403, "forbidden");
}

#[test]
fn an_app_that_is_declined_stays() {
    let fake = with_app("my-app");
    let offer = json!({ "app": "my-app", "recipient": "ann@example.com" });
    let transfer = post(&fake, "/account/app-transfers", offer.clone()).expect(201);
    let path = format!(
        "/account/app-transfers/{}",
        transfer["id"].as_str().expect("an id")
    );
    patch(&fake, &path, json!({ "state": "declined" })).expect(200);
    let app = get(&fake, "/apps/my-app").expect(200);
    assert_eq!(app["owner"]["email"], "user@example.com");
    post(&fake, "/account/app-transfers", offer).expect(201);
    delete(&fake, "/account/app-transfers/my-app").expect(200);
    assert_eq!(get(&fake, "/account/app-transfers").expect(200), json!([]));
}

#[test]
fn an_offer_needs_an_app_and_another_person() {
    let fake = with_app("my-app");
    for (app, recipient, field) in [
        ("no-app", "ann@example.com", "`app`"),
        ("my-app", "nobody", "`recipient`"),
        ("my-app", "user@example.com", "`recipient`"),
    ] {
        let offer = json!({ "app": app, "recipient": recipient });
        let message = post(&fake, "/account/app-transfers", offer);
        let message = message.refused(422, "invalid_params");
        assert!(message.contains(field), "{message}");
    }
}

#[test]
fn an_app_in_a_space_is_an_app_of_its_team() {
    let fake = Fake::new();
    for name in ["our-team", "other-team"] {
        post(&fake, "/teams", json!({ "name": name })).expect(201);
    }
    let space = json!({ "name": "my-space", "team": "our-team" });
    post(&fake, "/spaces", space).expect(201);
    let app = post(
        &fake,
        "/teams/apps",
        json!({ "name": "my-app", "space": "my-space" }),
    );
    let app = app.expect(201);
    assert_eq!(app["team"]["name"], "our-team");
    let wrong = json!({ "name": "other", "space": "my-space", "team": "other-team" });
    post(&fake, "/teams/apps", wrong).refused(422, "invalid_params");
    let spaces = get(&fake, "/teams/our-team/spaces").expect(200);
    assert_eq!(column(&spaces, "name"), ["my-space"]);
    let spaces = get(&fake, "/teams/other-team/spaces").expect(200);
    assert_eq!(spaces, Value::Array(Vec::new()));
    delete(&fake, "/teams/our-team").refused(422, "invalid_params");
}

#[test]
fn who_leaves_an_app_sees_it_no_more() {
    let fake = with_team_app();
    post(&fake, "/apps", json!({ "name": "own-app" })).expect(201);
    let names = |path: &str| {
        let mut names = column(&get(&fake, path).expect(200), "name");
        names.sort();
        names
    };
    assert_eq!(names("/users/~/apps"), ["my-app", "own-app"]);
    delete(&fake, "/apps/my-app/collaborators/user@example.com").expect(200);
    assert_eq!(names("/users/~/apps"), ["own-app"]);
    assert_eq!(names("/apps"), ["my-app", "own-app"]);
    let give = json!({ "owner": "ann@example.com" });
    patch(&fake, "/teams/apps/my-app", give).expect(200);
    assert_eq!(names("/apps"), ["own-app"]);
}

#[test]
fn who_does_not_manage_an_app_neither_renames_nor_deletes_it() {
    let fake = with_team_app();
    step_down(&fake);
    let permissions = json!({ "permissions": ["deploy"] });
    let path = "/teams/apps/my-app/collaborators/user@example.com";
    patch(&fake, path, permissions).expect(200);
    let rename = json!({ "name": "new-name" });
    patch(&fake, "/apps/my-app", rename).refused(403, "forbidden");
    delete(&fake, "/apps/my-app").refused(403, "forbidden");
    patch(&fake, "/apps/my-app", json!({ "maintenance": true })).expect(200);
}
