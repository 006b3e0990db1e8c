//! The formation, and the dynos that it keeps.

mod common;

use bytes::Bytes;
use common::{Answer, column, delete, get, patch, post, range, send_with, with_app};
use heroku_fake::Fake;
use http::Request;
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
fn a_one_off_dyno_has_a_process_type_that_a_formation_could_have() {
    let fake = with_app("my-app");
    for process in ["a/b c\n", "", "web\n", &"a".repeat(129)] {
        let wish = json!({ "command": "ls", "type": process });
        let message = post(&fake, "/apps/my-app/dynos", wish).refused(422, "invalid_params");
        assert!(message.contains("`type`"), "{message}");
    }
    let wish = json!({ "command": "ls", "type": "rake_db-1" });
    let dyno = post(&fake, "/apps/my-app/dynos", wish).expect(201);
    assert_eq!(dyno["name"], "rake_db-1.1");
}

#[test]
fn an_app_without_code_takes_any_process_type_one_at_a_time_too() {
    let fake = with_app("my-app");
    let web = "/apps/my-app/formation/web";
    let scaled = patch(&fake, web, json!({ "quantity": 2 })).expect(200);
    assert_eq!(
        (&scaled["type"], &scaled["quantity"]),
        (&json!("web"), &json!(2))
    );
    assert_eq!(get(&fake, web).expect(200), scaled);
    assert_eq!(dynos(&fake), ["web.1", "web.2"]);
    patch(&fake, "/apps/my-app/formation/a%20b", json!({})).refused(422, "invalid_params");
    get(&fake, "/apps/my-app/formation/worker").refused(404, "not_found");
    patch(&fake, "/apps/other/formation/web", json!({})).refused(404, "not_found");
}

#[test]
fn what_clients_send_of_a_one_off_dyno_beyond_the_schema_is_taken() {
    let fake = with_app("my-app");
    let wish =
        json!({ "command": "bash", "size": null, "env": { "COLUMNS": 80, "TERM": "vt100" } });
    let dyno = post(&fake, "/apps/my-app/dynos", wish).expect(201);
    assert_eq!(dyno["size"], "Basic");
    for env in [json!({ "A-B": "c" }), json!({ "A": ["b"] })] {
        let wish = json!({ "command": "bash", "env": env });
        let message = post(&fake, "/apps/my-app/dynos", wish).refused(422, "invalid_params");
        assert!(message.contains("`env.A"), "{message}");
    }
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

/// The values of `field` of the dynos after so many requests.
fn later(fake: &Fake, requests: usize, field: &str) -> Vec<String> {
    for _ in 1..requests {
        get(fake, "/apps/my-app").expect(200);
    }
    column(
        &range(fake, "/apps/my-app/dynos", "name ..").expect(200),
        field,
    )
}

/// What the app has logged, without times.
fn log(fake: &Fake) -> Vec<String> {
    let sdk = [("accept", "application/vnd.heroku+json; version=3.sdk")];
    let wish = json!({ "lines": 1000 }).to_string();
    let session = send_with(fake, "POST", "/apps/my-app/log-sessions", &sdk, wish).expect(201);
    let url = session["logplex_url"].as_str().expect("an address");
    let request = Request::get(url).body(Bytes::new()).expect("a request");
    let body = fake.handle(request).into_body();
    let text = String::from_utf8(body.to_vec()).expect("text");
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(_, line)| line.to_owned()).collect()
}

/// Deploys code with these process types.
fn deploy(fake: &Fake, types: &Value) {
    let wish = json!({ "process_types": types });
    let slug = post(fake, "/apps/my-app/slugs", wish).expect(201);
    post(fake, "/apps/my-app/releases", json!({ "slug": slug["id"] })).expect(201);
}

#[test]
fn a_dyno_starts_and_is_up_by_the_clock() {
    let fake = with_app("my-app");
    scale(&fake, json!([{ "type": "web", "quantity": 1 }])).expect(200);
    assert_eq!(later(&fake, 1, "state"), ["starting"]);
    assert_eq!(later(&fake, 1, "state"), ["up"]);
    delete(&fake, "/apps/my-app/dynos/web.1").expect(202);
    assert_eq!(later(&fake, 1, "state"), ["starting"]);
    assert_eq!(later(&fake, 2, "state"), ["up"]);
    let lines = log(&fake);
    for line in [
        "app[api]: Release v1 created by user user@example.com",
        "app[api]: Scaled to web@1:Basic by user user@example.com",
        "heroku[web.1]: Starting process with command `bin/web`",
        "heroku[web.1]: State changed from starting to up",
        "heroku[web.1]: Stopping all processes with SIGTERM",
        "heroku[web.1]: Process exited with status 143",
    ] {
        assert!(lines.iter().any(|known| known == line), "{line}: {lines:?}");
    }
}

#[test]
fn an_eco_dyno_without_requests_falls_asleep() {
    let fake = with_app("my-app");
    let wish = json!([{ "type": "web", "quantity": 1, "size": "eco" }]);
    scale(&fake, wish).expect(200);
    assert_eq!(later(&fake, 1803, "state"), ["idle"]);
    delete(&fake, "/apps/my-app/dynos").expect(202);
    assert_eq!(later(&fake, 3, "state"), ["up"]);
}

#[test]
fn sizes_that_no_app_can_mix_are_refused_together() {
    let fake = with_app("my-app");
    let both = json!([
        { "type": "web", "quantity": 1, "size": "basic" },
        { "type": "worker", "quantity": 1, "size": "standard-1x" },
    ]);
    let message = scale(&fake, both).refused(422, "invalid_params");
    assert!(
        message.contains("Basic") && message.contains("Standard-1X"),
        "{message}"
    );
    assert_eq!(get(&fake, "/apps/my-app/formation").expect(200), json!([]));
    scale(&fake, json!([{ "type": "web", "quantity": 1 }])).expect(200);
    let worker = json!([{ "type": "worker", "quantity": 1, "size": "eco" }]);
    scale(&fake, worker).refused(422, "invalid_params");
    let both = json!([
        { "type": "web", "size": "standard-1x" },
        { "type": "worker", "quantity": 1, "size": "performance-m" },
    ]);
    scale(&fake, both).expect(200);
    assert_eq!(
        get(&fake, "/apps/my-app").expect(200)["process_tier"],
        "production"
    );
    let job = scale(&fake, json!([{ "type": "job", "quantity": 1 }])).expect(200);
    assert_eq!(job[0]["size"], "Standard-1X");
}

#[test]
fn an_app_uses_sizes_and_stacks_of_its_own_generation() {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "newer", "stack": "cnb" })).expect(201);
    let names = |path: &str| column(&get(&fake, path).expect(200), "name");
    let sizes = names("/apps/my-app/available-dyno-sizes");
    assert!(sizes.contains(&"Performance-2XL".to_owned()));
    assert!(!sizes.contains(&"Private-S".to_owned()));
    assert!(!sizes.contains(&"dyno-1c-4gb".to_owned()));
    assert!(names("/apps/newer/available-dyno-sizes").contains(&"dyno-1c-4gb".to_owned()));
    assert!(!names("/apps/my-app/available-stacks").contains(&"cnb".to_owned()));
    assert_eq!(names("/apps/newer/available-stacks"), ["cnb"]);
    for size in ["private-s", "shield-m", "dyno-1c-4gb"] {
        let wish = json!([{ "type": "web", "quantity": 1, "size": size }]);
        let message = scale(&fake, wish).refused(422, "invalid_params");
        assert!(message.contains("`updates[0].size`"), "{message}");
    }
}

#[test]
fn code_says_which_process_types_there_are() {
    let fake = with_app("my-app");
    deploy(&fake, &json!({ "web": "bin/web", "worker": "bin/work" }));
    let unknown = json!([{ "type": "web", "quantity": 2 }, { "type": "clock", "quantity": 1 }]);
    let message = scale(&fake, unknown).refused(404, "not_found");
    assert!(message.contains("`updates[1].type`"), "{message}");
    assert_eq!(dynos(&fake), ["web.1"]);
    let wish = json!({ "quantity": 1 });
    patch(&fake, "/apps/my-app/formation/clock", wish).refused(404, "not_found");
    delete(&fake, "/apps/my-app/formations/clock").refused(404, "not_found");

    scale(&fake, json!([{ "type": "worker", "quantity": 1 }])).expect(200);
    deploy(&fake, &json!({ "web": "bin/new" }));
    assert_eq!(dynos(&fake), ["web.1"]);
    assert_eq!(later(&fake, 1, "command"), ["bin/new"]);
}

#[test]
fn a_detached_run_ends_by_the_clock_and_logs_what_it_said() {
    let fake = with_app("my-app");
    patch(
        &fake,
        "/apps/my-app/config-vars",
        json!({ "NAME": "world" }),
    )
    .expect(200);
    let wish = json!({
        "attach": false,
        "command": "echo hello $NAME $COUNT; exit 3",
        "env": { "COUNT": "7" },
    });
    let run = post(&fake, "/apps/my-app/dynos", wish).expect(201);
    assert_eq!(
        (&run["state"], &run["attach_url"]),
        (&json!("starting"), &Value::Null)
    );
    assert_eq!(later(&fake, 2, "state"), ["up"]);
    assert!(later(&fake, 2, "state").is_empty());
    let lines = log(&fake);
    for line in [
        "app[run.1]: hello world 7",
        "heroku[run.1]: Process exited with status 3",
        "heroku[run.1]: State changed from up to complete",
    ] {
        assert!(lines.iter().any(|known| known == line), "{line}: {lines:?}");
    }
}

#[test]
fn no_run_lives_longer_than_it_may() {
    let fake = with_app("my-app");
    let wish =
        |seconds: Value| json!({ "command": "bash", "attach": true, "time_to_live": seconds });
    for seconds in [json!(0), json!(86_401)] {
        let message =
            post(&fake, "/apps/my-app/dynos", wish(seconds)).refused(422, "invalid_params");
        assert!(message.contains("`time_to_live`"), "{message}");
    }
    post(&fake, "/apps/my-app/dynos", wish(json!(5))).expect(201);
    assert_eq!(dynos(&fake), ["run.1"]);
    assert!(later(&fake, 4, "name").is_empty());
    let wish = json!({ "command": "bash", "size": "1X" });
    post(&fake, "/apps/my-app/dynos", wish).refused(422, "invalid_params");
}

#[test]
fn a_command_can_run_inside_of_a_dyno() {
    let fake = with_app("my-app");
    scale(&fake, json!([{ "type": "web", "quantity": 1 }])).expect(200);
    let inside = [(
        "accept",
        "application/vnd.heroku+json; version=3.run-inside",
    )];
    let run = |dyno: &str| {
        let wish = json!({ "command": "bash", "env": { "TERM": "xterm" } }).to_string();
        send_with(
            &fake,
            "POST",
            &format!("/apps/my-app/dynos/{dyno}"),
            &inside,
            wish,
        )
    };
    let run_of = run("web.1").expect(201);
    let url = run_of["attach_url"].as_str().expect("an address");
    assert!(url.starts_with("rendezvous://"), "{url}");
    assert_eq!(dynos(&fake), ["web.1"]);
    run("web.2").refused(404, "not_found");
    post(&fake, "/apps/my-app/dynos/web.1/actions/stop", json!({})).expect(202);
    run("web.1").refused(409, "conflict");
}
