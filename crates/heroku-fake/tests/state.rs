//! The state of a fake is one document, and survives in a file whatever happens.

mod common;

use std::fs;
use std::io::Write;
use std::time::Duration;

use common::place::Place;
use common::{column, delete, get, patch, post, put, send_with, with_app};
use heroku_fake::Fake;
use serde_json::{Value, json};

#[test]
fn a_snapshot_brings_everything_back() {
    let fake = with_app("my-app");
    patch(&fake, "/apps/my-app/config-vars", json!({ "A": "1" })).expect(200);
    let before = get(&fake, "/apps/my-app").expect(200);
    let releases = get(&fake, "/apps/my-app/releases").expect(200);
    let snapshot = fake.snapshot();
    delete(&fake, "/apps/my-app").expect(200);
    post(&fake, "/apps", json!({ "name": "other" })).expect(201);
    fake.restore(&snapshot).expect("restored");
    assert_eq!(column(&get(&fake, "/apps").expect(200), "name"), ["my-app"]);
    assert_eq!(get(&fake, "/apps/my-app").expect(200), before);
    assert_eq!(get(&fake, "/apps/my-app/releases").expect(200), releases);
}

#[test]
fn what_follows_a_snapshot_is_the_same_each_time() {
    let fake = with_app("my-app");
    let snapshot = fake.snapshot();
    let create = || post(&fake, "/apps", json!({})).expect(201);
    let first = create();
    fake.restore(&snapshot).expect("restored");
    assert_eq!(create(), first);
    let elsewhere = Fake::new();
    elsewhere.restore(&snapshot).expect("restored");
    assert_eq!(post(&elsewhere, "/apps", json!({})).expect(201), first);
}

#[test]
fn a_snapshot_does_not_tell_the_tokens_of_clients() {
    let fake = with_app("my-app");
    assert!(!fake.snapshot().contains("test-token"));
}

#[test]
fn what_is_no_snapshot_is_refused_and_changes_nothing() {
    let fake = with_app("my-app");
    for (text, what) in [
        ("", "line 1"),
        ("[]", "broken"),
        ("{\"version\": 99}", "version 99"),
        ("{\"version\": 1, \"worlds\": 3}", "broken"),
    ] {
        let error = fake.restore(text).expect_err("refused").to_string();
        assert!(error.contains(what), "{text}: {error}");
    }
    assert_eq!(column(&get(&fake, "/apps").expect(200), "name"), ["my-app"]);
}

#[test]
fn a_file_survives_a_restart() {
    let place = Place::new("restart");
    let fake = Fake::from_file(place.file()).expect("a new state");
    let made = post(&fake, "/apps", json!({ "name": "my-app" })).expect(201);
    drop(fake);
    let fake = Fake::from_file(place.file()).expect("the old state");
    assert_eq!(get(&fake, "/apps/my-app").expect(200), made);
    delete(&fake, "/apps/my-app").expect(200);
    drop(fake);
    let fake = Fake::from_file(place.file()).expect("the old state");
    assert_eq!(get(&fake, "/apps").expect(200), json!([]));
}

#[test]
fn a_crash_loses_nothing_that_was_answered() {
    let place = Place::new("crash");
    let fake = Fake::from_file(place.file()).expect("a new state");
    for number in 0..20 {
        post(
            &fake,
            "/apps",
            json!({ "name": format!("app-{number:02}") }),
        )
        .expect(201);
    }
    delete(&fake, "/apps/app-07").expect(200);
    // What is on the disk now is all that a crash leaves behind.
    let crashed = Place::new("crashed");
    fs::copy(place.file(), crashed.file()).expect("copied");
    fs::copy(place.log(), crashed.log()).expect("copied");
    let revived = Fake::from_file(crashed.file()).expect("the state after the crash");
    let apps = |fake: &Fake| get(fake, "/apps").expect(200);
    assert_eq!(apps(&revived), apps(&fake));
    assert_eq!(apps(&revived).as_array().map(Vec::len), Some(19));
}

#[test]
fn a_line_that_a_crash_cut_off_is_as_if_it_had_never_been() {
    let place = Place::new("torn");
    let fake = Fake::from_file(place.file()).expect("a new state");
    post(&fake, "/apps", json!({ "name": "first" })).expect(201);
    let before = fs::metadata(place.log()).expect("a log").len();
    post(&fake, "/apps", json!({ "name": "second" })).expect(201);
    let log = fs::read(place.log()).expect("a log");
    let whole = log.len();
    let second = usize::try_from(before).expect("small");
    for cut in [second + 1, second + (whole - second) / 2, whole - 2] {
        let crashed = Place::new("torn-copy");
        fs::copy(place.file(), crashed.file()).expect("copied");
        fs::write(crashed.log(), &log[..cut]).expect("written");
        let revived = Fake::from_file(crashed.file()).expect("the state after the crash");
        let names = column(&get(&revived, "/apps").expect(200), "name");
        assert_eq!(names, ["first"], "cut at {cut} of {whole}");
        post(&revived, "/apps", json!({ "name": "third" })).expect(201);
        drop(revived);
        let again = Fake::from_file(crashed.file()).expect("the state after the crash");
        assert_eq!(get(&again, "/apps/third").expect(200)["name"], "third");
    }
}

#[test]
fn a_log_that_is_older_than_its_document_does_no_harm() {
    let place = Place::new("older");
    let fake = Fake::from_file(place.file()).expect("a new state");
    post(&fake, "/apps", json!({ "name": "first" })).expect(201);
    post(&fake, "/apps", json!({ "name": "second" })).expect(201);
    delete(&fake, "/apps/first").expect(200);
    let log = fs::read(place.log()).expect("a log");
    fake.save().expect("saved");
    assert_eq!(fs::metadata(place.log()).expect("a log").len(), 0);
    let crashed = Place::new("older-copy");
    fs::copy(place.file(), crashed.file()).expect("copied");
    fs::write(crashed.log(), &log).expect("written");
    let revived = Fake::from_file(crashed.file()).expect("the state after the crash");
    assert_eq!(
        serde_json::from_str::<Value>(&revived.snapshot()).expect("JSON"),
        serde_json::from_str::<Value>(&fake.snapshot()).expect("JSON"),
    );
}

#[test]
fn a_file_in_use_is_not_opened_twice() {
    let place = Place::new("twice");
    let _fake = Fake::from_file(place.file()).expect("a new state");
    let error = Fake::from_file(place.file()).expect_err("refused");
    assert!(error.to_string().contains("in use"), "{error}");
    assert_eq!(error.path(), Some(place.file().as_path()));
}

#[test]
fn a_broken_file_is_named_and_left_as_it_is() {
    let place = Place::new("broken");
    fs::write(place.file(), "{\"version\": 1,\n oops").expect("written");
    let error = Fake::from_file(place.file())
        .expect_err("refused")
        .to_string();
    assert!(
        error.contains("state.json") && error.contains("line 2"),
        "{error}"
    );
    assert_eq!(
        fs::read(place.file()).expect("the file"),
        b"{\"version\": 1,\n oops"
    );
    let other = Place::new("broken-log");
    drop(Fake::from_file(other.file()).expect("a new state"));
    let mut log = fs::OpenOptions::new()
        .append(true)
        .open(other.log())
        .expect("a log");
    log.write_all(b"oops\n{}\n").expect("written");
    let error = Fake::from_file(other.file())
        .expect_err("refused")
        .to_string();
    assert!(error.contains("state.json.log"), "{error}");
}

#[test]
fn time_goes_on_where_it_was() {
    let fake = with_app("my-app");
    fake.advance(Duration::from_hours(1));
    let late = post(&fake, "/apps", json!({})).expect(201);
    assert!(
        late["created_at"].as_str() > Some("2026-01-01T01:00:00Z"),
        "{late}"
    );
    let elsewhere = Fake::new();
    elsewhere.restore(&fake.snapshot()).expect("restored");
    let later = post(&elsewhere, "/apps", json!({})).expect(201);
    assert!(later["created_at"].as_str() > late["created_at"].as_str());
}

#[test]
fn a_seed_tells_worlds_apart() {
    let create = |fake: &Fake| post(fake, "/apps", json!({})).expect(201);
    assert_eq!(create(&Fake::seeded("a")), create(&Fake::seeded("a")));
    assert_ne!(
        create(&Fake::seeded("a"))["id"],
        create(&Fake::seeded("b"))["id"]
    );
}

#[test]
fn what_time_it_is_survives_a_crash() {
    let place = Place::new("time");
    let fake = Fake::from_file(place.file()).expect("a new state");
    post(&fake, "/apps", json!({ "name": "my-app" })).expect(201);
    fake.advance(Duration::from_hours(24));
    fake.set_rate_remaining(7);
    let crashed = Place::new("time-copy");
    fs::copy(place.file(), crashed.file()).expect("copied");
    fs::copy(place.log(), crashed.log()).expect("copied");
    let revived = Fake::from_file(crashed.file()).expect("the state after the crash");
    assert_eq!(revived.snapshot(), fake.snapshot());
    let later = post(&revived, "/apps", json!({})).expect(201);
    assert!(later["created_at"].as_str() > Some("2026-01-02"), "{later}");
}

#[test]
fn the_state_of_an_account_is_kept_as_one_change() {
    let place = Place::new("account");
    let fake = Fake::from_file(place.file()).expect("a new state");
    get(&fake, "/account").expect(200);
    let document = fs::read(place.file()).ok();
    let lines = || {
        let log = fs::read_to_string(place.log()).expect("a log");
        log.lines().count()
    };
    let before = lines();
    for (state, kept) in [
        (json!({ "rate_remaining": 7 }), 1),
        (
            json!({
                "two_factor": "123456", "suspended": true, "delinquent": true, "rate_remaining": 9,
            }),
            2,
        ),
    ] {
        put(&fake, "/_fake/account", state).expect(200);
        assert_eq!(lines() - before, kept);
    }
    fake.account("test-token").in_good_standing();
    assert_eq!(lines() - before, 3);
    assert_eq!(fs::read(place.file()).ok(), document);
    let crashed = Place::new("account-copy");
    fs::copy(place.file(), crashed.file()).expect("copied");
    fs::copy(place.log(), crashed.log()).expect("copied");
    let revived = Fake::from_file(crashed.file()).expect("the state after the crash");
    assert_eq!(revived.snapshot(), fake.snapshot());
}

#[test]
fn a_world_without_its_account_is_no_state() {
    let fake = with_app("my-app");
    let mut state: Value = serde_json::from_str(&fake.snapshot()).expect("JSON");
    for world in state["worlds"]
        .as_object_mut()
        .into_iter()
        .flat_map(serde_json::Map::values_mut)
    {
        world["me"] = "nobody".into();
    }
    let error = fake
        .restore(&state.to_string())
        .expect_err("refused")
        .to_string();
    assert!(error.contains("account"), "{error}");
    get(&fake, "/apps/my-app").expect(200);
}

#[test]
fn saving_beside_requests_loses_none() {
    let place = Place::new("beside");
    let fake = Fake::from_file(place.file()).expect("a new state");
    let create = |fake: &Fake, token: &str| {
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str())];
        send_with(fake, "POST", "/apps", &headers, r#"{"name": "an-app"}"#).expect(201);
    };
    std::thread::scope(|scope| {
        for worker in 0..3 {
            let fake = &fake;
            scope.spawn(move || {
                for world in 0..30 {
                    create(fake, &format!("token-{worker}-{world}"));
                }
            });
        }
        for _ in 0..30 {
            fake.save().expect("saved");
        }
    });
    let expected = fake.snapshot();
    drop(fake);
    let revived = Fake::from_file(place.file()).expect("the state");
    assert_eq!(revived.snapshot(), expected);
}

#[test]
fn what_is_restored_beside_requests_is_what_the_file_holds() {
    let place = Place::new("restored");
    let fake = Fake::from_file(place.file()).expect("a new state");
    let empty = fake.snapshot();
    std::thread::scope(|scope| {
        for worker in 0..3 {
            let fake = &fake;
            scope.spawn(move || {
                for number in 0..40 {
                    post(
                        fake,
                        "/apps",
                        json!({ "name": format!("app-{worker}-{number}") }),
                    );
                }
            });
        }
        for _ in 0..20 {
            fake.restore(&empty).expect("restored");
        }
    });
    let expected = fake.snapshot();
    drop(fake);
    let revived = Fake::from_file(place.file()).expect("the state");
    assert_eq!(revived.snapshot(), expected);
}

#[test]
fn an_empty_file_is_a_new_state() {
    let place = Place::new("empty");
    fs::write(place.file(), "").expect("written");
    let fake = Fake::from_file(place.file()).expect("a new state");
    post(&fake, "/apps", json!({ "name": "my-app" })).expect(201);
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_the_file_or_its_log() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new("mode");
    // What a crash left behind is no more than in the way.
    let mut left = place.file().into_os_string();
    left.push(".new");
    fs::write(&left, "{}").expect("written");
    let fake = Fake::from_file(place.file()).expect("a new state");
    post(&fake, "/apps", json!({})).expect(201);
    for path in [place.file(), place.log()] {
        let mode = fs::metadata(path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
