//! Deliveries: which event goes to which webhook, and how that ended.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::event;
use super::parcel::{Attempt, Parcel, refusal};
use crate::behaviour::Events;
use crate::generic;
use crate::world::{Row, World};

pub(crate) const EVENTS: Events = &[("webhook is tried again", schedule)];

pub(super) const TABLE: &str = "app-webhook-delivery";
/// How long a webhook of level `sync` is tried.
const PATIENCE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long it takes until the second attempt; each further one takes twice as long.
const FIRST_DELAY: i64 = 2;
/// No attempt takes longer.
const LAST_DELAY: i64 = 3600;

/// Adds a delivery behind those that a webhook waits for.
pub(super) fn add(world: &mut World, webhook: &Row, place: &str, event: &str) {
    let number = world.ids.count();
    let row = generic::blank_row(world, TABLE)
        .owned_by(place)
        .owned_by(webhook.id())
        .with_reference("event", event)
        .with("last_attempt", Value::Null)
        .with("next_attempt_at", Value::Null)
        .with("num_attempts", 0)
        .with("seq", number)
        .with("status", "pending")
        .with_reference("webhook", webhook.id());
    let id = row.id().to_owned();
    world.store.insert(TABLE, row);
    change_queue(world, webhook.id(), |queue| queue.push(id.into()));
}

/// Forgets a delivery, however it stands.
pub(super) fn forget(world: &mut World, delivery: &str) {
    let row = world.store.row(TABLE, delivery);
    let webhook = row
        .and_then(|row| row.referred("webhook"))
        .map(str::to_owned);
    if let Some(webhook) = webhook {
        change_queue(world, &webhook, |queue| queue.retain(|id| id != delivery));
    }
    world.store.remove(TABLE, delivery);
}

/// What is to be sent now: of each webhook the first delivery that it waits for, since the next
/// one follows when that has ended.
pub(crate) fn due(world: &mut World) -> Vec<Parcel> {
    let waiting = |row: &&Row| row.noted("queue").get(0).is_some();
    let webhooks = world.store.rows("app-webhook").filter(waiting);
    let webhooks: Vec<String> = webhooks.map(|row| row.id().to_owned()).collect();
    let mut parcels = Vec::new();
    for id in webhooks {
        if !world.sending.contains(&id) {
            parcels.extend(first_due(world, &id));
        }
    }
    parcels
}

/// The first delivery of a webhook that can be sent; those before it that cannot have failed.
fn first_due(world: &mut World, webhook: &str) -> Option<Parcel> {
    loop {
        let row = world.store.row("app-webhook", webhook)?.clone();
        let id = row.noted("queue").get(0)?.as_str()?.to_owned();
        let delivery = world.store.row(TABLE, &id)?;
        if !["pending", "scheduled"].contains(&delivery.text("status")) {
            return None;
        }
        let event = delivery.referred("event")?;
        let event = world.store.row(event::TABLE, event)?.clone();
        if let Some(parcel) = Parcel::new(world, &row, &event, &id) {
            world.sending.insert(webhook.to_owned());
            return Some(parcel);
        }
        let url = row.text("url").parse().ok();
        let error = url.as_ref().and_then(refusal).unwrap_or("no_address");
        let attempt = Attempt {
            id: world.ids.uuid(),
            code: None,
            error: Some(error),
            may_repeat: false,
        };
        record(world, webhook, &id, &attempt);
    }
}

/// Notes how an attempt at a delivery ended, and whether there will be another.
pub(crate) fn record(world: &mut World, webhook: &str, delivery: &str, attempt: &Attempt) {
    world.sending.remove(webhook);
    let Some(row) = world.store.row(TABLE, delivery) else {
        return;
    };
    let is_received = attempt.code.is_some_and(|code| (200..300).contains(&code));
    let level = world.store.row("app-webhook", webhook);
    let is_sync = level.is_some_and(|webhook| webhook.text("level") == "sync");
    let repeats = !is_received && is_sync && attempt.may_repeat && is_fresh(world, row);
    let count = row.number("num_attempts") + 1;
    let next = repeats.then(|| delay(count));
    let next_at = next.map(|next| world.clock.now().saturating_add(next).unwrap_or_default());
    let (now, status) = (world.now(), status(is_received, repeats));
    world.store.change(TABLE, delivery, |row| {
        row.set("last_attempt", tell(attempt, is_received, &now));
        row.set("next_attempt_at", next_at.map(|at| at.to_string()));
        row.set("num_attempts", count);
        row.set("status", status);
        row.set("updated_at", now);
    });
    match next {
        Some(next) => world.later(next, EVENTS[0].0, json!({ "delivery": delivery })),
        None => change_queue(world, webhook, |queue| queue.retain(|id| id != delivery)),
    }
}

/// The time of another attempt has come.
fn schedule(world: &mut World, about: &Value) {
    let id = about["delivery"].as_str().unwrap_or_default();
    world
        .store
        .change(TABLE, id, |row| row.set("status", "scheduled"));
}

fn status(is_received: bool, repeats: bool) -> &'static str {
    match (is_received, repeats) {
        (true, _) => "succeeded",
        (false, true) => "retrying",
        (false, false) => "failed",
    }
}

/// What is told of an attempt.
fn tell(attempt: &Attempt, is_received: bool, now: &str) -> Value {
    json!({
        "code": attempt.code,
        "created_at": now,
        "error_class": attempt.error,
        "id": attempt.id,
        "status": if is_received { "succeeded" } else { "failed" },
        "updated_at": now,
    })
}

/// Whether a delivery is so new that another attempt is worth it.
fn is_fresh(world: &World, delivery: &Row) -> bool {
    let created: Option<Timestamp> = delivery.text("created_at").parse().ok();
    created.is_some_and(|created| world.clock.now().duration_since(created) < PATIENCE)
}

/// How long it takes until the next attempt.
fn delay(attempts: i64) -> SignedDuration {
    let doubled = u32::try_from(attempts - 1).ok();
    let seconds = doubled.and_then(|times| FIRST_DELAY.checked_shl(times));
    let seconds = seconds.filter(|seconds| (1..LAST_DELAY).contains(seconds));
    SignedDuration::from_secs(seconds.unwrap_or(LAST_DELAY))
}

/// Changes which deliveries a webhook waits for.
fn change_queue(world: &mut World, webhook: &str, change: impl FnOnce(&mut Vec<Value>)) {
    world.store.change("app-webhook", webhook, |row| {
        let queue = row.noted("queue").as_array().cloned();
        let mut queue = queue.unwrap_or_default();
        change(&mut queue);
        row.note("queue", queue);
    });
}
