//! What providers offer, where, and to which teams.

mod common;

use common::addons::with_team_app;
use common::{column, delete, get, post, send_with};
use heroku_fake::Fake;
use serde_json::{Value, json};

#[test]
fn services_and_plans_are_found_by_id_and_name() {
    let fake = Fake::new();
    let services = get(&fake, "/addon-services").expect(200);
    assert!(column(&services, "name").contains(&"heroku-postgresql".to_owned()));
    let service = get(&fake, "/addon-services/heroku-redis").expect(200);
    let id = service["id"].as_str().expect("an id");
    assert_eq!(
        get(&fake, &format!("/addon-services/{id}")).expect(200),
        service
    );
    assert_eq!(
        column(&service["supported_generations"], "name"),
        ["cedar", "fir"]
    );
    let body = get(&fake, "/addon-services/none").expect(404);
    assert_eq!(body["resource"], "add_on_service");

    let plans = get(&fake, "/addon-services/heroku-redis/plans").expect(200);
    let names = column(&plans, "name");
    assert!(!names.is_empty() && names.iter().all(|name| name.starts_with("heroku-redis:")));
    let path = format!("/addon-services/heroku-redis/plans/{}", names[0]);
    assert_eq!(get(&fake, &path).expect(200), plans[0]);
    assert_eq!(
        get(&fake, &format!("/plans/{}", names[0])).expect(200),
        plans[0]
    );
    get(
        &fake,
        &format!("/addon-services/mailgun/plans/{}", names[0]),
    )
    .refused(404, "not_found");
}

#[test]
fn what_services_can_do_is_told_for_each_region() {
    let fake = Fake::new();
    let services = get(&fake, "/addon-services").expect(200);
    let regions = get(&fake, "/regions").expect(200);
    let count = |list: &Value| list.as_array().expect("a list").len();
    let all = [("range", "id ..; max=1000")];
    let all = send_with(&fake, "GET", "/addon-region-capabilities", &all, "").expect(200);
    let pairs = count(&services) * count(&regions);
    assert_eq!(all.as_array().map(Vec::len), Some(pairs));
    let of_service = get(&fake, "/addon-services/heroku-redis/region-capabilities").expect(200);
    assert_eq!(count(&of_service), count(&regions));
    let of_region = get(&fake, "/regions/frankfurt/addon-region-capabilities").expect(200);
    assert_eq!(count(&of_region), count(&services));
    let supports = |service: &str, region: &str| {
        let path = format!("/addon-services/{service}/region-capabilities");
        let list = get(&fake, &path).expect(200);
        let mut rows = list.as_array().expect("a list").iter();
        let row = rows.find(|row| row["region"]["name"] == region);
        row.expect("each region is told")["supports_private_networking"].clone()
    };
    assert_eq!(supports("heroku-redis", "frankfurt"), true);
    assert_eq!(supports("heroku-redis", "us"), false);
    assert_eq!(supports("papertrail", "frankfurt"), false);
}

#[test]
fn a_team_with_a_list_of_services_allows_no_others() {
    let fake = with_team_app();
    let list = "/teams/my-team/allowed-addon-services";
    let add = |plan: &str| post(&fake, "/apps/my-app/addons", json!({ "plan": plan }));
    add("papertrail").expect(201);

    let allowed = post(&fake, list, json!({ "addon_service": "mailgun" })).expect(201);
    assert_eq!(allowed[0]["addon_service"]["name"], "mailgun");
    assert_eq!(
        allowed[0]["added_by"]["email"],
        get(&fake, "/account").expect(200)["email"]
    );
    assert_eq!(get(&fake, list).expect(200), allowed);
    add("mailgun").expect(201);
    add("memcachier").refused(403, "forbidden");

    let id = allowed[0]["id"].as_str().expect("an id");
    delete(&fake, &format!("{list}/{id}")).expect(200);
    assert_eq!(get(&fake, list).expect(200), json!([]));
    add("memcachier").expect(201);
}

#[test]
fn a_service_is_allowed_once_and_must_exist() {
    let fake = Fake::new();
    post(&fake, "/teams", json!({ "name": "my-team" })).expect(201);
    let list = "/teams/my-team/allowed-addon-services";
    post(&fake, list, json!({ "addon_service": "mailgun" })).expect(201);
    for wish in [
        json!({ "addon_service": "mailgun" }),
        json!({ "addon_service": "none" }),
        json!({}),
    ] {
        let message = post(&fake, list, wish).refused(422, "invalid_params");
        assert!(message.contains("`addon_service`"), "{message}");
    }
    delete(&fake, &format!("{list}/mailgun")).expect(200);
}
