//! Sessions in which the log of an app is read, behind a side door.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(super) const RULES: Rules = &[("POST /apps/{}/log-sessions", create)];

pub(super) const EVENTS: Events = &[("log session is over", end)];

/// How many lines come where nobody says.
const LINES: i64 = 100;
/// How long the address of a session can be opened.
const LIFE: SignedDuration = SignedDuration::from_mins(5);

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let lines = call.number("lines").unwrap_or(LINES);
    if lines < 0 {
        return Err(Refusal::invalid_params("`lines` must not be below 0."));
    }
    let secret = world.ids.uuid();
    let url = format!("{}/logs/{}/{secret}", call.base.http, world.key);
    let dyno = call.text("dyno").or_else(|| call.text("dyno_name"));
    // A session is found by its secret, under a name that no answer tells.
    let row = generic::blank_row(world, "log-session")
        .owned_by(call.app())
        .with("name", secret)
        .with("logplex_url", url)
        .with_note("app", call.app())
        .with_note("dyno", dyno)
        .with_note("lines", lines)
        .with_note("source", call.text("source"))
        .with_note("tail", call.flag("tail").unwrap_or_default())
        .with_note("type", call.text("type"));
    let id = row.id().to_owned();
    world.store.insert("log-session", row);
    world.later(LIFE, "log session is over", json!({ "session": id }));
    generic::created(world, call, &id)
}

fn end(world: &mut World, about: &Value) {
    let id = about["session"].as_str().unwrap_or_default();
    world.store.remove("log-session", id);
}
