//! The formation, and the dynos that it keeps.

mod common;

use common::{Answer, column, delete, get, patch, post, range, with_app};
use heroku_fake::Fake;
use serde_json::{Value, json};

#[expect(clippy::needless_pass_by_value, reason = "tests read better so")]
fn scale(fake: &Fake, updates: Value) -> Answer {
    patch(
        fake,
        "/apps/my-app/formation",
        json!({ "updates": updates }),
    )
}

fn dynos(fake: &Fake) -> Vec<String> {
    column(&range(fake, "/apps/my-app/dynos", "name ..").body, "name")
}

#[test]
fn a_new_app_runs_nothing() {
    let fake = with_app("my-app");
    assert_eq!(get(&fake, "/apps/my-app/formation").expect(200), json!([]));
    assert_eq!(get(&fake, "/apps/my-app/dynos").expect(200), json!([]));
}

#[test]
fn scaling_answers_with_the_types_that_were_touched_and_keeps_dynos() {
    let fake = with_app("my-app");
    let wish = json!([{ "type": "web", "quantity": 2 }, { "type": "worker", "quantity": "1" }]);
    let touched = scale(&fake, wish).expect(200);
    assert_eq!(column(&touched, "type"), ["web", "worker"]);
    assert_eq!(dynos(&fake), ["web.1", "web.2", "worker.1"]);
    let touched = scale(&fake, json!([{ "type": "web", "quantity": "+1" }])).expect(200);
    assert_eq!(column(&touched, "quantity"), ["3"]);
    scale(&fake, json!([{ "type": "worker", "quantity": "-1" }])).expect(200);
    assert_eq!(dynos(&fake), ["web.1", "web.2", "web.3"]);
    let one = patch(
        &fake,
        "/apps/my-app/formation/web",
        json!({ "quantity": 1 }),
    )
    .expect(200);
    assert_eq!(one["quantity"], 1);
    assert_eq!(get(&fake, "/apps/my-app/formation/web").expect(200), one);
    assert_eq!(dynos(&fake), ["web.1"]);
    let releases = get(&fake, "/apps/my-app/releases").expect(200);
    assert_eq!(column(&releases, "version"), ["1"]);
}

#[test]
fn sizes_are_understood_in_any_case_by_name_or_id() {
    let fake = with_app("my-app");
    let first = json!([{ "type": "web", "quantity": 1, "size": "standard-2x" }]);
    let web = scale(&fake, first).expect(200)[0].clone();
    assert_eq!(
        (&web["size"], &web["dyno_size"]["name"]),
        (&json!("Standard-2X"), &web["size"])
    );
    let by_id = json!([{ "type": "job", "dyno_size": { "id": web["dyno_size"]["id"] } }]);
    assert_eq!(scale(&fake, by_id).expect(200)[0]["size"], "Standard-2X");
    let by_name = json!([{ "type": "job", "dyno_size": { "name": "ECO" } }]);
    assert_eq!(scale(&fake, by_name).expect(200)[0]["size"], "Eco");
}

#[test]
fn a_refused_update_changes_nothing() {
    let fake = with_app("my-app");
    for second in [
        json!({ "type": "worker", "quantity": -1 }),
        json!({ "type": "worker", "quantity": "-1" }),
        json!({ "type": "worker", "quantity": "many" }),
        json!({ "type": "worker", "quantity": "+-1" }),
        json!({ "type": "worker", "quantity": 4_000_000_000_u32 }),
        json!({ "type": "worker", "quantity": 1.5 }),
        json!({ "type": "worker", "size": "1X" }),
        json!({ "type": "no spaces", "quantity": 1 }),
        json!({ "quantity": 1 }),
    ] {
        let wish = json!([{ "type": "web", "quantity": 1 }, second]);
        let message = scale(&fake, wish).refused(422, "invalid_params");
        assert!(message.contains("updates[1]"), "{message}");
    }
    assert_eq!(get(&fake, "/apps/my-app/formation").expect(200), json!([]));
}

#[test]
fn one_off_dynos_are_counted_and_attached_on_request() {
    let fake = with_app("my-app");
    let dyno = post(&fake, "/apps/my-app/dynos", json!({ "command": "bash" })).expect(201);
    assert_eq!(
        (&dyno["name"], &dyno["type"]),
        (&json!("run.1"), &json!("run"))
    );
    assert_eq!(
        (&dyno["attach_url"], &dyno["command"]),
        (&Value::Null, &json!("bash"))
    );
    let wish = json!({ "command": "bash", "attach": true, "size": "performance-m" });
    let dyno = post(&fake, "/apps/my-app/dynos", wish).expect(201);
    assert_eq!(
        (&dyno["name"], &dyno["size"]),
        (&json!("run.2"), &json!("Performance-M"))
    );
    assert!(
        dyno["attach_url"]
            .as_str()
            .expect("text")
            .starts_with("rendezvous://")
    );
    assert_eq!(get(&fake, "/apps/my-app/dynos/run.2").expect(200), dyno);
    let message = post(&fake, "/apps/my-app/dynos", json!({})).refused(422, "invalid_params");
    assert!(message.contains("`command`"));
}

#[test]
fn restarts_and_stops_are_accepted_and_done() {
    let fake = with_app("my-app");
    scale(
        &fake,
        json!([{ "type": "web", "quantity": 1 }, { "type": "job", "quantity": 1 }]),
    );
    post(&fake, "/apps/my-app/dynos", json!({ "command": "bash" })).expect(201);
    let dyno = |name: &str| get(&fake, &format!("/apps/my-app/dynos/{name}")).body;
    let (web, job) = (dyno("web.1"), dyno("job.1"));

    assert_eq!(
        delete(&fake, "/apps/my-app/formations/web").expect(202),
        json!({})
    );
    assert_ne!(dyno("web.1")["id"], web["id"]);
    assert_eq!(dyno("job.1")["id"], job["id"]);
    delete(&fake, "/apps/my-app/dynos/job.1").expect(202);
    assert_ne!(dyno("job.1")["id"], job["id"]);
    let web = dyno("web.1");
    delete(&fake, "/apps/my-app/dynos").expect(202);
    assert_ne!(dyno("web.1")["id"], web["id"]);

    post(&fake, "/apps/my-app/dynos/run.1/actions/stop", json!({})).expect(202);
    get(&fake, "/apps/my-app/dynos/run.1").refused(404, "not_found");
    post(&fake, "/apps/my-app/formations/web/actions/stop", json!({})).expect(202);
    assert_eq!(dyno("web.1")["state"], "down");
    delete(&fake, "/apps/my-app/dynos/nope.1").refused(404, "not_found");
}

#[test]
fn a_release_restarts_the_formation_on_it() {
    let fake = with_app("my-app");
    scale(&fake, json!([{ "type": "web", "quantity": 1 }])).expect(200);
    let before = get(&fake, "/apps/my-app/dynos/web.1").expect(200);
    patch(&fake, "/apps/my-app/config-vars", json!({ "A": "1" })).expect(200);
    let after = get(&fake, "/apps/my-app/dynos/web.1").expect(200);
    assert_ne!(before["id"], after["id"]);
    assert_eq!(after["release"]["version"], 2);
}
