//! Private spaces and their networks.

mod common;

use std::time::Duration;

use common::{Answer, SDK, column, delete, get, patch, post, put, send_with};
use heroku_fake::Fake;
use serde_json::json;

/// A fake with a team and an allocated space of it.
fn with_space() -> Fake {
    let fake = Fake::new();
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    post(
        &fake,
        "/spaces",
        json!({ "name": "our-space", "team": "our-team" }),
    )
    .expect(201);
    fake.advance(Duration::from_secs(10));
    fake
}

fn sdk(fake: &Fake, method: &str, path: &str, body: &str) -> Answer {
    send_with(fake, method, path, &[SDK], body.to_owned())
}

#[test]
fn a_space_is_allocated_after_a_while() {
    let fake = Fake::new();
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let body =
        json!({ "name": "our-space", "team": "our-team", "region": "frankfurt", "shield": true });
    let made = post(&fake, "/spaces", body.clone()).expect(201);
    assert_eq!(made["state"], "allocating");
    assert_eq!(
        (&made["team"]["name"], &made["organization"]["name"]),
        (&json!("our-team"), &json!("our-team"))
    );
    assert_eq!(
        (&made["region"]["name"], &made["shield"]),
        (&json!("frankfurt"), &json!(true))
    );
    post(&fake, "/spaces", body).refused(422, "invalid_params");
    fake.advance(Duration::from_secs(10));
    assert_eq!(
        get(&fake, "/spaces/our-space").expect(200)["state"],
        "allocated"
    );
    assert_eq!(
        column(&get(&fake, "/spaces").expect(200), "name"),
        ["our-space"]
    );
    assert_eq!(
        column(&get(&fake, "/teams/our-team/spaces").expect(200), "name"),
        ["our-space"]
    );
    let renamed = patch(&fake, "/spaces/our-space", json!({ "name": "other" })).expect(200);
    assert_eq!(renamed["name"], "other");
}

#[test]
fn a_space_needs_a_team_and_a_region_that_has_spaces() {
    let fake = with_space();
    for (body, field) in [
        (json!({ "name": "a-space", "team": "nobody" }), "`team`"),
        (
            json!({ "name": "a-space", "team": "our-team", "region": "us" }),
            "`region`",
        ),
        (
            json!({ "name": "a-space", "team": "our-team", "region": "moon" }),
            "`region`",
        ),
        (
            json!({ "name": "a-space", "team": "our-team", "cidr": "10.0.0.0" }),
            "`cidr`",
        ),
    ] {
        let message = post(&fake, "/spaces", body).refused(422, "invalid_params");
        assert!(message.contains(field), "{message}");
    }
}

#[test]
fn a_space_goes_when_it_has_no_apps() {
    let fake = with_space();
    post(
        &fake,
        "/teams/apps",
        json!({ "name": "inside", "team": "our-team", "space": "our-space" }),
    )
    .expect(201);
    assert_eq!(
        get(&fake, "/apps/inside").expect(200)["space"]["name"],
        "our-space"
    );
    delete(&fake, "/spaces/our-space").refused(422, "invalid_params");
    delete(&fake, "/apps/inside").expect(200);
    assert_eq!(
        delete(&fake, "/spaces/our-space").expect(200)["state"],
        "deleting"
    );
    get(&fake, "/spaces/our-space").refused(404, "not_found");
}

#[test]
fn a_space_goes_to_another_team_and_stays_when_the_first_goes() {
    let fake = with_space();
    post(&fake, "/teams", json!({ "name": "their-team" })).expect(201);
    post(
        &fake,
        "/spaces/our-space/transfer",
        json!({ "new_owner": "nobody" }),
    )
    .refused(422, "invalid_params");
    let moved = post(
        &fake,
        "/spaces/our-space/transfer",
        json!({ "new_owner": "their-team" }),
    )
    .expect(200);
    assert_eq!(moved["team"]["name"], "their-team");
    delete(&fake, "/teams/our-team").expect(200);
    assert_eq!(
        get(&fake, "/spaces/our-space").expect(200)["team"]["name"],
        "their-team"
    );
}

#[test]
fn members_of_the_team_have_access_to_the_space() {
    let fake = with_space();
    let me = get(&fake, "/account").expect(200)["email"].clone();
    let members = get(&fake, "/spaces/our-space/members").expect(200);
    assert_eq!(members[0]["user"]["email"], me);
    let path = format!(
        "/spaces/our-space/members/{}",
        me.as_str().expect("an address")
    );
    assert_eq!(get(&fake, &path).expect(200)["permissions"], json!([]));
    let changed = patch(
        &fake,
        &path,
        json!({ "permissions": [{ "name": "create_apps" }] }),
    )
    .expect(200);
    assert_eq!(changed["permissions"][0]["name"], "create_apps");
    assert_eq!(get(&fake, &path).expect(200), changed);
    patch(&fake, &path, json!({ "permissions": [{ "name": "rule" }] }))
        .refused(422, "invalid_params");
    get(&fake, "/spaces/our-space/members/stranger@example.com").refused(404, "not_found");
}

#[test]
fn rules_for_who_comes_in_are_replaced_as_a_whole() {
    let fake = with_space();
    let path = "/spaces/our-space/inbound-ruleset";
    assert_eq!(
        get(&fake, path).expect(200)["rules"][0]["source"],
        "0.0.0.0/0"
    );
    let rules = json!({ "rules": [{ "action": "allow", "source": "192.0.2.0/24" }] });
    let set = put(&fake, path, rules).expect(200);
    assert_eq!(get(&fake, path).expect(200), set);
    let all = get(&fake, "/spaces/our-space/inbound-rulesets").expect(200);
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    let one = format!(
        "/spaces/our-space/inbound-rulesets/{}",
        set["id"].as_str().expect("an id")
    );
    assert_eq!(get(&fake, &one).expect(200), set);
    let rules = json!({ "rules": [{ "action": "allow", "source": "anywhere" }] });
    let message = put(&fake, path, rules).refused(422, "invalid_params");
    assert!(message.contains("rules[0].source"), "{message}");
}

#[test]
fn a_peering_is_accepted_and_becomes_active() {
    let fake = with_space();
    let info = get(&fake, "/spaces/our-space/peering-info").expect(200);
    assert!(
        info["vpc_id"]
            .as_str()
            .is_some_and(|id| id.starts_with("vpc-")),
        "{info}"
    );
    assert_eq!(
        get(&fake, "/spaces/our-space/peerings").expect(200),
        json!([])
    );
    let made = sdk(
        &fake,
        "POST",
        "/spaces/our-space/peerings",
        r#"{"pcx_id": "pcx-123456789"}"#,
    )
    .expect(202);
    assert_eq!(made["status"], "pending-acceptance");
    let path = "/spaces/our-space/peerings/pcx-123456789";
    post(&fake, &format!("{path}/actions/accept"), json!({})).expect(202);
    fake.advance(Duration::from_secs(10));
    assert_eq!(get(&fake, path).expect(200)["status"], "active");
    post(&fake, &format!("{path}/actions/accept"), json!({})).refused(409, "conflict");
    delete(&fake, path).expect(202);
    get(&fake, path).refused(404, "not_found");
}

#[test]
fn a_vpn_connection_comes_up_and_goes() {
    let fake = with_space();
    let body =
        json!({ "name": "office", "public_ip": "192.0.2.1", "routable_cidrs": ["192.0.2.0/24"] });
    let made = post(&fake, "/spaces/our-space/vpn-connections", body).expect(201);
    assert_eq!(
        (&made["status"], &made["tunnels"][0]["status"]),
        (&json!("provisioning"), &json!("DOWN"))
    );
    fake.advance(Duration::from_secs(10));
    let path = "/spaces/our-space/vpn-connections/office";
    let up = get(&fake, path).expect(200);
    assert_eq!(
        (&up["status"], &up["tunnels"][1]["status"]),
        (&json!("active"), &json!("UP"))
    );
    let changed = patch(
        &fake,
        path,
        json!({ "routable_cidrs": ["198.51.100.0/24"] }),
    )
    .expect(200);
    assert_eq!(changed["routable_cidrs"], json!(["198.51.100.0/24"]));
    patch(&fake, path, json!({ "routable_cidrs": ["everything"] })).refused(422, "invalid_params");
    let going = delete(&fake, path).expect(202);
    assert_eq!(going["status"], "deprovisioning");
    fake.advance(Duration::from_secs(10));
    get(&fake, path).refused(404, "not_found");
}

#[test]
fn a_space_tells_its_addresses_hosts_and_what_runs_where() {
    let fake = with_space();
    let nat = get(&fake, "/spaces/our-space/nat").expect(200);
    assert_eq!(
        (&nat["state"], nat["sources"].as_array().map(Vec::len)),
        (&json!("enabled"), Some(4))
    );
    let hosts = sdk(&fake, "GET", "/spaces/our-space/hosts", "").expect(200);
    assert_eq!(column(&hosts, "state"), ["available"]);
    post(
        &fake,
        "/teams/apps",
        json!({ "name": "inside", "team": "our-team", "space": "our-space" }),
    )
    .expect(201);
    let topology = get(&fake, "/spaces/our-space/topology").expect(200);
    assert_eq!(
        topology["apps"][0]["id"],
        get(&fake, "/apps/inside").expect(200)["id"]
    );
    let dynos = get(&fake, "/spaces/our-space/dynos").expect(200);
    assert_eq!(column(&dynos, "app_name"), ["inside"]);
}
