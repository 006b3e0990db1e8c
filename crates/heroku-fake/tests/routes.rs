//! Every action of the description answers, and answers what it promises.

mod common;

use common::conform::Description;
use common::furnished::Furnished;
use common::sound::{REFUSED, Sound};
use common::{get, send_with};
use heroku_fake::Fake;
use heroku_schema::{Field, Type, Variant};
use serde_json::{Map, json};

#[test]
fn every_action_grants_a_sound_request() {
    let description = Description::load();
    let world = Furnished::new();
    let before = world.fake.snapshot();
    let (mut problems, mut count) = (Vec::new(), 0);
    for action in description.actions() {
        count += 1;
        world.fake.restore(&before).expect("the snapshot is sound");
        let sound = Sound::new(action, &world, false);
        let answer = sound.send(action, &world);
        let refused = REFUSED.iter().find(|(name, _)| *name == action.name);
        let as_expected = match refused {
            Some((_, status)) => answer.status.as_u16() == *status,
            None => answer.status.is_success(),
        };
        if !as_expected {
            let (name, path, body) = (&action.name, &sound.path, &sound.body);
            let (status, answer) = (answer.status, &answer.body);
            problems.push(format!("{name} {path} {body}: {status} {answer}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(count >= 361, "only {count} actions");
}

#[test]
fn every_action_answers_in_an_empty_world_and_with_every_field() {
    let description = Description::load();
    let furnished = Furnished::new();
    for action in description.actions() {
        for all in [false, true] {
            let sound = Sound::new(action, &furnished, all);
            let empty = Furnished::empty(Fake::new());
            let answer = sound.send(action, &empty);
            assert!(!answer.status.is_server_error(), "{}", action.name);
        }
    }
}

#[test]
fn every_action_answers_in_both_versions() {
    let description = Description::load();
    let world = Furnished::new();
    let before = world.fake.snapshot();
    let mut granted = 0;
    for action in description.actions() {
        for sdk in [false, true] {
            if action.variant == Variant::Sdk && !sdk {
                continue;
            }
            world.fake.restore(&before).expect("the snapshot is sound");
            let answer = Sound::new(action, &world, true).send_as(action, &world, sdk);
            // What is granted is what the version promises: the fake checks that itself.
            assert!(!answer.status.is_server_error(), "{}", action.name);
            granted += usize::from(answer.status.is_success());
        }
    }
    assert!(granted > 500, "only {granted} were granted");
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
    let world = Furnished::new();
    let before = world.fake.snapshot();
    let (mut checked, mut overshadowed) = (0, Vec::new());
    for action in description.actions() {
        let Some(Type::Object(object)) = &action.body else {
            continue;
        };
        let must = |field: &&Field| field.required && !field.omittable && !field.default_null;
        for field in object.fields.iter().filter(must) {
            if OVERSHADOWED.contains(&action.name.as_str()) {
                overshadowed.push(action.name.as_str());
                continue;
            }
            world.fake.restore(&before).expect("the snapshot is sound");
            let mut sound = Sound::new(action, &world, false);
            let fields = sound.body.as_object_mut().expect("the body is an object");
            fields.remove(&field.wire_name);
            let answer = sound.send(action, &world);
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
fn garbage_is_refused_without_a_panic() {
    let description = Description::load();
    let world = Furnished::new();
    let before = world.fake.snapshot();
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
        world.fake.restore(&before).expect("the snapshot is sound");
        for (index, junk) in garbage.iter().enumerate() {
            let Sound { path, mut body } = Sound::new(action, &world, true);
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
            let answer = send_with(
                &world.fake,
                &action.method,
                &path,
                &headers,
                body.to_string(),
            );
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
        assert!(get(&world.fake, path).status.as_u16() < 500, "{path}");
    }
}
