//! Teams, their members, and what those may do.

mod common;

use common::{SDK, column, delete, get, patch, post, put, send_with};
use heroku_fake::Fake;
use serde_json::{Value, json};

fn with_team(name: &str) -> Fake {
    let fake = Fake::new();
    post(&fake, "/teams", json!({ "name": name })).expect(201);
    fake
}

fn add(fake: &Fake, name: &str, role: &str) -> Value {
    let member = json!({ "email": format!("{name}@example.com"), "role": role });
    put(fake, "/teams/our-team/members", member).expect(201)
}

/// Makes another person the only admin, and the one who asks a member.
fn step_down(fake: &Fake, role: &str) {
    add(fake, "ann", "admin");
    let me = json!({ "email": "user@example.com", "role": role });
    put(fake, "/teams/our-team/members", me).expect(200);
}

#[test]
fn who_creates_a_team_is_its_admin() {
    let fake = with_team("our-team");
    let team = get(&fake, "/teams/our-team").expect(200);
    assert_eq!(team["role"], "admin");
    assert_eq!(team["type"], "team");
    let members = get(&fake, "/teams/our-team/members").expect(200);
    assert_eq!(column(&members, "email"), ["user@example.com"]);
    assert_eq!(column(&members, "role"), ["admin"]);
    let list = get(&fake, "/teams").expect(200);
    assert_eq!(list, json!([team]));
    let old = get(&fake, "/organizations").expect(200);
    assert_eq!(column(&old, "name"), ["our-team"]);
}

#[test]
fn names_of_teams_follow_rules() {
    let fake = with_team("our-team");
    for name in [
        "", "a", "Our-Team", "-team", "team-", "my team", "apps", "our-team",
    ] {
        let message = post(&fake, "/teams", json!({ "name": name }));
        let message = message.refused(422, "invalid_params");
        assert!(message.contains("`name`"), "{message}");
    }
}

#[test]
fn a_team_is_renamed_with_all_that_tells_its_name() {
    let fake = with_team("our-team");
    let app = json!({ "name": "my-app", "team": "our-team" });
    post(&fake, "/teams/apps", app).expect(201);
    patch(&fake, "/teams/our-team", json!({ "name": "new-name" })).expect(200);
    get(&fake, "/teams/our-team").refused(404, "not_found");
    let app = get(&fake, "/apps/my-app").expect(200);
    assert_eq!(app["team"]["name"], "new-name");
    assert_eq!(app["owner"]["email"], "new-name@herokumanager.com");
    get(&fake, "/teams/new-name/preferences").expect(200);
}

#[test]
fn the_default_team_is_that_of_the_account() {
    let fake = with_team("our-team");
    post(&fake, "/teams", json!({ "name": "other-team" })).expect(201);
    patch(&fake, "/teams/our-team", json!({ "default": true })).expect(200);
    patch(
        &fake,
        "/organizations/other-team",
        json!({ "default": true }),
    )
    .expect(200);
    assert_eq!(get(&fake, "/teams/our-team").expect(200)["default"], false);
    let account = get(&fake, "/account").expect(200);
    assert_eq!(account["default_team"]["name"], "other-team");
}

#[test]
fn a_team_with_apps_stays() {
    let fake = with_team("our-team");
    let app = json!({ "name": "my-app", "team": "our-team" });
    post(&fake, "/teams/apps", app).expect(201);
    delete(&fake, "/teams/our-team").refused(422, "invalid_params");
    delete(&fake, "/apps/my-app").expect(200);
    delete(&fake, "/teams/our-team").expect(200);
    get(&fake, "/teams/our-team").refused(404, "not_found");
    post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
}

#[test]
fn a_member_comes_changes_and_goes() {
    let fake = with_team("our-team");
    let path = "/teams/our-team/members";
    let member = json!({ "email": "ann@example.com", "role": "member" });
    let ann = post(&fake, path, member.clone()).expect(201);
    assert_eq!(ann["user"]["email"], "ann@example.com");
    post(&fake, path, member).refused(422, "invalid_params");
    let viewer = json!({ "email": "ann@example.com", "role": "viewer" });
    assert_eq!(put(&fake, path, viewer).expect(200)["id"], ann["id"]);
    let admin = json!({ "email": "ann@example.com", "role": "admin" });
    assert_eq!(patch(&fake, path, admin).expect(200)["role"], "admin");
    let stranger = json!({ "email": "stranger@example.com", "role": "admin" });
    patch(&fake, path, stranger).refused(404, "not_found");
    for key in [
        "ann@example.com",
        ann["user"]["id"].as_str().expect("an id"),
    ] {
        delete(&fake, &format!("{path}/{key}")).expect(200);
        delete(&fake, &format!("{path}/{key}")).refused(404, "not_found");
        add(&fake, "ann", "member");
    }
    let old = get(&fake, "/organizations/our-team/members").expect(200);
    assert_eq!(old.as_array().expect("a list").len(), 2);
}

#[test]
fn members_need_a_sound_email_and_a_known_role() {
    let fake = with_team("our-team");
    for (email, role, field) in [
        ("nobody", "member", "`email`"),
        ("ann@example.com", "king", "`role`"),
    ] {
        let body = json!({ "email": email, "role": role });
        let message = put(&fake, "/teams/our-team/members", body);
        let message = message.refused(422, "invalid_params");
        assert!(message.contains(field), "{message}");
    }
    let federated = json!({ "email": "ann@example.com", "role": "member", "federated": true });
    let message = put(&fake, "/teams/our-team/members", federated);
    assert!(
        message
            .refused(422, "invalid_params")
            .contains("`federated`")
    );
}

#[test]
fn the_last_admin_stays() {
    let fake = with_team("our-team");
    let me = json!({ "email": "user@example.com", "role": "member" });
    patch(&fake, "/teams/our-team/members", me).refused(422, "invalid_params");
    let path = "/teams/our-team/members/user@example.com";
    delete(&fake, path).refused(422, "invalid_params");
    add(&fake, "ann", "admin");
    delete(&fake, path).expect(200);
    assert_eq!(get(&fake, "/teams").expect(200), json!([]));
    get(&fake, "/teams/our-team").refused(403, "forbidden");
}

#[test]
fn a_team_has_as_many_members_as_it_may() {
    let fake = with_team("our-team");
    for number in 1..25 {
        add(&fake, &format!("person{number}"), "member");
    }
    let body = json!({ "email": "late@example.com", "role": "member" });
    put(&fake, "/teams/our-team/members", body).refused(422, "invalid_params");
}

#[test]
fn only_admins_decide_about_a_team() {
    let fake = with_team("our-team");
    step_down(&fake, "member");
    assert_eq!(get(&fake, "/teams/our-team").expect(200)["role"], "member");
    let bob = json!({ "email": "bob@example.com", "role": "member" });
    let certificate = json!({
        "certificate": "C", "entity_id": "E", "slo_target_url": "https://a.example.com",
        "sso_target_url": "https://a.example.com"
    });
    for (method, path, body) in [
        ("PUT", "/teams/our-team/members", bob.clone()),
        ("POST", "/teams/our-team/members", bob.clone()),
        ("PATCH", "/teams/our-team/members", bob.clone()),
        (
            "DELETE",
            "/teams/our-team/members/ann@example.com",
            json!({}),
        ),
        ("PUT", "/teams/our-team/invitations", bob),
        ("PATCH", "/teams/our-team", json!({ "name": "my-team" })),
        ("DELETE", "/teams/our-team", json!({})),
        (
            "PATCH",
            "/teams/our-team/preferences",
            json!({ "addons-controls": true }),
        ),
        ("POST", "/teams/our-team/identity-providers", certificate),
    ] {
        let answer = send_with(&fake, method, path, &[], body.to_string());
        answer.refused(403, "forbidden");
    }
    get(&fake, "/teams/our-team/members").expect(200);
}

#[test]
fn viewers_create_no_apps() {
    let fake = with_team("our-team");
    step_down(&fake, "viewer");
    let app = json!({ "name": "my-app", "team": "our-team" });
    post(&fake, "/teams/apps", app).refused(403, "forbidden");
    let old = get(&fake, "/organizations").expect(200);
    assert_eq!(column(&old, "role"), ["member"]);
}

#[test]
fn an_invitation_becomes_a_membership() {
    let fake = with_team("our-team");
    let path = "/teams/our-team/invitations";
    let invite = |role: &str| {
        let body = json!({ "email": "ann@example.com", "role": role });
        put(&fake, path, body)
    };
    let invitation = invite("member").expect(200);
    assert_eq!(invitation["invited_by"]["email"], "user@example.com");
    assert_eq!(invitation["team"]["name"], "our-team");
    assert_eq!(invite("admin").expect(200)["id"], invitation["id"]);
    let open = get(&fake, path).expect(200);
    assert_eq!(column(&open, "role"), ["admin"]);
    let token = invitation["id"].as_str().expect("an id");
    let told = get(&fake, &format!("/teams/invitations/{token}")).expect(200);
    assert_eq!(told, open[0]);
    let accept = format!("/teams/invitations/{token}/accept");
    let member = post(&fake, &accept, json!({})).expect(201);
    assert_eq!(member["email"], "ann@example.com");
    assert_eq!(member["role"], "admin");
    post(&fake, &accept, json!({})).refused(404, "not_found");
    assert_eq!(get(&fake, path).expect(200), json!([]));
    invite("member").refused(422, "invalid_params");
}

#[test]
fn an_invitation_is_revoked_by_id_or_email() {
    let fake = with_team("our-team");
    let path = "/teams/our-team/invitations";
    let body = json!({ "email": "ann@example.com", "role": "member" });
    for by_email in [true, false] {
        let invitation = put(&fake, path, body.clone()).expect(200);
        let id = invitation["id"].as_str().expect("an id");
        let key = if by_email { "ann@example.com" } else { id };
        delete(&fake, &format!("{path}/{key}")).expect(200);
        assert_eq!(get(&fake, path).expect(200), json!([]));
        get(&fake, &format!("/teams/invitations/{id}")).refused(404, "not_found");
    }
}

#[test]
fn preferences_belong_to_the_team() {
    let fake = with_team("our-team");
    post(&fake, "/teams", json!({ "name": "other-team" })).expect(201);
    let change = json!({ "addons-controls": true });
    patch(&fake, "/teams/our-team/preferences", change).expect(200);
    let controls = |team: &str| {
        let preferences = get(&fake, &format!("/teams/{team}/preferences")).expect(200);
        preferences["addons-controls"].clone()
    };
    assert_eq!(controls("our-team"), true);
    assert_eq!(controls("other-team"), false);
}

#[test]
fn features_of_teams_depend_on_their_kind() {
    let fake = with_team("our-team");
    let path = "/enterprise-accounts/example-enterprise/teams";
    post(&fake, path, json!({ "name": "big-team" })).expect(201);
    let names = |team: &str| {
        let list = get(&fake, &format!("/teams/{team}/features")).expect(200);
        column(&list, "name")
    };
    assert_eq!(names("our-team"), ["team-invite-acceptance"]);
    assert_eq!(names("big-team"), ["org-access-controls"]);
    let one = get(&fake, "/teams/our-team/features/team-invite-acceptance").expect(200);
    assert_eq!(one["enabled"], true);
    get(&fake, "/teams/our-team/features/org-access-controls").refused(404, "not_found");
}

#[test]
fn invoices_of_a_team_are_for_its_admins() {
    let fake = with_team("our-team");
    let invoices = get(&fake, "/teams/our-team/invoices").expect(200);
    assert_eq!(column(&invoices, "payment_status"), ["Pending"]);
    let number = invoices[0]["number"].as_i64().expect("a number");
    let one = get(&fake, &format!("/teams/our-team/invoices/{number}")).expect(200);
    assert_eq!(one["period_start"], "01/01/2026");
    step_down(&fake, "member");
    get(&fake, "/teams/our-team/invoices").refused(403, "forbidden");
}

#[test]
fn usage_is_told_by_day_and_month() {
    let fake = with_team("our-team");
    let app = json!({ "name": "my-app", "team": "our-team" });
    post(&fake, "/teams/apps", app).expect(201);
    let list = get(&fake, "/teams/our-team/usage/daily?start=2025-12-30").expect(200);
    assert_eq!(
        column(&list, "date"),
        ["2025-12-30", "2025-12-31", "2026-01-01"]
    );
    assert_eq!(list[0]["apps"][0]["app_name"], "my-app");
    let path = "/teams/our-team/usage/monthly?start=2025-11&end=2025-12";
    let list = get(&fake, path).expect(200);
    assert_eq!(column(&list, "month"), ["2025-11", "2025-12"]);
    for query in ["start=2026-01-02&end=2026-01-01", "start=2026-13-01"] {
        let path = format!("/teams/our-team/usage/daily?{query}");
        get(&fake, &path).refused(422, "invalid_params");
    }
}

#[test]
fn teams_of_an_enterprise_account_are_of_its_kind() {
    let fake = Fake::new();
    let enterprises = get(&fake, "/enterprise-accounts").expect(200);
    assert_eq!(column(&enterprises, "name"), ["example-enterprise"]);
    let path = "/enterprise-accounts/example-enterprise";
    let body = json!({ "name": "big-team" });
    let team = post(&fake, &format!("{path}/teams"), body).expect(201);
    assert_eq!(team["type"], "enterprise");
    assert_eq!(team["enterprise_account"]["name"], "example-enterprise");
    let teams = get(&fake, &format!("{path}/teams")).expect(200);
    assert_eq!(teams, json!([team]));
    let usage = get(&fake, &format!("{path}/usage/monthly?start=2026-01")).expect(200);
    assert_eq!(usage[0]["teams"][0]["name"], "big-team");
    let licenses = send_with(&fake, "GET", "/teams/big-team/licenses", &[SDK], "").expect(200);
    assert_eq!(licenses[0]["consumed"], 1);
    let changed = patch(&fake, path, json!({ "name": "our-enterprise" })).expect(200);
    assert_eq!(changed["name"], "our-enterprise");
    let enterprises = get(&fake, "/enterprise-accounts").expect(200);
    assert_eq!(column(&enterprises, "name"), ["our-enterprise"]);
}

#[test]
fn an_enterprise_account_keeps_a_manager() {
    let fake = Fake::new();
    let path = "/enterprise-accounts/example-enterprise/members";
    let ann = json!({ "user": "ann@example.com", "permissions": ["view"] });
    let member = post(&fake, path, ann.clone()).expect(201);
    assert_eq!(column(&member["permissions"], "name"), ["view"]);
    post(&fake, path, ann).refused(422, "invalid_params");
    let list = get(&fake, path).expect(200);
    assert_eq!(list.as_array().expect("a list").len(), 2);
    delete(&fake, &format!("{path}/user@example.com")).refused(422, "invalid_params");
    let all = json!({ "permissions": ["manage", "view"] });
    patch(&fake, &format!("{path}/ann@example.com"), all).expect(200);
    delete(&fake, &format!("{path}/user@example.com")).expect(200);
}

#[test]
fn what_is_done_in_an_enterprise_account_leaves_a_trail() {
    let fake = Fake::new();
    let path = "/enterprise-accounts/example-enterprise";
    let team = json!({ "name": "big-team" });
    post(&fake, &format!("{path}/teams"), team).expect(201);
    let app = json!({ "name": "my-app", "team": "big-team" });
    post(&fake, "/teams/apps", app).expect(201);
    delete(&fake, "/apps/my-app").expect(200);
    let events = get(&fake, &format!("{path}/events")).expect(200);
    let events = events.as_array().expect("a list");
    let of = |kind: &str| events.iter().find(|event| event["type"] == kind);
    assert!(of("team").is_some_and(|event| event["team"]["name"] == "big-team"));
    assert!(of("app").is_some_and(|event| event["app"]["name"] == "my-app"));
}

#[test]
fn an_enterprise_account_has_an_archive_for_each_month_that_is_over() {
    let fake = Fake::new();
    let path = "/enterprise-accounts/example-enterprise/archives";
    let list = get(&fake, path).expect(200);
    let latest = list.as_array().expect("a list").last().expect("an archive");
    assert_eq!(
        (&latest["year"], &latest["month"]),
        (&json!(2025), &json!("12"))
    );
    assert_eq!(&get(&fake, &format!("{path}/2025/12")).expect(200), latest);
    get(&fake, &format!("{path}/2026/01")).refused(404, "not_found");
}

#[test]
fn an_identity_provider_has_certificates() {
    let fake = with_team("our-team");
    let path = "/teams/our-team/identity-providers";
    let wish = json!({
        "certificate": "FIRST", "entity_id": "https://idp.example.com",
        "slo_target_url": "https://idp.example.com/out",
        "sso_target_url": "https://idp.example.com/in"
    });
    let provider = post(&fake, path, wish.clone()).expect(201);
    assert_eq!(provider["certificate"], "FIRST");
    assert_eq!(provider["owner"]["name"], "our-team");
    post(&fake, path, wish).refused(422, "invalid_params");
    let id = provider["id"].as_str().expect("an id");
    let team = get(&fake, "/teams/our-team").expect(200);
    assert_eq!(team["identity_provider"]["id"], id);
    let certificates = format!("/identity-providers/{id}/certificates");
    let body = json!({ "body": "SECOND", "name": "new" }).to_string();
    let second = send_with(&fake, "POST", &certificates, &[SDK], body).expect(201);
    let one = format!("/identity-providers/{id}");
    let shown = send_with(&fake, "GET", &one, &[SDK], "").expect(200);
    assert_eq!(column(&shown["certificates"], "body").len(), 2);
    assert_eq!(shown["certificate"], "SECOND");
    let newest = format!("{certificates}/{}", second["id"].as_str().expect("an id"));
    send_with(&fake, "DELETE", &newest, &[SDK], "").expect(200);
    let shown = send_with(&fake, "GET", &one, &[SDK], "").expect(200);
    assert_eq!(column(&shown["certificates"], "body"), ["FIRST"]);
    delete(&fake, &format!("{path}/{id}")).expect(200);
    let team = get(&fake, "/teams/our-team").expect(200);
    assert_eq!(team["identity_provider"], Value::Null);
}

#[test]
fn an_identity_provider_moves_to_the_enterprise_account() {
    let fake = with_team("our-team");
    let teams = "/enterprise-accounts/example-enterprise/teams";
    post(&fake, teams, json!({ "name": "big-team" })).expect(201);
    let provide = |team: &str| {
        let wish = json!({
            "certificate": "FIRST", "entity_id": "https://idp.example.com",
            "slo_target_url": "https://idp.example.com/out",
            "sso_target_url": "https://idp.example.com/in"
        });
        let path = format!("/teams/{team}/identity-providers");
        let provider = post(&fake, &path, wish).expect(201);
        let id = provider["id"].as_str().expect("an id").to_owned();
        let path = format!("/identity-providers/{id}/migrate");
        send_with(&fake, "POST", &path, &[SDK], "")
    };
    provide("our-team").refused(422, "invalid_params");
    let moved = provide("big-team").expect(200);
    assert_eq!(moved["owner"]["name"], "example-enterprise");
}
