//! Webhooks of apps, add-ons and pipelines: who is told of what.

use http::{HeaderValue, Uri};
use serde_json::{Value, json};

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::webhooks;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("POST /apps/{}/webhooks", create),
    ("POST /addons/{}/webhooks", create),
    ("POST /pipelines/{}/webhooks", create),
    ("PATCH /apps/{}/webhooks/{}", update),
    ("PATCH /addons/{}/webhooks/{}", update),
    ("PATCH /pipelines/{}/webhooks/{}", update),
];

/// An app, an add-on or a pipeline has no more webhooks.
const MOST: usize = 10;
/// What can have webhooks, by their tables, and the fields that tell it.
const PLACES: [(&str, &str); 3] = [
    ("app", "app"),
    ("add-on", "addon"),
    ("pipeline", "pipeline"),
];
/// Tells a secret that was made up, once.
const SECRET_HEADER: &str = "heroku-webhook-secret";

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    check(call)?;
    let mut row = generic::blank_row(world, "app-webhook");
    row.fields.shift_remove("app");
    for (table, field) in PLACES {
        let place = call.place(table);
        if !place.is_empty() {
            check_room(world, place)?;
            row = row.with_reference(field, place).owned_by(place);
        }
    }
    let made_up = set(world, call, &mut row, true);
    row.note("queue", json!([]));
    let id = row.id().to_owned();
    world.store.insert("app-webhook", row);
    Ok(tell(generic::created(world, call, &id)?, made_up))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    check(call)?;
    let mut row = world.store.get("app-webhook", &id)?.clone();
    let made_up = set(world, call, &mut row, call.body.contains_key("secret"));
    row.set("updated_at", world.now());
    world.store.insert("app-webhook", row);
    Ok(tell(generic::shown(world, call, &id)?, made_up))
}

/// Sets what was sent. Where a secret is needed and none was sent, one is made up and returned.
fn set(world: &mut World, call: &Call<'_>, row: &mut Row, needs_secret: bool) -> Option<String> {
    for field in ["include", "level", "url"] {
        if let Some(value) = call.body.get(field) {
            row.set(field, value.clone());
        }
    }
    if let Some(authorization) = call.body.get("authorization") {
        row.note("authorization", authorization.clone());
    }
    let given = call.text("secret").filter(|secret| !secret.is_empty());
    let made_up = (needs_secret && given.is_none()).then(|| world.ids.uuid().replace('-', ""));
    if let Some(secret) = given.or(made_up.as_deref()) {
        row.note("secret", secret);
    }
    made_up
}

/// An answer that tells a secret which was made up.
fn tell(reply: Reply, made_up: Option<String>) -> Reply {
    match made_up {
        Some(secret) => reply.with_header(SECRET_HEADER, secret),
        None => reply,
    }
}

/// Refuses what was sent where nothing could be delivered by it.
fn check(call: &Call<'_>) -> Result<(), Refusal> {
    if call.is_from_foreign_page {
        let message = "Pages of other sites cannot set up webhooks here, since deliveries go to \
                       servers of this machine: send this from a program, without `Origin`.";
        return Err(Refusal::forbidden(message));
    }
    if let Some(include) = call.body.get("include") {
        check_include(include.as_array().map_or(&[], Vec::as_slice))?;
    }
    if call.text("url").is_some_and(|url| !is_address(url)) {
        let message = "`url` must be an address that begins with https:// or http://.";
        return Err(Refusal::invalid_params(message));
    }
    let authorization = call.text("authorization").unwrap_or_default();
    if HeaderValue::from_str(authorization).is_err() {
        let message = "`authorization` must be the text of a header: one line, nothing but ASCII.";
        return Err(Refusal::invalid_params(message));
    }
    Ok(())
}

fn check_include(include: &[Value]) -> Result<(), Refusal> {
    let is_known = |word: &Value| {
        let word = word.as_str().unwrap_or_default();
        webhooks::entities().any(|known| known == word)
    };
    if include.is_empty() || !include.iter().all(is_known) {
        let known: Vec<String> = webhooks::entities().collect();
        let message = format!("`include` must name one or more of {}.", known.join(", "));
        return Err(Refusal::invalid_params(message));
    }
    Ok(())
}

fn is_address(url: &str) -> bool {
    let uri: Option<Uri> = url.parse().ok();
    uri.is_some_and(|uri| {
        let host = uri.host().unwrap_or_default();
        matches!(uri.scheme_str(), Some("http" | "https")) && !host.is_empty()
    })
}

fn check_room(world: &World, place: &str) -> Result<(), Refusal> {
    if world.store.linked("app-webhook", place).count() >= MOST {
        let message = format!("There are {MOST} webhooks already, which is the most there can be.");
        return Err(Refusal::invalid_params(message));
    }
    Ok(())
}
