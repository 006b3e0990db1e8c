//! Ranges over large lists.

mod common;

use common::{Answer, column, get, patch, post, range, with_app};
use heroku_fake::Fake;
use serde_json::json;

fn many(count: usize) -> Fake {
    let fake = Fake::new();
    fake.seed_apps(count);
    fake
}

/// Walks a list by the ranges that the answers name.
fn walk(fake: &Fake, path: &str, first: &str) -> Vec<Answer> {
    let mut answers = vec![range(fake, path, first)];
    while let Some(last) = answers.last().filter(|last| last.status == 206) {
        let next = last.header("next-range").to_owned();
        answers.push(range(fake, path, &next));
        assert!(answers.len() < 100, "the list has no end");
    }
    answers
}

fn names(answers: &[Answer]) -> Vec<String> {
    answers
        .iter()
        .flat_map(|answer| column(&answer.body, "name"))
        .collect()
}

#[test]
fn a_short_list_comes_whole() {
    let fake = many(3);
    let answer = get(&fake, "/apps");
    let ids = column(&answer.body, "id");
    assert_eq!(answer.status, 200);
    assert!(ids.is_sorted());
    assert_eq!(
        answer.header("accept-ranges").split(", ").next(),
        Some("id")
    );
    assert_eq!(
        answer.header("content-range"),
        format!("id {}..{}; max=200", ids[0], ids[2])
    );
    assert!(!answer.headers.contains_key("next-range"));
}

#[test]
fn a_long_list_comes_in_parts_of_200() {
    let fake = many(450);
    let answers = walk(&fake, "/apps", "");
    let sizes: Vec<_> = answers
        .iter()
        .map(|answer| column(&answer.body, "id").len())
        .collect();
    let statuses: Vec<_> = answers
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect();
    assert_eq!((sizes, statuses), (vec![200, 200, 50], vec![206, 206, 200]));
    let mut names = names(&answers);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 450);
}

#[test]
fn descending_goes_on_descending() {
    let fake = many(25);
    let answers = walk(&fake, "/apps", "name ..; max=10, order=desc");
    assert_eq!(
        answers[0].header("next-range"),
        "name ]app-0016..; max=10, order=desc"
    );
    assert_eq!(
        answers[0].header("content-range"),
        "name app-0025..app-0016; max=10, order=desc"
    );
    let expected: Vec<_> = (1..=25)
        .rev()
        .map(|number| format!("app-{number:04}"))
        .collect();
    assert_eq!(names(&answers), expected);
}

#[test]
fn no_page_has_more_than_1000() {
    let fake = many(1001);
    let answer = range(&fake, "/apps", "name ..; max=5000;");
    assert_eq!(answer.status, 206);
    assert_eq!(answer.header("next-range"), "name ]app-1000..; max=1000");
    assert_eq!(column(&answer.body, "name").len(), 1000);
}

#[test]
fn ends_are_included_unless_they_say_otherwise() {
    let fake = many(9);
    for (text, expected) in [
        (
            "name app-0002..app-0004",
            vec!["app-0002", "app-0003", "app-0004"],
        ),
        ("name ]app-0002..app-0004", vec!["app-0003", "app-0004"]),
        ("name app-0002..app-0004[", vec!["app-0002", "app-0003"]),
        ("name ]app-0002..app-0004[", vec!["app-0003"]),
        ("name app-0008..", vec!["app-0008", "app-0009"]),
        ("name ..app-0002", vec!["app-0001", "app-0002"]),
        (
            "name app-0003..app-0002; order=desc",
            vec!["app-0003", "app-0002"],
        ),
        (
            "name app-0002..app-0003; order=desc",
            vec!["app-0003", "app-0002"],
        ),
        ("name app-0002..; order=desc", vec!["app-0002", "app-0001"]),
        ("name zebra..", vec![]),
    ] {
        let answer = range(&fake, "/apps", text);
        assert_eq!(answer.status, 200, "{text}");
        assert_eq!(column(&answer.body, "name"), expected, "{text}");
    }
}

#[test]
fn an_end_stays_while_the_list_goes_on() {
    let fake = many(9);
    let answers = walk(&fake, "/apps", "name ]app-0002..app-0008[; max=2");
    assert_eq!(
        answers[0].header("next-range"),
        "name ]app-0004..app-0008[; max=2"
    );
    let expected = ["app-0003", "app-0004", "app-0005", "app-0006", "app-0007"];
    assert_eq!(names(&answers), expected);
}

#[test]
fn rows_with_equal_keys_are_neither_lost_nor_repeated() {
    let fake = with_app("my-app");
    let types: Vec<_> = (0..7)
        .map(|n| json!({ "type": format!("t{n}"), "quantity": 1 }))
        .collect();
    patch(&fake, "/apps/my-app/formation", json!({ "updates": types })).expect(200);
    for order in ["asc", "desc"] {
        let first = format!("created_at ..; max=3, order={order}");
        let answers = walk(&fake, "/apps/my-app/dynos", &first);
        let mut names = names(&answers);
        assert_eq!(names.len(), 7);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 7);
    }
}

#[test]
fn numbers_are_sorted_as_numbers() {
    let fake = with_app("my-app");
    for number in 0..11 {
        let wish = json!({ "A": number.to_string() });
        patch(&fake, "/apps/my-app/config-vars", wish).expect(200);
    }
    let path = "/apps/my-app/releases";
    let answer = range(&fake, path, "version 9..10").expect(200);
    assert_eq!(column(&answer, "version"), ["9", "10"]);
    range(&fake, path, "version nine..").refused(416, "requested_range_not_satisfiable");
}

#[test]
fn domains_are_sorted_by_their_old_name_too() {
    let fake = with_app("my-app");
    for hostname in ["www.example.com", "api.example.com"] {
        let domain = json!({ "hostname": hostname, "sni_endpoint": null });
        post(&fake, "/apps/my-app/domains", domain).expect(201);
    }
    let list = |text: &str| {
        let domains = range(&fake, "/apps/my-app/domains", text).expect(200);
        column(&domains, "hostname")
    };
    assert_eq!(list("domain ..; ;"), list("hostname .."));
    assert_ne!(list("domain ..; ;"), list("domain ..; order=desc"));
}

#[test]
fn a_range_that_makes_no_sense_is_refused() {
    let fake = many(1);
    for text in [
        "nonsense",
        "bytes=0-5",
        "id",
        "id ..; max=0",
        "id ..; order=up",
        "id ..; x=1",
        "owner ..",
    ] {
        range(&fake, "/apps", text).refused(416, "requested_range_not_satisfiable");
    }
}

#[test]
fn a_range_where_there_is_no_list_does_not_matter() {
    let fake = with_app("my-app");
    assert_eq!(range(&fake, "/apps/my-app", "nonsense").status, 200);
    assert_eq!(range(&fake, "/apps", "").status, 200);
    assert_eq!(range(&fake, "/apps", "..; max=1").status, 200);
}
