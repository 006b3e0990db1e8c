//! What is refused changes nothing.

mod common;

use std::time::Duration;

use common::conform::Description;
use common::furnished::Furnished;
use common::sound::Sound;
use common::{SDK, get, send_with};
use heroku_fake::Fake;
use heroku_schema::Action;
use serde_json::{Map, json};

/// All that a world holds, without what goes on with each request, refused or not: its clock, its
/// ids and the rate limit, which come before all else.
fn held(fake: &Fake) -> String {
    let snapshot = fake.snapshot();
    let mut parts = snapshot.split("\"store\":");
    let held = parts.nth(1).expect("a world").to_owned();
    assert_eq!(parts.next(), None, "there is one world");
    held
}

/// Sends requests for every action, as `ask` does, to a furnished world that `prepare` changes,
/// and tells how many were refused, none of which may have changed anything.
fn refused(prepare: impl Fn(&Fake), mut ask: impl FnMut(&Action, &Furnished) -> u16) -> usize {
    let world = Furnished::new();
    prepare(&world.fake);
    // What was to happen has happened, so that no request finds anything due.
    world.fake.advance(Duration::from_hours(1));
    let (start, before) = (world.fake.snapshot(), held(&world.fake));
    let mut count = 0;
    for action in Description::load().actions() {
        let status = ask(action, &world);
        if status >= 400 {
            count += 1;
            let after = held(&world.fake);
            assert!(
                after == before,
                "{}, refused with {status}: {after}",
                action.name
            );
        } else {
            world.fake.restore(&start).expect("the snapshot is sound");
        }
    }
    count
}

fn send(action: &Action, world: &Furnished, headers: &[(&str, &str)], sound: &Sound) -> u16 {
    let body = match action.method.as_str() {
        "GET" => String::new(),
        _ => sound.body.to_string(),
    };
    let headers = [&[SDK], headers].concat();
    let answer = send_with(&world.fake, &action.method, &sound.path, &headers, body);
    answer.status.as_u16()
}

#[test]
fn what_an_account_may_not_do_changes_nothing() {
    let suspend = |fake: &Fake| {
        fake.account("test-token").suspended();
    };
    let count = refused(suspend, |action, world| {
        send(action, world, &[], &Sound::new(action, world, false))
    });
    assert!(count > 300, "only {count} were refused");
}

#[test]
fn bodies_that_name_what_is_not_there_change_nothing() {
    let count = refused(
        |_| (),
        |action, world| {
            let mut sound = Sound::new(action, world, true);
            let fields = sound.body.as_object_mut().into_iter();
            for value in fields.flat_map(Map::values_mut) {
                if value.is_string() {
                    *value = json!("nothing-of-this-name");
                }
            }
            send(action, world, &[], &sound)
        },
    );
    assert!(count > 60, "only {count} were refused");
}

#[test]
fn ranges_that_make_no_sense_change_nothing() {
    let count = refused(
        |_| (),
        |action, world| {
            let sound = Sound::new(action, world, false);
            send(action, world, &[("range", "nonsense ..")], &sound)
        },
    );
    assert!(count > 50, "only {count} were refused");
}

#[test]
fn what_depends_on_what_is_no_more_changes_nothing() {
    let count = refused(
        |_| (),
        |action, world| {
            let sound = Sound::new(action, world, false);
            send(action, world, &[("if-match", "\"old\"")], &sound)
        },
    );
    assert!(count > 150, "only {count} were refused");
}

#[test]
fn an_authorization_that_nobody_may_see_does_not_come_to_be() {
    let fake = Fake::new();
    get(&fake, "/account").expect(200);
    fake.account("test-token").suspended();
    let before = held(&fake);
    get(&fake, "/oauth/authorizations/~").refused(403, "suspended");
    assert_eq!(held(&fake), before);
}
