//! Collaborators.

mod common;

use common::{delete, get, post, with_app};
use serde_json::json;

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
fn a_collaborator_is_found_by_email_and_id_until_deleted() {
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
