//! Pipelines: apps in stages, promotions, review apps, app setups, test runs.

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use common::{Answer, column, delete, get, patch, post, with_app};
use heroku_fake::{Fake, Server};
use serde_json::{Value, json};

/// A fake with a pipeline of three apps, of which the one in staging runs a slug.
fn with_pipeline() -> (Fake, String) {
    let fake = with_app("my-staging");
    let slug = json!({ "process_types": { "web": "bin/web" } });
    let slug = post(&fake, "/apps/my-staging/slugs", slug).expect(201);
    post(
        &fake,
        "/apps/my-staging/releases",
        json!({ "slug": slug["id"] }),
    )
    .expect(201);
    post(&fake, "/apps", json!({ "name": "my-production" })).expect(201);
    post(&fake, "/apps", json!({ "name": "my-other" })).expect(201);
    let pipeline = post(&fake, "/pipelines", json!({ "name": "my-pipeline" })).expect(201);
    let id = text(&pipeline["id"]);
    for (app, stage) in [
        ("my-staging", "staging"),
        ("my-production", "production"),
        ("my-other", "production"),
    ] {
        couple(&fake, app, &id, stage).expect(201);
    }
    (fake, id)
}

fn couple(fake: &Fake, app: &str, pipeline: &str, stage: &str) -> Answer {
    let coupling = json!({ "app": app, "pipeline": pipeline, "stage": stage });
    post(fake, "/pipeline-couplings", coupling)
}

/// Reads along what an app logs, once its stream has begun.
fn follow(fake: &Fake, app: &str) -> (Server, TcpStream) {
    let server = fake.serve().expect("a free port");
    let path = format!("/apps/{app}/log-sessions");
    let session = post(fake, &path, json!({ "tail": true })).expect(201);
    let url = text(&session["logplex_url"]);
    let path = url.splitn(4, '/').nth(3).expect("a path");
    let mut stream = TcpStream::connect(server.address()).expect("the server listens");
    let limit = Some(Duration::from_secs(10));
    stream.set_read_timeout(limit).expect("a limit");
    let head = format!("GET /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("it reads");
    let mut start = [0; 12];
    stream.read_exact(&mut start).expect("an answer");
    assert_eq!(&start, b"HTTP/1.1 200");
    (server, stream)
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn id_of(fake: &Fake, app: &str) -> String {
    text(&get(fake, &format!("/apps/{app}")).expect(200)["id"])
}

/// Asks until a field has another value than `before`.
fn until_changed(fake: &Fake, path: &str, field: &str, before: &str) -> Value {
    for _ in 0..30 {
        let answer = get(fake, path).expect(200);
        if answer[field] != before {
            return answer;
        }
    }
    panic!("{path} stays {before}");
}

#[test]
fn a_pipeline_belongs_to_who_made_it() {
    let fake = Fake::new();
    let me = get(&fake, "/account").expect(200)["id"].clone();
    let made = post(&fake, "/pipelines", json!({ "name": "my-pipeline" })).expect(201);
    assert_eq!(made["owner"], json!({ "id": me, "type": "user" }));
    assert_eq!(made["generation"]["name"], "cedar");
    let listed = get(&fake, "/pipelines?eq[name]=my-pipeline").expect(200);
    assert_eq!(column(&listed, "name"), ["my-pipeline"]);
    assert_eq!(
        get(&fake, "/pipelines?eq[name]=other").expect(200),
        json!([])
    );
    let owner = json!({ "id": "nobody", "type": "team" });
    let body = json!({ "name": "other", "owner": owner });
    let message = post(&fake, "/pipelines", body).refused(422, "invalid_params");
    assert!(message.contains("owner"), "{message}");
}

#[test]
fn a_pipeline_goes_to_a_team() {
    let (fake, id) = with_pipeline();
    let team = post(&fake, "/teams", json!({ "name": "our-team" })).expect(201);
    let owner = json!({ "id": team["id"], "type": "team" });
    let body = json!({ "pipeline": { "id": id }, "new_owner": owner });
    let moved = post(&fake, "/pipeline-transfers", body).expect(201);
    assert_eq!(moved["new_owner"], owner);
    assert_eq!(moved["previous_owner"]["type"], "user");
    assert_eq!(
        get(&fake, "/pipelines/my-pipeline").expect(200)["owner"],
        owner
    );
}

#[test]
fn an_app_is_in_one_stage_of_one_pipeline() {
    let (fake, id) = with_pipeline();
    let message = couple(&fake, "my-staging", &id, "development").refused(422, "invalid_params");
    assert!(message.contains("`app`"), "{message}");
    let coupling = get(&fake, "/apps/my-staging/pipeline-couplings").expect(200);
    assert_eq!(coupling["stage"], "staging");
    assert_eq!(coupling["pipeline"]["id"], id);
    let path = format!("/pipeline-couplings/{}", text(&coupling["id"]));
    let moved = patch(&fake, &path, json!({ "stage": "development" })).expect(200);
    assert_eq!(moved["stage"], "development");
    delete(&fake, &path).expect(200);
    get(&fake, "/apps/my-staging/pipeline-couplings").refused(404, "not_found");
    let left = get(&fake, "/pipelines/my-pipeline/pipeline-couplings").expect(200);
    assert_eq!(column(&left, "stage"), ["production", "production"]);
}

#[test]
fn a_promotion_releases_the_slug_to_all_targets() {
    let (fake, id) = with_pipeline();
    let source = get(&fake, "/apps/my-staging/releases/2").expect(200);
    let targets = json!([{ "app": { "id": id_of(&fake, "my-production") } }, { "app": { "id": id_of(&fake, "my-other") } }]);
    let body = json!({
        "pipeline": { "id": id },
        "source": { "app": { "id": id_of(&fake, "my-staging") } },
        "targets": targets,
    });
    let promotion = post(&fake, "/pipeline-promotions", body).expect(201);
    assert_eq!(promotion["status"], "pending");
    assert_eq!(promotion["source"]["release"]["id"], source["id"]);
    let path = format!("/pipeline-promotions/{}", text(&promotion["id"]));
    let ended = until_changed(&fake, &path, "status", "pending");
    assert_eq!(ended["status"], "completed");
    let targets = get(&fake, &format!("{path}/promotion-targets")).expect(200);
    assert_eq!(column(&targets, "status"), ["succeeded", "succeeded"]);
    let release = get(&fake, "/apps/my-production/releases/2").expect(200);
    assert_eq!(release["slug"]["id"], source["slug"]["id"]);
    let told = text(&release["description"]);
    assert!(told.contains("my-staging") && told.contains("v2"), "{told}");
    assert!(
        column(&targets, "release")
            .iter()
            .any(|target| target.contains(&text(&release["id"])))
    );
}

#[test]
fn a_promotion_needs_a_slug_and_apps_of_the_pipeline() {
    let (fake, id) = with_pipeline();
    post(&fake, "/apps", json!({ "name": "outside" })).expect(201);
    for (source, target, field) in [
        ("my-production", "my-staging", "source"),
        ("my-staging", "outside", "targets[0]"),
        ("outside", "my-production", "source"),
        ("my-staging", "my-staging", "targets[0]"),
    ] {
        let body = json!({
            "pipeline": { "id": id },
            "source": { "app": { "id": id_of(&fake, source) } },
            "targets": [{ "app": { "id": id_of(&fake, target) } }],
        });
        let message = post(&fake, "/pipeline-promotions", body).refused(422, "invalid_params");
        assert!(message.contains(field), "{source} to {target}: {message}");
    }
}

#[test]
fn the_latest_of_each_app_of_a_pipeline_is_listed() {
    let (fake, _) = with_pipeline();
    let releases = get(&fake, "/pipelines/my-pipeline/latest-releases").expect(200);
    assert_eq!(releases.as_array().map(Vec::len), Some(3));
    assert!(column(&releases, "version").contains(&"2".to_owned()));
    let stack = get(&fake, "/pipelines/my-pipeline/pipeline-stack").expect(200);
    assert_eq!(stack["stack"]["name"], "heroku-24");
}

#[test]
fn each_stage_has_config_vars_of_its_own() {
    let (fake, _) = with_pipeline();
    let path = "/pipelines/my-pipeline/stage/test/config-vars";
    assert_eq!(get(&fake, path).expect(200), json!({}));
    let set = patch(&fake, path, json!({ "A": "1", "B": "2" })).expect(200);
    assert_eq!(set, json!({ "A": "1", "B": "2" }));
    assert_eq!(
        patch(&fake, path, json!({ "A": null })).expect(200),
        json!({ "B": "2" })
    );
    let other = "/pipelines/my-pipeline/stage/review/config-vars";
    assert_eq!(get(&fake, other).expect(200), json!({}));
    get(&fake, "/pipelines/my-pipeline/stage/nowhere/config-vars").refused(404, "not_found");
}

#[test]
fn a_review_app_comes_with_its_app_and_takes_it_along() {
    let (fake, id) = with_pipeline();
    let body = json!({ "branch": "topic", "pipeline": id, "source_blob": { "url": "https://example.com/a.tgz", "version": "v1" }, "environment": { "A": "1" } });
    let message = post(&fake, "/review-apps", body.clone()).refused(422, "invalid_params");
    assert!(message.contains("enable"), "{message}");
    let config = json!({ "repo": "example/repository", "base_name": "mine" });
    let path = "/pipelines/my-pipeline/review-app-config";
    get(&fake, path).refused(404, "not_found");
    post(&fake, path, config).expect(201);
    let made = post(&fake, "/review-apps", body.clone()).expect(201);
    assert_eq!(made["status"], "creating");
    post(&fake, "/review-apps", body).refused(409, "conflict");
    let path = format!("/review-apps/{}", text(&made["id"]));
    let ready = until_changed(&fake, &path, "status", "creating");
    assert_eq!(ready["status"], "created");
    let app = get(&fake, &format!("/apps/{}", text(&ready["app"]["id"]))).expect(200);
    let name = text(&app["name"]);
    assert!(name.starts_with("mine-"), "{name}");
    assert_eq!(
        get(&fake, &format!("/apps/{name}/review-app")).expect(200)["id"],
        made["id"]
    );
    let coupling = get(&fake, &format!("/apps/{name}/pipeline-couplings")).expect(200);
    assert_eq!(coupling["stage"], "review");
    assert_eq!(
        get(&fake, &format!("/apps/{name}/config-vars")).expect(200)["A"],
        "1"
    );
    let (_server, mut logs) = follow(&fake, &name);
    delete(&fake, &path).expect(200);
    get(&fake, &format!("/apps/{name}")).refused(404, "not_found");
    get(&fake, &path).refused(404, "not_found");
    logs.read_to_end(&mut Vec::new()).expect("an end");
}

#[test]
fn a_review_app_is_built_from_its_branch() {
    let (fake, id) = with_pipeline();
    let config = json!({ "repo": "example/repository" });
    post(&fake, "/pipelines/my-pipeline/review-app-config", config).expect(201);
    // So the official command line asks for it.
    let source = json!({ "url": "resolve", "version": null });
    let wish = json!({ "branch": "topic/one", "pipeline": id, "source_blob": source });
    let made = post(&fake, "/review-apps", wish).expect(201);
    let path = format!("/review-apps/{}", text(&made["id"]));
    until_changed(&fake, &path, "status", "creating");
    let path = format!("/apps/{}/builds", text(&made["app"]["id"]));
    let build = &get(&fake, &path).expect(200)[0];
    assert_eq!(build["status"], "succeeded");
    let url = text(&build["source_blob"]["url"]);
    assert!(
        url.contains("example/repository") && url.contains("topic/one"),
        "{url}"
    );
}

#[test]
fn a_repository_has_whichever_branch_is_asked_for() {
    let (fake, _) = with_pipeline();
    let branch = "/pipelines/my-pipeline/repo/branches/topic%2Fone";
    assert_eq!(
        get(&fake, branch).expect(200),
        json!({ "name": "topic/one" })
    );
    get(&fake, "/pipelines/no-pipeline/repo/branches/main").refused(404, "not_found");
}

#[test]
fn review_apps_are_configured_until_disabled() {
    let (fake, _) = with_pipeline();
    let path = "/pipelines/my-pipeline/review-app-config";
    post(&fake, path, json!({ "repo": "example/repository" })).expect(201);
    post(&fake, path, json!({ "repo": "example/repository" })).refused(409, "conflict");
    // The official command line names the repository again, which cannot be changed.
    let wish = json!({ "stale_days": 9, "wait_for_ci": true, "repo": "example/repository" });
    let changed = patch(&fake, path, wish).expect(200);
    assert_eq!(
        (&changed["stale_days"], &changed["wait_for_ci"]),
        (&json!(9), &json!(true))
    );
    assert_eq!(get(&fake, path).expect(200), changed);
    delete(&fake, path).expect(200);
    get(&fake, path).refused(404, "not_found");
}

#[test]
fn an_app_setup_makes_an_app_with_its_settings() {
    let (fake, id) = with_pipeline();
    let body = json!({
        "app": { "name": "set-up", "region": "eu" },
        "source_blob": { "url": "https://example.com/a.tgz" },
        "overrides": { "env": { "A": "1" } },
        "pipeline_coupling": { "pipeline": id, "stage": "development" },
    });
    let setup = post(&fake, "/app-setups", body.clone()).expect(201);
    assert_eq!(
        (&setup["status"], &setup["app"]["name"]),
        (&json!("pending"), &json!("set-up"))
    );
    let message = post(&fake, "/app-setups", body).refused(422, "invalid_params");
    assert!(message.contains("app.name"), "{message}");
    let path = format!("/app-setups/{}", text(&setup["id"]));
    let ended = until_changed(&fake, &path, "status", "pending");
    assert_eq!(ended["status"], "succeeded");
    assert!(text(&ended["resolved_success_url"]).contains("set-up"));
    assert_eq!(ended["build"]["status"], "succeeded");
    let app = get(&fake, "/apps/set-up").expect(200);
    assert_eq!(app["region"]["name"], "eu");
    assert_eq!(get(&fake, "/apps/set-up/config-vars").expect(200)["A"], "1");
    let coupling = get(&fake, "/apps/set-up/pipeline-couplings").expect(200);
    assert_eq!(coupling["stage"], "development");
}

#[test]
fn a_test_run_runs_until_it_has_succeeded() {
    let (fake, id) = with_pipeline();
    let body = json!({
        "commit_branch": "main", "commit_message": "fix", "commit_sha": "abc",
        "pipeline": id, "source_blob_url": "https://example.com/a.tgz",
    });
    let first = post(&fake, "/test-runs", body.clone()).expect(201);
    let second = post(&fake, "/test-runs", body).expect(201);
    assert_eq!(
        (&first["number"], &second["number"]),
        (&json!(1), &json!(2))
    );
    let path = "/pipelines/my-pipeline/test-runs/1";
    let mut seen = vec![text(&first["status"])];
    for _ in 0..30 {
        let status = text(&get(&fake, path).expect(200)["status"]);
        if seen.last() != Some(&status) {
            seen.push(status);
        }
    }
    assert_eq!(
        seen,
        ["pending", "creating", "building", "running", "succeeded"]
    );
    let run = text(&first["id"]);
    let nodes = get(&fake, &format!("/test-runs/{run}/test-nodes")).expect(200);
    assert_eq!(column(&nodes, "status"), ["succeeded"]);
    let cases = get(&fake, &format!("/test-runs/{run}/test-cases")).expect(200);
    assert_eq!(column(&cases, "passed"), ["true"]);
    let over = json!({ "status": "cancelled", "message": null });
    patch(&fake, &format!("/test-runs/{run}"), over).refused(409, "conflict");
}

#[test]
fn a_test_run_can_be_cancelled_by_its_number() {
    let (fake, id) = with_pipeline();
    let body = json!({
        "commit_branch": "main", "commit_message": "fix", "commit_sha": "abc",
        "pipeline": id, "source_blob_url": "https://example.com/a.tgz",
    });
    let run = post(&fake, "/test-runs", body).expect(201);
    let stop = json!({ "status": "cancelled", "message": "enough" });
    let stopped = patch(&fake, "/test-runs/1", stop).expect(200);
    assert_eq!(
        (&stopped["id"], &stopped["status"]),
        (&run["id"], &json!("cancelled"))
    );
    fake.advance(std::time::Duration::from_mins(1));
    let later = get(&fake, "/pipelines/my-pipeline/test-runs/1").expect(200);
    assert_eq!(later["status"], "cancelled");
}

#[test]
fn apps_are_fetched_by_their_ids_and_no_others() {
    let (fake, _) = with_pipeline();
    let id = |app: &str| get(&fake, &format!("/apps/{app}")).expect(200)["id"].clone();
    let wanted = json!([
        id("my-staging"),
        id("my-other"),
        "c8c4ed1f-0000-4000-8000-000000000000"
    ]);
    let found = |wish: Value| {
        let mut names = column(&post(&fake, "/filters/apps", wish).expect(200), "name");
        names.sort();
        names
    };
    assert_eq!(
        found(json!({ "in": { "id": wanted } })),
        ["my-other", "my-staging"]
    );
    assert_eq!(found(json!({ "in": { "id": [] } })), [""; 0]);
}
