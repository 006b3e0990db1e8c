//! Every action of the description answers, and answers what it promises.

mod common;

use common::conform::Description;
use common::{Answer, get, patch, post, send_with, with_app};
use heroku_fake::Fake;
use heroku_schema::{Action, Field, Type, Variant};
use serde_json::{Map, Value, json};

const PLAIN: &str = "application/vnd.heroku+json; version=3";
const SDK: &str = "application/vnd.heroku+json; version=3.sdk";

/// A body that the action takes, with all its fields or only those that it cannot do without.
fn body(action: &Action, all: bool) -> Value {
    match &action.body {
        Some(ty) => example(ty, all),
        None => json!({}),
    }
}

fn example(ty: &Type, all: bool) -> Value {
    match ty {
        Type::Timestamp => json!("2026-01-01T00:00:00Z"),
        Type::Integer | Type::Number => json!(1),
        Type::Boolean => json!(true),
        Type::Enum(known) => json!(known.values[0].text),
        Type::Array(item) => json!([example(item, all)]),
        Type::Map(map) => json!({ "web": example(&map.value, all) }),
        Type::Object(object) => {
            let wanted = |field: &&Field| all || field.required;
            let fields = object.fields.iter().filter(wanted);
            let fields = fields.map(|field| (field.wire_name.clone(), field_example(field, all)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Type::Model(_) => json!({}),
        _ => json!("example"),
    }
}

fn field_example(field: &Field, all: bool) -> Value {
    let fits = |value: &&Value| match &field.ty {
        Type::String | Type::Secret => value.is_string(),
        Type::Integer | Type::Number => value.is_number(),
        _ => false,
    };
    match field.example.as_ref().filter(fits) {
        Some(example) => example.clone(),
        None if field.wire_name == "user" => json!("someone@example.com"),
        None if field.format == "uuid" => json!("01234567-89ab-cdef-0123-456789abcdef"),
        None => example(&field.ty, all),
    }
}

/// The path with the examples of its arguments, or with those of a world in which they exist.
fn path(action: &Action, existing: &Existing) -> String {
    let mut path = action.path.clone();
    for argument in &action.arguments {
        let example = match &argument.example {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let value = existing.find(&argument.resource).unwrap_or(example);
        let value = value.replace('%', "%25").replace('/', "%2F");
        path = path.replace(&format!("{{{}}}", argument.name), &value);
    }
    let required = action.query.iter().find(|field| field.required);
    if let Some(field) = required {
        let months = field.pattern == "^[0-9]{4}-[0-9]{2}$";
        let start = if months { "2026-01" } else { "2026-01-01" };
        path = format!("{path}?{}={start}", field.wire_name);
    }
    path
}

/// What exists in the world of a test, by resource.
struct Existing(Vec<(&'static str, String)>);

impl Existing {
    fn find(&self, resource: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(name, _)| *name == resource)
            .map(|(_, key)| key.clone())
    }
}

fn furnished() -> (Fake, Existing) {
    let fake = with_app("example-app");
    patch(&fake, "/apps/example-app/config-vars", json!({ "A": "1" })).expect(200);
    let slug = json!({ "process_types": { "web": "bin/web" } });
    let slug = post(&fake, "/apps/example-app/slugs", slug).expect(201)["id"].clone();
    post(&fake, "/apps/example-app/releases", json!({ "slug": slug })).expect(201);
    let domain = json!({ "hostname": "own.example.com", "sni_endpoint": null });
    post(&fake, "/apps/example-app/domains", domain).expect(201);
    let friend = json!({ "user": "friend@example.com" });
    post(&fake, "/apps/example-app/collaborators", friend).expect(201);
    let existing = Existing(vec![
        ("account", "~".to_owned()),
        ("app", "example-app".to_owned()),
        ("organization-app", "example-app".to_owned()),
        ("team-app", "example-app".to_owned()),
        ("collaborator", "friend@example.com".to_owned()),
        ("domain", "own.example.com".to_owned()),
        ("dyno", "web.1".to_owned()),
        ("formation", "web".to_owned()),
        ("region", "eu".to_owned()),
        ("release", "2".to_owned()),
        ("slug", slug.as_str().expect("an id").to_owned()),
        ("stack", "heroku-24".to_owned()),
    ]);
    (fake, existing)
}

fn accept(action: &Action) -> &'static str {
    match action.variant {
        Variant::Sdk => SDK,
        _ => PLAIN,
    }
}

fn send(fake: &Fake, action: &Action, path: &str, all: bool) -> Answer {
    let accept = accept(action);
    let body = if action.method == "GET" {
        String::new()
    } else {
        body(action, all).to_string()
    };
    send_with(fake, &action.method, path, &[("accept", accept)], body)
}

#[test]
fn every_action_grants_a_sound_request_and_answers_as_promised() {
    let description = Description::load();
    let mut problems = Vec::new();
    let mut count = 0;
    for action in description.actions() {
        count += 1;
        let (fake, existing) = furnished();
        let path = path(action, &existing);
        let answer = send(&fake, action, &path, false);
        // The one thing that an example cannot know is the release or slug of another request.
        let state_missing = action.path == "/apps/{app}/releases" && answer.status == 404;
        if !answer.status.is_success() && !state_missing {
            problems.push(format!(
                "{} {path}: {} {}",
                action.name, answer.status, answer.body
            ));
        } else if answer.status.is_success() {
            let complaints = description.complaints(action, &answer.body);
            problems.extend(
                complaints
                    .iter()
                    .map(|text| format!("{} {path}: {text}", action.name)),
            );
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(count >= 361, "only {count} actions");
}

#[test]
fn every_action_answers_in_an_empty_world_and_with_every_field() {
    let description = Description::load();
    let fake = Fake::new();
    for action in description.actions() {
        for all in [false, true] {
            let path = path(action, &Existing(Vec::new()));
            let answer = send(&fake, action, &path, all);
            assert!(!answer.status.is_server_error(), "{}", action.name);
            let complaints = description.complaints(action, &answer.body);
            let granted = answer.status.is_success();
            assert!(
                !granted || complaints.is_empty(),
                "{}: {complaints:?}",
                action.name
            );
        }
    }
}

#[test]
fn answers_hold_what_their_version_knows() {
    let description = Description::load();
    let mut problems = Vec::new();
    for action in description.actions() {
        for sdk in [false, true] {
            if action.variant == Variant::Sdk && !sdk {
                continue;
            }
            let (fake, existing) = furnished();
            let path = path(action, &existing);
            let accept = [("accept", if sdk { SDK } else { PLAIN })];
            let body = body(action, true).to_string();
            let body = if action.method == "GET" { "" } else { &body };
            let answer = send_with(&fake, &action.method, &path, &accept, body.to_owned());
            if !answer.status.is_success() {
                continue;
            }
            let mut wrong = description.of_the_wrong_version(action, sdk, &answer.body);
            wrong.extend(description.complaints(action, &answer.body));
            let told = wrong.iter().map(|text| format!("{}: {text}", action.name));
            problems.extend(told);
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Actions that share their route with one that takes less: without their fields, they are not
/// recognised, and the other one answers.
const OVERSHADOWED: [&str; 7] = [
    // By `AccountUpdate`, which needs nothing.
    "AccountChangeEmail",
    "AccountChangePassword",
    // By `OrganizationAppUpdateLocked`, which misses `locked`.
    "OrganizationAppTransferToAccount",
    "OrganizationAppTransferToOrganization",
    // By `ReleaseCreate`, which misses `slug`.
    "ReleaseRollback",
    // By `TeamAppUpdateLocked`, which misses `locked`.
    "TeamAppTransferToAccount",
    "TeamAppTransferToTeam",
];

#[test]
fn every_required_field_is_missed_by_name() {
    let description = Description::load();
    let (fake, existing) = furnished();
    let (mut checked, mut overshadowed) = (0, Vec::new());
    for action in description.actions() {
        let Some(Type::Object(object)) = &action.body else {
            continue;
        };
        let must = |field: &&Field| field.required && !field.omittable && !field.default_null;
        let path = path(action, &existing);
        for field in object.fields.iter().filter(must) {
            if OVERSHADOWED.contains(&action.name.as_str()) {
                overshadowed.push(action.name.as_str());
                continue;
            }
            let mut body = body(action, false);
            let fields = body.as_object_mut().expect("the body is an object");
            fields.remove(&field.wire_name);
            let accept = [("accept", accept(action))];
            let answer = send_with(&fake, &action.method, &path, &accept, body.to_string());
            assert_eq!(answer.status, 422, "{}: {}", action.name, answer.body);
            let message = answer.refused(422, "invalid_params");
            let expected = format!("`{}` is missing.", field.wire_name);
            assert_eq!(message, expected, "{}", action.name);
            checked += 1;
        }
    }
    assert!(checked > 100, "only {checked} fields checked");
    overshadowed.dedup();
    overshadowed.sort_unstable();
    assert_eq!(overshadowed, OVERSHADOWED);
}

#[test]
fn examples_repeat_what_was_sent_and_where() {
    let fake = with_app("my-app");
    let app = get(&fake, "/apps/my-app").expect(200);
    let drain = json!({ "url": "https://logs.example.com/mine" });
    let drain = post(&fake, "/apps/my-app/log-drains", drain).expect(201);
    assert_eq!(drain["url"], "https://logs.example.com/mine");
    let pipeline = post(&fake, "/pipelines", json!({ "name": "my-pipeline" })).expect(201);
    assert_eq!(pipeline["name"], "my-pipeline");
    let id = "6bd4a2f0-0b1c-4d2e-8f3a-0123456789ab";
    assert_eq!(
        get(&fake, &format!("/pipelines/{id}")).expect(200)["id"],
        id
    );
    assert_eq!(
        get(&fake, "/teams/our-team").expect(200)["name"],
        "our-team"
    );
    let builds = get(&fake, "/apps/my-app/builds").expect(200);
    assert_eq!(builds[0]["app"]["id"], app["id"]);
    assert_ne!(builds[0]["id"], builds[1]["id"]);
    assert_eq!(
        get(&fake, "/apps/my-app/builds").expect(200)[0]["id"],
        builds[0]["id"]
    );
}

#[test]
fn garbage_is_refused_without_a_panic() {
    let description = Description::load();
    let (fake, existing) = furnished();
    let garbage = [
        json!(null),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("\u{0}\u{ffff}"),
        json!([[]]),
        json!({ "": {} }),
        json!("..; max=1"),
        json!(18_446_744_073_709_551_615_u64),
    ];
    for action in description
        .actions()
        .filter(|action| action.method != "GET")
    {
        let path = path(action, &existing);
        for (index, junk) in garbage.iter().enumerate() {
            let mut body = body(action, true);
            for value in body.as_object_mut().into_iter().flat_map(Map::values_mut) {
                *value = junk.clone();
            }
            let range = [
                "]..[", "id ..", ";;;", "", "name ]..", "\u{e9}", "..", "a..b", "id ..;=",
            ][index];
            let headers = [
                ("range", range),
                ("request-id", range),
                ("accept-encoding", range),
            ];
            let answer = send_with(&fake, &action.method, &path, &headers, body.to_string());
            assert!(!answer.status.is_server_error(), "{}", action.name);
        }
    }
    for path in [
        "/%",
        "/%00",
        "/apps/%ff",
        "/apps/..",
        "/apps/a/b/c/d/e/f/g",
        "/?",
        "/apps?=&&=",
    ] {
        assert!(get(&fake, path).status.as_u16() < 500, "{path}");
    }
}
