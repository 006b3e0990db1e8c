//! Faults on demand, as a test meets them and as a client does.

mod common;

use std::time::{Duration, Instant};

use common::{get, post, send_with, with_app};
use heroku::app::{AppCreate, AppInfo, AppList};
use heroku::release::ReleaseList;

use heroku::{Backoff, Client, ListRange};
use heroku_fake::{Fake, Fault};
use http::StatusCode;
use serde_json::{Value, json};

#[track_caller]
fn inject(fake: &Fake, fault: Fault) -> heroku_fake::FaultId {
    fake.inject(fault).expect("the fault makes sense")
}

fn statuses(fake: &Fake, path: &str, count: usize) -> Vec<u16> {
    (0..count)
        .map(|_| get(fake, path).status.as_u16())
        .collect()
}

fn client(fake: &Fake) -> Client {
    let quick = Backoff::new().first(Duration::from_millis(1));
    let client = Client::builder()
        .transport(fake.clone())
        .token("test-token")
        .retry(quick)
        .build();
    client.expect("the settings are sound")
}

#[test]
fn a_fault_strikes_its_operation_only() {
    let fake = with_app("my-app");
    inject(&fake, Fault::on("AppInfo").status(503));
    get(&fake, "/apps/my-app").refused(503, "server_error");
    get(&fake, "/apps").expect(200);
    assert_eq!(fake.received()[1].faults().len(), 1);
}

#[test]
fn a_former_name_of_an_operation_is_known() {
    let fake = with_app("my-app");
    inject(&fake, Fault::on("ConfigVarInfo").status(500));
    get(&fake, "/apps/my-app/config-vars").refused(500, "internal_server_error");
}

#[test]
fn a_fault_strikes_paths_of_a_form() {
    let fake = with_app("my-app");
    inject(&fake, Fault::on_path("GET", "/apps/{app}").status(500));
    assert_eq!(statuses(&fake, "/apps/my-app", 1), [500]);
    assert_eq!(statuses(&fake, "/apps", 1), [200]);
    assert_eq!(statuses(&fake, "/apps/my-app/releases", 1), [200]);
}

#[test]
fn a_fault_of_one_key_spares_the_others() {
    let fake = Fake::new();
    inject(&fake, Fault::everywhere().for_key("test-token").status(500));
    assert_eq!(statuses(&fake, "/apps", 1), [500]);
    let other = [("authorization", "Bearer other")];
    send_with(&fake, "GET", "/apps", &other, "").expect(200);
}

#[test]
fn the_first_the_nth_and_so_many_times() {
    let fake = Fake::new();
    inject(&fake, Fault::everywhere().first(2).status(500));
    assert_eq!(statuses(&fake, "/apps", 4), [500, 500, 200, 200]);
    fake.clear_faults();
    inject(&fake, Fault::everywhere().nth(3).status(500));
    assert_eq!(statuses(&fake, "/apps", 4), [200, 200, 500, 200]);
    fake.clear_faults();
    inject(&fake, Fault::everywhere().times(1).status(500));
    assert_eq!(statuses(&fake, "/apps", 3), [500, 200, 200]);
}

#[test]
fn a_probability_strikes_its_share_and_the_same_in_every_run() {
    let struck = |seed| {
        let fake = Fake::new();
        inject(
            &fake,
            Fault::everywhere()
                .with_probability(0.2)
                .seed(seed)
                .status(500),
        );
        statuses(&fake, "/nonsense", 500)
    };
    let count = struck(1).iter().filter(|status| **status == 500).count();
    assert!((70..130).contains(&count), "{count}");
    assert_eq!(struck(1), struck(1));
    assert_ne!(struck(1), struck(2));
}

#[test]
fn a_refusal_has_no_effect_and_a_reset_behind_it_has() {
    let fake = Fake::new();
    for fault in [
        Fault::on("AppCreate").status(503),
        Fault::on("AppCreate").error("rate_limit", "Slow down."),
        Fault::on("AppCreate").reset(),
        Fault::on("AppCreate").html(),
    ] {
        inject(&fake, fault);
        let app = json!({ "name": "my-app" });
        send_raw(&fake, "POST", "/apps", &app.to_string());
        fake.clear_faults();
        get(&fake, "/apps/my-app").expect(404);
    }
    inject(&fake, Fault::on("AppCreate").reset_after());
    let (status, body) = send_raw(&fake, "POST", "/apps", r#"{"name":"my-app"}"#);
    assert_eq!((status, body.as_str()), (StatusCode::BAD_GATEWAY, ""));
    get(&fake, "/apps/my-app").expect(200);
    let reset = &fake.received_by("AppCreate")[4];
    assert_eq!(reset.status(), None);
}

#[test]
fn an_error_comes_with_the_status_that_belongs_to_it() {
    let fake = Fake::new();
    let id = inject(&fake, Fault::everywhere().error("rate_limit", "Slow down."));
    assert_eq!(get(&fake, "/apps").refused(429, "rate_limit"), "Slow down.");
    fake.remove_fault(id);
    inject(
        &fake,
        Fault::everywhere().error("my_own", "No.").status(418),
    );
    assert_eq!(get(&fake, "/apps").refused(418, "my_own"), "No.");
}

#[test]
fn bodies_can_be_cut_emptied_and_come_from_a_gateway() {
    let fake = with_app("my-app");
    let id = inject(&fake, Fault::everywhere().truncate(10));
    assert_eq!(send_raw(&fake, "GET", "/apps/my-app", "").1.len(), 10);
    fake.remove_fault(id);
    let id = inject(&fake, Fault::everywhere().empty_body());
    assert_eq!(
        send_raw(&fake, "GET", "/apps/my-app", ""),
        (StatusCode::OK, String::new())
    );
    fake.remove_fault(id);
    inject(&fake, Fault::everywhere().html().status(504));
    let (status, body) = send_raw(&fake, "GET", "/apps/my-app", "");
    assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
    assert!(body.starts_with("<!DOCTYPE html>"), "{body}");
    assert!(body.contains("<h1>Gateway Timeout</h1>"), "{body}");
}

#[test]
fn a_status_that_goes_without_a_body_has_none() {
    let fake = with_app("my-app");
    inject(&fake, Fault::on("AppInfo").status(304));
    assert_eq!(
        send_raw(&fake, "GET", "/apps/my-app", ""),
        (StatusCode::NOT_MODIFIED, String::new())
    );
}

#[test]
fn a_header_is_set_and_faults_add_up() {
    let fake = Fake::new();
    inject(&fake, Fault::everywhere().header("retry-after", "7"));
    inject(&fake, Fault::on("AppList").status(503));
    let answer = get(&fake, "/apps");
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (503, "7")
    );
}

#[test]
fn faults_tell_how_often_they_fired_and_can_be_removed() {
    let fake = Fake::new();
    let id = inject(&fake, Fault::on("AppList").first(1).status(500));
    statuses(&fake, "/apps", 3);
    let known = &fake.faults()[0];
    assert_eq!((known.id(), known.seen(), known.fired()), (id, 3, 1));
    assert!(fake.remove_fault(id));
    assert!(!fake.remove_fault(id) && fake.faults().is_empty());
}

#[test]
fn optional_fields_become_null_and_required_ones_stay() {
    let fake = with_app("my-app");
    inject(&fake, Fault::on("AppInfo").nulls());
    let app = get(&fake, "/apps/my-app").expect(200);
    assert_eq!(
        (&app["name"], &app["web_url"]),
        (&json!("my-app"), &Value::Null)
    );
}

#[test]
fn a_field_is_missing_in_one_answer_and_in_each_of_a_list() {
    let fake = with_app("my-app");
    inject(
        &fake,
        Fault::on("AppList").missing("name").missing("owner.email"),
    );
    let apps = get(&fake, "/apps").expect(200);
    assert!(
        apps[0].get("name").is_none() && apps[0]["owner"].get("email").is_none(),
        "{apps}"
    );
    assert!(
        apps[0].get("id").is_some() && apps[0]["owner"].get("id").is_some(),
        "{apps}"
    );
}

#[test]
fn enums_become_alien_and_fields_unknown() {
    let fake = with_app("my-app");
    inject(&fake, Fault::everywhere().alien_enums().unknown_fields());
    let releases = get(&fake, "/apps/my-app/releases").expect(200);
    assert_eq!(releases[0]["status"], "alien-value", "{releases}");
    assert_eq!(releases[0]["alien_text"], "alien-value");
    assert!(releases[0]["app"]["alien_object"].is_object(), "{releases}");
}

#[test]
fn a_refusal_of_the_fake_itself_does_not_drift() {
    let fake = Fake::new();
    inject(&fake, Fault::everywhere().unknown_fields());
    let refused = get(&fake, "/apps/other").expect(404);
    assert!(refused.get("alien_text").is_none(), "{refused}");
}

#[tokio::test]
async fn a_client_that_tries_again_survives_two_failures() {
    let fake = with_app("my-app");
    inject(&fake, Fault::on("AppInfo").first(2).status(503));
    let app = client(&fake)
        .send(AppInfo::new("my-app"))
        .await
        .expect("the third try succeeds");
    assert_eq!(app.name, "my-app");
    assert_eq!(fake.received_by("AppInfo").len(), 3);
    assert_eq!(fake.faults()[0].fired(), 2);
}

#[tokio::test]
async fn a_client_does_not_create_twice_where_it_cannot_know() {
    let fake = Fake::new();
    inject(&fake, Fault::on("AppCreate").reset_after());
    let failed = client(&fake).send(AppCreate::new().name("my-app")).await;
    assert!(failed.is_err());
    assert_eq!(fake.received_by("AppCreate").len(), 1);
    get(&fake, "/apps/my-app").expect(200);
}

#[tokio::test]
async fn a_client_reads_drifted_answers() {
    let fake = with_app("my-app");
    let all = Fault::everywhere()
        .nulls()
        .missing("name")
        .alien_enums()
        .unknown_fields();
    inject(&fake, all);
    let heroku = client(&fake);
    heroku
        .send(AppInfo::new("my-app"))
        .await
        .expect("an app can be read");
    let mut apps = heroku.list(AppList::new());
    assert!(apps.next().await.expect("one").is_ok());
    let mut releases = heroku.list(ReleaseList::new("my-app").range(ListRange::by("version")));
    let release = releases
        .next()
        .await
        .expect("one")
        .expect("a release can be read");
    assert_eq!(release.version, 1);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_told_as_such_or_tried_again() {
    let fake = with_app("my-app");
    inject(&fake, Fault::on("AppInfo").first(1).truncate(20));
    let app = client(&fake)
        .send(AppInfo::new("my-app"))
        .await
        .expect("the second try succeeds");
    assert_eq!(
        (app.name.as_str(), fake.received_by("AppInfo").len()),
        ("my-app", 2)
    );
}

#[tokio::test]
async fn a_delay_is_waited_for() {
    let fake = with_app("my-app");
    inject(&fake, Fault::on("AppInfo").delay(Duration::from_millis(30)));
    let start = Instant::now();
    client(&fake)
        .send(AppInfo::new("my-app"))
        .await
        .expect("it comes late");
    assert!(start.elapsed() >= Duration::from_millis(30));
    assert!(fake.received_by("AppInfo")[0].duration() >= Duration::from_millis(30));
}

#[tokio::test]
async fn faults_go_over_a_socket_as_well() {
    let fake = with_app("my-app");
    let server = fake.serve().expect("a free port");
    let quick = Backoff::new().first(Duration::from_millis(1));
    let client = Client::builder()
        .base_url(server.url())
        .token("test-token")
        .retry(quick)
        .build();
    let client = client.expect("the settings are sound");
    inject(&fake, Fault::on("AppInfo").nth(1).reset());
    inject(&fake, Fault::on("AppInfo").nth(2).truncate(30));
    inject(&fake, Fault::on("AppInfo").nth(3).html());
    let app = client
        .send(AppInfo::new("my-app"))
        .await
        .expect("the last try succeeds");
    assert_eq!(
        (app.name.as_str(), fake.received_by("AppInfo").len()),
        ("my-app", 4)
    );
}

#[test]
fn posts_are_struck_by_what_they_hold() {
    let fake = with_app("my-app");
    inject(&fake, Fault::on("ReleaseRollback").status(500));
    post(&fake, "/apps/my-app/releases", json!({ "release": "1" })).expect(500);
}

/// Sends a request whose answer may be no JSON.
fn send_raw(fake: &Fake, method: &str, path: &str, body: &str) -> (StatusCode, String) {
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("accept", "application/vnd.heroku+json; version=3")
        .header("authorization", "Bearer test-token")
        .body(body.to_owned().into())
        .expect("well formed");
    let answer = fake.handle(request);
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    (answer.status(), body)
}
