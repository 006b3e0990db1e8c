//! Webhooks: who is told of what, and that it arrives.

mod common;
mod receiver;

use std::time::{Duration, Instant};

use common::place::Place;
use common::{Answer, column, delete, get, patch, post, range, send_with, with_app};
use heroku::Secret;
use heroku::webhook::{Action, Event, EventData};
use heroku_fake::Fake;
use receiver::Receiver;
use serde_json::{Value, json};

/// What a webhook asks for.
fn wish(url: &str, level: &str, include: &[&str]) -> Value {
    json!({ "include": include, "level": level, "secret": "example", "url": url })
}

fn subscribe(fake: &Fake, wish: Value) -> Value {
    post(fake, "/apps/my-app/webhooks", wish).expect(201)
}

/// Causes one event of the app.
fn touch(fake: &Fake, maintenance: bool) {
    patch(fake, "/apps/my-app", json!({ "maintenance": maintenance })).expect(200);
}

/// Causes one event of a domain, and another one some seconds later.
fn add_domain(fake: &Fake, name: &str) -> Value {
    let wish = json!({ "hostname": format!("{name}.example.com"), "sni_endpoint": null });
    post(fake, "/apps/my-app/domains", wish).expect(201)
}

/// The deliveries of the app, once all of them have one of these states.
#[track_caller]
fn deliveries(fake: &Fake, states: &[&str]) -> Vec<Value> {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let all = get(fake, "/apps/my-app/webhook-deliveries").expect(200);
        let all = all.as_array().expect("a list").clone();
        let is_done = |delivery: &Value| states.iter().any(|state| delivery["status"] == *state);
        if !all.is_empty() && all.iter().all(is_done) {
            return all;
        }
        assert!(Instant::now() < end, "{all:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn an_event_arrives_signed_and_is_what_the_client_expects() {
    let fake = with_app("my-app");
    let receiver = Receiver::start(&[204]);
    let mut asked = wish(&receiver.url("/hook?a=b"), "notify", &["api:domain"]);
    asked["authorization"] = json!("Bearer mine");
    let webhook = subscribe(&fake, asked);
    let domain = add_domain(&fake, "www");

    let got = receiver.next();
    assert_eq!(got.target, "/hook?a=b");
    assert_eq!(got.header("authorization"), "Bearer mine");
    assert!(
        got.header("content-type")
            .starts_with("application/vnd.heroku+json")
    );
    let signature = got.header("heroku-webhook-hmac-sha256");
    let event = Event::verified(&Secret::from("example"), signature, &got.body);
    let event = event.expect("a sound signature");
    assert_eq!(
        (event.action, event.resource.as_str()),
        (Action::Create, "domain")
    );
    assert_eq!(event.actor.email, "user@example.com");
    assert_eq!(event.metadata.webhook.id, webhook["id"]);
    assert_eq!(event.metadata.event.include, "api:domain");
    let EventData::Domain(data) = event.data else {
        panic!("a domain");
    };
    assert_eq!(data.id, domain["id"]);
    assert_eq!(data.hostname, "www.example.com");
    assert_eq!(data.app.name, "my-app");
    let other = Secret::from("other");
    Event::verified(&other, signature, &got.body).expect_err("another secret");
}

#[test]
fn a_delivery_tells_how_it_went() {
    let fake = with_app("my-app");
    let receiver = Receiver::start(&[200, 500]);
    subscribe(&fake, wish(&receiver.url("/"), "notify", &["api:app"]));
    touch(&fake, true);
    deliveries(&fake, &["succeeded"]);
    touch(&fake, false);
    let all = deliveries(&fake, &["succeeded", "failed"]);
    let of = |state: &str| {
        let found = all.iter().find(|delivery| delivery["status"] == state);
        found.expect("one of each").clone()
    };
    let (good, bad) = (of("succeeded"), of("failed"));
    assert_eq!(good["last_attempt"]["code"], 200);
    assert_eq!(bad["last_attempt"]["code"], 500);
    assert_eq!(bad["last_attempt"]["status"], "failed");
    assert_eq!(bad["num_attempts"], 1);
    let id = bad["id"].as_str().expect("an id");
    let path = format!("/apps/my-app/webhook-deliveries/{id}");
    assert_eq!(get(&fake, &path).expect(200), bad);

    let failed = get(&fake, "/apps/my-app/webhook-deliveries?eq[status]=failed");
    assert_eq!(column(&failed.expect(200), "id"), [id]);
    let latest = range(
        &fake,
        "/apps/my-app/webhook-deliveries",
        "seq ..; order=desc,max=1",
    );
    assert_eq!(column(&latest.expect(206), "id"), [id]);
}

#[test]
fn an_event_can_be_read_again() {
    let fake = with_app("my-app");
    let receiver = Receiver::start(&[200]);
    subscribe(&fake, wish(&receiver.url("/"), "notify", &["api:app"]));
    touch(&fake, true);
    let event = Event::parse(&receiver.next().body).expect("an event");
    assert_eq!(event.action, Action::Update);
    assert_eq!(event.previous_data["maintenance"], false);
    assert!(!event.previous_data.contains_key("name"));

    let path = format!("/apps/my-app/webhook-events/{}", event.id);
    let told = get(&fake, &path).expect(200);
    assert_eq!(told["include"], "api:app");
    assert_eq!(told["payload"]["action"], "update");
    assert_eq!(told["payload"]["data"]["maintenance"], true);
    assert_eq!(told["payload"]["actor"]["email"], "user@example.com");
    let all = get(&fake, "/apps/my-app/webhook-events").expect(200);
    assert_eq!(all, json!([told]));
}

#[test]
fn what_happens_by_the_clock_is_told_too() {
    let fake = with_app("my-app");
    let receiver = Receiver::start(&[200, 200]);
    subscribe(&fake, wish(&receiver.url("/"), "sync", &["api:domain"]));
    add_domain(&fake, "www");
    fake.advance(Duration::from_secs(10));
    let event = |body: &[u8]| Event::parse(body).expect("an event");
    assert_eq!(event(&receiver.next().body).action, Action::Create);
    let update = event(&receiver.next().body);
    assert_eq!(update.action, Action::Update);
    assert_eq!(update.previous_data["status"], "pending");
}

#[test]
fn nothing_is_told_that_was_not_asked_for() {
    let fake = with_app("my-app");
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    let receiver = Receiver::start(&[200]);
    subscribe(&fake, wish(&receiver.url("/"), "notify", &["api:domain"]));
    touch(&fake, true);
    let wish = json!({ "hostname": "www.example.com", "sni_endpoint": null });
    post(&fake, "/apps/other/domains", wish).expect(201);
    assert_eq!(
        get(&fake, "/apps/my-app/webhook-events").expect(200),
        json!([])
    );
    assert_eq!(
        get(&fake, "/apps/other/webhook-events").expect(200),
        json!([])
    );
}

#[test]
fn a_sync_webhook_is_tried_again_and_stays_in_order() {
    let fake = with_app("my-app");
    let receiver = Receiver::start(&[503, 503, 200, 200]);
    subscribe(&fake, wish(&receiver.url("/"), "sync", &["api:app"]));
    touch(&fake, true);
    let first = receiver.next();
    let waiting = deliveries(&fake, &["retrying", "scheduled"]);
    assert!(waiting[0]["next_attempt_at"].is_string(), "{waiting:?}");
    assert_eq!(waiting[0]["last_attempt"]["code"], 503);
    touch(&fake, false);
    // Polling lets time pass, so that further attempts come.
    deliveries(&fake, &["succeeded"]);
    let (second, third, fourth) = (receiver.next(), receiver.next(), receiver.next());
    let event = |body: &[u8]| Event::parse(body).expect("an event");
    let id = event(&first.body).id;
    assert_eq!(event(&second.body).id, id);
    assert_eq!(event(&third.body).id, id);
    assert_ne!(event(&fourth.body).id, id);
    let attempts = |body: &[u8]| event(body).metadata.attempt.id;
    assert_ne!(attempts(&first.body), attempts(&second.body));
    assert_eq!(
        event(&first.body).metadata.delivery,
        event(&third.body).metadata.delivery
    );
}

#[test]
fn a_sync_webhook_is_given_up_after_a_week() {
    let fake = with_app("my-app");
    // Nobody listens at the port of a receiver that is gone.
    let url = Receiver::start(&[]).url("/");
    subscribe(&fake, wish(&url, "sync", &["api:app"]));
    touch(&fake, true);
    deliveries(&fake, &["retrying", "scheduled"]);
    fake.advance(Duration::from_hours(8 * 24));
    let all = deliveries(&fake, &["failed"]);
    let delivery = &all[0];
    assert!(delivery["num_attempts"].as_u64() >= Some(2), "{delivery}");
    assert_eq!(
        delivery["last_attempt"]["error_class"],
        "connection_refused"
    );
}

#[test]
fn what_was_not_delivered_is_delivered_after_a_restart() {
    let place = Place::new("webhooks");
    let file = place.file();
    let fake = Fake::from_file(&file).expect("a new state");
    post(&fake, "/apps", json!({ "name": "my-app" })).expect(201);
    let receiver = Receiver::start(&[503, 200]);
    subscribe(&fake, wish(&receiver.url("/"), "sync", &["api:app"]));
    touch(&fake, true);
    let first = receiver.next();
    deliveries(&fake, &["retrying", "scheduled"]);
    drop(fake);

    let fake = reopen(&file);
    fake.advance(Duration::from_secs(10));
    let second = receiver.next();
    let id = |body: &[u8]| Event::parse(body).expect("an event").id;
    assert_eq!(id(&first.body), id(&second.body));
    deliveries(&fake, &["succeeded"]);
}

/// The fake of a file, once nobody else has it open.
fn reopen(file: &std::path::Path) -> Fake {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        match Fake::from_file(file) {
            Ok(fake) => return fake,
            Err(error) => assert!(Instant::now() < end, "{error}"),
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn nothing_is_sent_to_other_machines() {
    let fake = with_app("my-app");
    subscribe(
        &fake,
        wish("https://hooks.example.com/", "sync", &["api:domain"]),
    );
    add_domain(&fake, "www");
    let all = deliveries(&fake, &["failed"]);
    let attempt = &all[0]["last_attempt"];
    assert_eq!(attempt["code"], Value::Null);
    assert_eq!(attempt["error_class"], "not_sent_to_other_machines");
}

#[test]
fn the_webhooks_of_an_app_hear_of_its_end() {
    let fake = with_app("my-app");
    let receiver = Receiver::start(&[200, 200]);
    subscribe(
        &fake,
        wish(&receiver.url("/"), "notify", &["api:app", "api:domain"]),
    );
    delete(&fake, "/apps/my-app").expect(200);
    let (one, other) = (receiver.next(), receiver.next());
    let events = [one, other].map(|got| Event::parse(&got.body).expect("an event"));
    for event in &events {
        assert_eq!(event.action, Action::Destroy);
        match &event.data {
            EventData::App(app) => assert_eq!(app.name, "my-app"),
            EventData::Domain(domain) => assert_eq!(domain.app.name, "my-app"),
            other => panic!("{other:?}"),
        }
    }
    assert_ne!(events[0].resource, events[1].resource);
}

#[test]
fn a_secret_that_was_not_given_is_told_once() {
    let fake = with_app("my-app");
    let receiver = Receiver::start(&[200]);
    let mut asked = wish(&receiver.url("/"), "notify", &["api:domain"]);
    asked["secret"] = Value::Null;
    asked["authorization"] = json!("Bearer mine");
    let answer = post(&fake, "/apps/my-app/webhooks", asked);
    let secret = answer.header("heroku-webhook-secret").to_owned();
    assert!(!secret.is_empty());
    let webhook = answer.expect(201);
    let text = webhook.to_string();
    assert!(
        !text.contains("authorization") && !text.contains("secret"),
        "{text}"
    );
    let path = format!(
        "/apps/my-app/webhooks/{}",
        column(&json!([webhook]), "id")[0]
    );
    let again = get(&fake, &path);
    assert_eq!(again.header("heroku-webhook-secret"), "");
    assert_eq!(again.expect(200), webhook);
    let unchanged = patch(&fake, &path, json!({ "level": "sync" }));
    assert_eq!(unchanged.header("heroku-webhook-secret"), "");
    assert_eq!(unchanged.expect(200)["level"], "sync");

    add_domain(&fake, "www");
    let got = receiver.next();
    let signature = got.header("heroku-webhook-hmac-sha256");
    Event::verified(&Secret::from(secret), signature, &got.body).expect("the secret is right");
    let changed = patch(&fake, &path, json!({ "secret": null }));
    assert_ne!(changed.header("heroku-webhook-secret"), "");
}

#[test]
fn a_given_secret_is_not_told() {
    let fake = with_app("my-app");
    let asked = wish("http://localhost/", "notify", &["api:app"]);
    let answer: Answer = post(&fake, "/apps/my-app/webhooks", asked);
    assert_eq!(answer.header("heroku-webhook-secret"), "");
    answer.expect(201);
}

#[test]
fn a_webhook_that_makes_no_sense_is_refused() {
    let fake = with_app("my-app");
    for (field, value) in [
        ("include", json!([])),
        ("include", json!(["foo"])),
        ("level", json!("often")),
        ("url", json!("ftp://example.com/")),
        ("url", json!("example")),
        ("authorization", json!("one\ntwo")),
    ] {
        let mut asked = wish("http://localhost/", "notify", &["api:app"]);
        asked[field] = value;
        let message = post(&fake, "/apps/my-app/webhooks", asked).refused(422, "invalid_params");
        assert!(message.contains(&format!("`{field}`")), "{message}");
    }
    for _ in 0..10 {
        subscribe(&fake, wish("http://localhost/", "notify", &["api:app"]));
    }
    let asked = wish("http://localhost/", "notify", &["api:app"]);
    post(&fake, "/apps/my-app/webhooks", asked).refused(422, "invalid_params");
}

#[test]
fn a_webhook_goes_with_its_deliveries() {
    let fake = with_app("my-app");
    let asked = wish("https://hooks.example.com/", "notify", &["api:domain"]);
    let webhook = subscribe(&fake, asked);
    add_domain(&fake, "www");
    deliveries(&fake, &["failed"]);
    let path = format!(
        "/apps/my-app/webhooks/{}",
        column(&json!([webhook]), "id")[0]
    );
    delete(&fake, &path).expect(200);
    get(&fake, &path).refused(404, "not_found");
    assert_eq!(get(&fake, "/apps/my-app/webhooks").expect(200), json!([]));
    let rest = get(&fake, "/apps/my-app/webhook-deliveries").expect(200);
    assert_eq!(rest, json!([]));
}

#[test]
fn webhooks_of_an_addon_hear_of_its_app() {
    let fake = with_app("my-app");
    let (own, other) = ("own-addon", "other-addon");
    for (name, plan) in [(own, "papertrail:choklad"), (other, "heroku-redis:mini")] {
        let wish = json!({ "name": name, "plan": plan });
        post(&fake, "/apps/my-app/addons", wish).expect(201);
    }
    fake.advance(Duration::from_mins(5));
    let receiver = Receiver::start(&[200, 200]);
    let asked = wish(&receiver.url("/"), "notify", &["api:addon", "api:domain"]);
    let webhook = post(&fake, &format!("/addons/{own}/webhooks"), asked).expect(201);
    assert_eq!(webhook["addon"]["name"], own);
    add_domain(&fake, "www");
    delete(&fake, &format!("/apps/my-app/addons/{other}")).expect(202);
    let event = Event::parse(&receiver.next().body).expect("an event");
    assert_eq!(event.resource, "domain");
    let path = format!("/addons/{own}/webhook-events/{}", event.id);
    get(&fake, &path).expect(200);
    let all = get(&fake, &format!("/addons/{own}/webhook-events")).expect(200);
    assert!(
        !column(&all, "include").contains(&"api:addon".to_owned()),
        "{all}"
    );
    let all = get(&fake, &format!("/addons/{own}/webhook-deliveries")).expect(200);
    assert!(!all.as_array().expect("a list").is_empty());
}

#[test]
fn webhooks_of_a_pipeline_hear_of_its_apps() {
    let fake = with_app("my-app");
    let account = get(&fake, "/account").expect(200);
    let owner = json!({ "id": account["id"], "type": "user" });
    let pipeline = json!({ "name": "my-pipeline", "owner": owner });
    let pipeline = post(&fake, "/pipelines", pipeline).expect(201);
    let coupling = json!({ "app": "my-app", "pipeline": pipeline["id"], "stage": "staging" });
    post(&fake, "/pipeline-couplings", coupling).expect(201);
    let receiver = Receiver::start(&[200]);
    let asked = wish(&receiver.url("/"), "notify", &["api:domain"]);
    let webhook = post(&fake, "/pipelines/my-pipeline/webhooks", asked).expect(201);
    assert_eq!(webhook["pipeline"]["name"], "my-pipeline");
    add_domain(&fake, "www");
    let event = Event::parse(&receiver.next().body).expect("an event");
    let path = format!("/pipelines/my-pipeline/webhook-events/{}", event.id);
    get(&fake, &path).expect(200);
    let path = format!(
        "/pipelines/my-pipeline/webhook-deliveries/{}",
        event.metadata.delivery.id
    );
    assert_eq!(
        get(&fake, &path).expect(200)["event"]["id"],
        event.id.as_str()
    );
}

/// How many there are of what belongs to the app, up to 1000.
fn count(fake: &Fake, of: &str, order: &str) -> Vec<String> {
    let all = range(fake, &format!("/apps/my-app/{of}"), order);
    assert!([200, 206].contains(&all.status.as_u16()), "{}", all.body);
    column(&all.body, "id")
}

#[test]
fn the_latest_thousand_events_and_deliveries_are_kept() {
    let fake = with_app("my-app");
    let nowhere = Receiver::start(&[]);
    let webhook = subscribe(&fake, wish(&nowhere.url("/"), "sync", &["api:app"]));
    let mut maintenance = false;
    let mut touches = |times: u32| {
        for _ in 0..times {
            maintenance = !maintenance;
            touch(&fake, maintenance);
        }
    };
    touches(1);
    let first = count(&fake, "webhook-events", "id ..; max=1000");
    touches(1_002);
    let events = count(&fake, "webhook-events", "id ..; max=1000");
    assert_eq!(events.len(), 1_000);
    assert!(!events.contains(&first[0]));
    let all = get(&fake, "/apps/my-app/webhook-deliveries").expect(206);
    assert_eq!(all.as_array().map(Vec::len), Some(200));
    let all = count(&fake, "webhook-deliveries", "seq ..; max=1000");
    assert_eq!(all.len(), 1_000);
    let state: Value = serde_json::from_str(&fake.snapshot()).expect("JSON");
    assert!(!state.to_string().contains(&first[0]));

    // What is no more is not waited for.
    let receiver = Receiver::start(&[204, 204]);
    let path = format!(
        "/apps/my-app/webhooks/{}",
        webhook["id"].as_str().expect("an id")
    );
    patch(&fake, &path, json!({ "url": receiver.url("/") })).expect(200);
    fake.advance(Duration::from_hours(2));
    get(&fake, "/account").expect(200);
    let told = Event::parse(&receiver.next().body).expect("an event");
    assert!(events.contains(&told.id));
}

#[test]
fn pages_of_other_sites_cannot_have_anything_delivered() {
    let fake = with_app("my-app");
    let wish = wish("http://127.0.0.1:9/", "notify", &["api:app"]).to_string();
    let webhook = subscribe(&fake, serde_json::from_str(&wish).expect("JSON"));
    let one = format!(
        "/apps/my-app/webhooks/{}",
        webhook["id"].as_str().expect("an id")
    );
    let own = ("host", "127.0.0.1:4567");
    for (method, path) in [("POST", "/apps/my-app/webhooks"), ("PATCH", one.as_str())] {
        for headers in [
            [own, ("origin", "http://evil.example")],
            [own, ("origin", "null")],
            [("host", "evil.example"), ("origin", "http://evil.example")],
            [own, ("sec-fetch-site", "cross-site")],
        ] {
            let answer = send_with(&fake, method, path, &headers, wish.clone());
            let message = answer.refused(403, "forbidden");
            assert!(message.contains("webhooks"), "{message}");
        }
        for headers in [
            [own, ("origin", "http://127.0.0.1:4567")],
            [("host", "fake.heroku.test"), ("x-other", "1")],
        ] {
            let answer = send_with(&fake, method, path, &headers, wish.clone());
            assert!(answer.status.is_success(), "{}", answer.body);
        }
    }
    let origin = [own, ("origin", "http://evil.example")];
    send_with(&fake, "GET", "/apps/my-app/webhooks", &origin, "").expect(200);
}
