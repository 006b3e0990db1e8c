//! Config vars, and the releases that they and deploys make.

mod common;

use common::{column, get, patch, post, range, send_with, with_app};
use serde_json::json;

#[test]
fn config_vars_merge_and_null_removes() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/config-vars";
    assert_eq!(get(&fake, path).expect(200), json!({}));
    patch(&fake, path, json!({ "A": "1", "B": "2" })).expect(200);
    let config = patch(&fake, path, json!({ "B": null, "C": "" })).expect(200);
    assert_eq!(config, json!({ "A": "1", "C": "" }));
    assert_eq!(get(&fake, path).expect(200), config);
}

#[test]
fn each_change_of_config_makes_a_release_and_nothing_else_does() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/config-vars";
    let versions = || {
        column(
            &range(&fake, "/apps/my-app/releases", "version ..").body,
            "version",
        )
    };
    assert_eq!(versions(), ["1"]);
    patch(&fake, path, json!({ "A": "1" })).expect(200);
    assert_eq!(versions(), ["1", "2"]);
    patch(&fake, path, json!({ "A": "1", "B": null })).expect(200);
    patch(&fake, path, json!({})).expect(200);
    assert_eq!(versions(), ["1", "2"]);
}

#[test]
fn a_refused_config_var_changes_nothing_and_its_value_stays_secret() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/config-vars";
    for body in [
        json!({ "A": "1", "B": { "hidden": true } }),
        json!({ "NO-DASH": "hidden" }),
    ] {
        let message = patch(&fake, path, body).refused(422, "invalid_params");
        assert!(!message.contains("hidden"), "{message}");
    }
    assert_eq!(get(&fake, path).expect(200), json!({}));
}

#[test]
fn a_rollback_is_a_new_release_with_the_old_config() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/config-vars";
    patch(&fake, path, json!({ "A": "old" })).expect(200);
    patch(&fake, path, json!({ "A": "new", "B": "2" })).expect(200);
    let second = get(&fake, "/apps/my-app/releases/2").expect(200);

    let wish = json!({ "release": second["id"] });
    let release = post(&fake, "/apps/my-app/releases", wish).expect(201);
    assert_eq!(
        (&release["version"], &release["current"]),
        (&json!(4), &json!(true))
    );
    assert!(
        release["description"]
            .as_str()
            .expect("text")
            .contains("v2")
    );
    assert_eq!(get(&fake, path).expect(200), json!({ "A": "old" }));
    let of_third = get(&fake, "/apps/my-app/releases/3/config-vars").expect(200);
    assert_eq!(of_third, json!({ "A": "new", "B": "2" }));
    assert_eq!(
        get(&fake, "/apps/my-app/releases/3").expect(200)["current"],
        false
    );

    let unknown = json!({ "release": "01234567-89ab-cdef-0123-456789abcdef" });
    post(&fake, "/apps/my-app/releases", unknown).refused(404, "not_found");
    get(&fake, "/apps/my-app/releases/9").refused(404, "not_found");
}

#[test]
fn the_latest_release_comes_first_when_descending() {
    let fake = with_app("my-app");
    for value in ["1", "2", "3"] {
        patch(&fake, "/apps/my-app/config-vars", json!({ "A": value })).expect(200);
    }
    let answer = range(
        &fake,
        "/apps/my-app/releases",
        "version ..; order=desc,max=1",
    );
    assert_eq!(answer.status, 206);
    assert_eq!(
        answer.header("next-range"),
        "version ]4..; max=1, order=desc"
    );
    assert_eq!(column(&answer.body, "version"), ["4"]);
}

#[test]
fn a_slug_is_deployed_by_a_release_and_starts_web() {
    let fake = with_app("my-app");
    let wish = json!({
        "process_types": { "web": "bin/web", "worker": "bin/worker" },
        "commit": "0123456789abcdef",
    });
    let slug = post(&fake, "/apps/my-app/slugs", wish).expect(201);
    assert_eq!(slug["blob"]["method"], "PUT");
    let wish = json!({ "slug": slug["id"] });
    let release = post(&fake, "/apps/my-app/releases", wish).expect(201);
    assert_eq!(release["slug"]["id"], slug["id"]);
    assert_eq!(release["description"], "Deploy 01234567");

    let formation = range(&fake, "/apps/my-app/formation", "type ..").expect(200);
    assert_eq!(column(&formation, "type"), ["web", "worker"]);
    assert_eq!(column(&formation, "quantity"), ["1", "0"]);
    assert_eq!(
        column(&get(&fake, "/apps/my-app/dynos").body, "name"),
        ["web.1"]
    );
    let unknown = json!({ "slug": "01234567-89ab-cdef-0123-456789abcdef" });
    post(&fake, "/apps/my-app/releases", unknown).refused(404, "not_found");
}

#[test]
fn what_add_ons_give_cannot_be_changed_by_hand() {
    let fake = with_app("my-app");
    let plan = json!({ "plan": "heroku-postgresql:essential-0" });
    post(&fake, "/apps/my-app/addons", plan).expect(201);
    let path = "/apps/my-app/config-vars";
    let mut config = get(&fake, path).expect(200);
    for _ in 0..10 {
        config = get(&fake, path).expect(200);
        if config.get("DATABASE_URL").is_some() {
            break;
        }
    }
    for value in [json!("postgres://other"), json!(null)] {
        let change = json!({ "A": "1", "DATABASE_URL": value });
        let message = patch(&fake, path, change).refused(422, "invalid_params");
        assert!(message.contains("`DATABASE_URL`"), "{message}");
    }
    let same = json!({ "A": "1", "DATABASE_URL": config["DATABASE_URL"] });
    assert_eq!(patch(&fake, path, same.clone()).expect(200), same);
}

#[test]
fn masked_config_vars_do_not_tell_their_values() {
    let fake = with_app("my-app");
    let path = "/apps/my-app/config-vars-settings";
    let sdk = [("accept", "application/vnd.heroku+json; version=3.sdk")];
    let wish = json!({ "config": [
        { "key": "OPEN", "value": "1" },
        { "key": "HIDDEN", "value": "secret", "masked": true },
    ] });
    let changed = send_with(&fake, "PATCH", path, &sdk, wish.to_string()).expect(200);
    assert_eq!(column(&changed, "key"), ["OPEN", "HIDDEN"]);
    assert_eq!(column(&changed, "value"), ["1", "null"]);
    assert_eq!(send_with(&fake, "GET", path, &sdk, "").expect(200), changed);
    let releases = get(&fake, "/apps/my-app/releases").expect(200);
    assert_eq!(column(&releases, "version"), ["1", "2"]);
    let wish = json!({ "config": [{ "value": "1" }] }).to_string();
    let message = send_with(&fake, "PATCH", path, &sdk, wish).refused(422, "invalid_params");
    assert!(message.contains("`config[0].key`"), "{message}");
}
