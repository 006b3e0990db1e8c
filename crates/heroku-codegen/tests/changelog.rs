//! What changed between two descriptions, and what it asks of the version.

#![allow(dead_code, reason = "tests share more than each needs")]

mod common;

use common::{api, text};
use heroku_codegen::changelog;

/// The changelog after `from` became `to` in the text of the schema.
fn after(from: &str, to: &str) -> String {
    let old = text("data/widget.json");
    assert!(old.contains(from), "`{from}` is not in the schema");
    changelog(&api(&old), &api(&old.replacen(from, to, 1))).to_string()
}

#[test]
fn nothing_changed() {
    let widget = api(&text("data/widget.json"));
    assert_eq!(
        changelog(&widget, &widget).to_string(),
        "Semver: none. Nothing changed.\n"
    );
}

#[test]
fn an_action_appears() {
    let log = after(
        "\"links\": [",
        "\"links\": [{\"title\": \"Delete\", \"description\": \"Deletes all.\", \"rel\": \"destroy\", \
         \"href\": \"/widgets\", \"method\": \"DELETE\"},",
    );
    assert_eq!(
        log,
        "Semver: minor\n\n## Added\n\n- `WidgetDelete`: `DELETE /widgets` (minor)\n"
    );
}

#[test]
fn an_action_gets_another_name() {
    let log = after("\"title\": \"Update\"", "\"title\": \"Change\"");
    assert!(log.starts_with("Semver: major\n"), "{log}");
    assert!(
        log.contains("- `WidgetUpdate` is now called `WidgetChange` (major)\n"),
        "{log}"
    );
    assert!(!log.contains("## Removed"), "{log}");
}

#[test]
fn a_parameter_is_now_required() {
    let log = after(
        "\"required\": [\"kind\"]",
        "\"required\": [\"kind\", \"note\"]",
    );
    assert_eq!(
        log,
        "Semver: major\n\n## Changed\n\n- `WidgetUpdate.note`: is now required (major)\n"
    );
}

#[test]
fn the_arguments_of_new_change_places() {
    let old = text("data/widget.json").replace(
        "\"required\": [\"kind\"]",
        "\"required\": [\"kind\", \"parts\"]",
    );
    let kind = "\"kind\": { \"$ref\": \"#/definitions/widget/definitions/kind\" },\n              ";
    let at = old.rfind(kind).expect("the body has a kind");
    let mut new = old.clone();
    new.replace_range(at..at + kind.len(), "");
    let end = new[at..].find("\n            },").expect("the fields end") + at;
    new.insert_str(end, &format!(", {}", kind.trim_end().trim_end_matches(',')));
    let log = changelog(&api(&old), &api(&new)).to_string();
    assert_eq!(
        log,
        "Semver: major\n\n## Changed\n\n\
         - `WidgetUpdate::new` takes its arguments in another order: `widget`, `parts`, `kind` (major)\n"
    );
}

#[test]
fn a_list_can_no_longer_be_sorted_by_a_field() {
    let log = after("\"ranges\": [\"id\", \"name\"]", "\"ranges\": [\"id\"]");
    assert_eq!(
        log,
        "Semver: major\n\n## Changed\n\n\
         - `WidgetList`: can no longer be sorted by `name` (major)\n"
    );
    let log = after(
        "\"ranges\": [\"id\", \"name\"]",
        "\"ranges\": [\"id\", \"name\", \"age\"]",
    );
    assert!(
        log.contains("- `WidgetList`: can now be sorted by `age` (minor)\n"),
        "{log}"
    );
}

#[test]
fn an_action_gets_another_method() {
    let log = after("\"method\": \"PATCH\"", "\"method\": \"PUT\"");
    assert!(log.starts_with("Semver: major\n"), "{log}");
    assert!(
        log.contains("`PATCH /widgets/{widget}` became `PUT /widgets/{widget}` (major)\n"),
        "{log}"
    );
}

#[test]
fn a_field_changes_its_type() {
    let log = after(
        "\"What it is made of.\", \"type\": [\"string\"]",
        "\"What it is made of.\", \"type\": [\"integer\"]",
    );
    assert_eq!(
        log,
        "Semver: major\n\n## Changed\n\n- `Widget.type`: text became integer (major)\n"
    );
}

#[test]
fn a_field_may_now_be_null() {
    let log = after(
        "\"What it is made of.\", \"type\": [\"string\"]",
        "\"What it is made of.\", \"type\": [\"string\", \"null\"]",
    );
    assert_eq!(
        log,
        "Semver: major\n\n## Changed\n\n- `Widget.type`: may now be absent or null (major)\n"
    );
}

#[test]
fn a_value_appears() {
    let log = after("\"left\", ", "\"left\", \"up\", ");
    assert!(
        log.starts_with("Semver: minor\n\n## Added\n\n- `Widget.kind`: value `up` (minor)\n"),
        "{log}"
    );
}

#[test]
fn only_words_changed() {
    let log = after("A thing that spins.", "A thing that spins well.");
    assert!(log.starts_with("Semver: patch\n"), "{log}");
}

#[test]
fn a_resource_vanishes() {
    let old = api(&text("data/widget.json"));
    let new = api(&text("data/widget.json")
        .replace("widget", "gadget")
        .replace("Widget", "Gadget"));
    assert_eq!(
        changelog(&old, &new).to_string(),
        "Semver: major\n\n## Added\n\n- resource `gadget` (minor)\n\
         - `GadgetList`: `GET /gadgets` (minor)\n- `GadgetUpdate`: `PATCH /gadgets/{gadget}` (minor)\n\n\
         ## Removed\n\n- resource `widget` (major)\n- `WidgetList`: `GET /widgets` (major)\n\
         - `WidgetUpdate`: `PATCH /widgets/{widget}` (major)\n"
    );
}
