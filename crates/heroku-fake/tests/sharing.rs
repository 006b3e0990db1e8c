//! Collaborators and domains.

mod common;

use common::{column, delete, get, patch, post, with_app};
use serde_json::{Value, json};

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

#[test]
fn a_new_app_has_the_domain_that_heroku_gives() {
    let fake = with_app("my-app");
    let domains = get(&fake, "/apps/my-app/domains").expect(200);
    assert_eq!(column(&domains, "kind"), ["heroku"]);
    assert_eq!(
        (&domains[0]["cname"], &domains[0]["status"]),
        (&Value::Null, &json!("none"))
    );
    let hostname = domains[0]["hostname"].as_str().expect("text");
    let web_url = get(&fake, "/apps/my-app").expect(200)["web_url"].clone();
    assert_eq!(web_url, format!("https://{hostname}/"));
    delete(&fake, &format!("/apps/my-app/domains/{hostname}")).refused(422, "invalid_params");
}

#[test]
fn a_custom_domain_comes_changes_and_goes() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/domains";
    let wish = json!({ "hostname": "WWW.example.com", "sni_endpoint": null });
    let domain = post(&fake, path, wish.clone()).expect(201);
    assert_eq!(
        (&domain["kind"], &domain["hostname"]),
        (&json!("custom"), &json!("www.example.com"))
    );
    assert!(
        domain["cname"]
            .as_str()
            .expect("text")
            .ends_with(".herokudns.com")
    );
    post(&fake, path, wish).refused(422, "invalid_params");
    let bad = json!({ "hostname": "no spaces.example.com", "sni_endpoint": null });
    post(&fake, path, bad).refused(422, "invalid_params");

    let one = format!("{path}/www.example.com");
    let updated = patch(&fake, &one, json!({ "sni_endpoint": "tokyo-1050" })).expect(200);
    assert_eq!(updated["sni_endpoint"]["name"], "tokyo-1050");
    let updated = patch(&fake, &one, json!({ "sni_endpoint": null })).expect(200);
    assert_eq!(updated["sni_endpoint"], Value::Null);
    delete(&fake, &one).expect(200);
    get(&fake, &one).refused(404, "not_found");
}
