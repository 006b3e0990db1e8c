//! Events: what happened, as those who subscribed to it are told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::happening::{Happening, gone, happenings};
use super::{Parcel, delivery};
use crate::generic;
use crate::world::{Change, Row, World};

pub(super) const TABLE: &str = "app-webhook-event";
/// So many events and so many deliveries of an app, an add-on or a pipeline are kept.
const KEPT: usize = 1000;
/// What is told in which form.
const VERSION: &str = "application/vnd.heroku+json; version=3";

/// Makes events of what changed in a world, and deliveries of them to the webhooks that asked.
///
/// Webhooks that went with what changed, as those of an app that was deleted, are told as well;
/// nothing is kept of that, and it is returned.
pub(crate) fn notice(world: &mut World, changes: &[Change]) -> Vec<Parcel> {
    let webhooks: Vec<Row> = world.store.rows("app-webhook").cloned().collect();
    let parting = parting(world, changes);
    if webhooks.is_empty() && parting.is_empty() {
        return Vec::new();
    }
    let mut parcels = Vec::new();
    for happening in happenings(world, changes) {
        announce(world, &happening, &webhooks);
        for webhook in &parting {
            if is_for(world, webhook, &happening) {
                let event = event(world, &happening);
                let id = world.ids.uuid();
                parcels.extend(Parcel::new(world, webhook, &event, &id));
            }
        }
    }
    parcels
}

/// The webhooks that went with what changed.
fn parting(world: &World, changes: &[Change]) -> Vec<Row> {
    let webhooks = changes
        .iter()
        .filter(|change| change.table == "app-webhook");
    let ids: BTreeSet<&str> = webhooks.map(|change| change.id.as_str()).collect();
    if ids.is_empty() {
        return Vec::new();
    }
    let gone = gone(world, changes);
    let parting = ids.into_iter().filter_map(|id| gone.get(id));
    parting.map(|row| (*row).clone()).collect()
}

/// Makes deliveries to all webhooks that asked, with an event for each place that has some.
fn announce(world: &mut World, happening: &Happening, webhooks: &[Row]) {
    let mut events: BTreeMap<&str, String> = BTreeMap::new();
    for webhook in webhooks {
        if !is_for(world, webhook, happening) {
            continue;
        }
        let place = webhook.owners.first().map_or("", String::as_str);
        let event = events.entry(place).or_insert_with(|| {
            let row = event(world, happening).owned_by(place);
            let id = row.id().to_owned();
            world.store.insert(TABLE, row);
            id
        });
        delivery::add(world, webhook, place, event);
    }
    for place in events.keys() {
        forget_old(world, place);
    }
}

/// Forgets the oldest events of a place with their deliveries, and then its oldest deliveries,
/// where there are more than are kept.
fn forget_old(world: &mut World, place: &str) {
    let events = world.store.linked(TABLE, place);
    for event in too_many(events, |row| {
        row.noted("number").as_i64().unwrap_or_default()
    }) {
        for delivery in world.store.linked_ids(delivery::TABLE, &event) {
            delivery::forget(world, &delivery);
        }
        world.store.remove(TABLE, &event);
    }
    let deliveries = world.store.linked(delivery::TABLE, place);
    for delivery in too_many(deliveries, |row| row.number("seq")) {
        delivery::forget(world, &delivery);
    }
}

/// The ids of those rows that are more than are kept, by their order.
fn too_many<'a>(rows: impl Iterator<Item = &'a Row>, order: fn(&Row) -> i64) -> Vec<String> {
    let mut rows: Vec<&Row> = rows.collect();
    let count = rows.len().saturating_sub(KEPT);
    if count > 0 {
        rows.sort_by_key(|row| order(row));
    }
    let old = rows.iter().take(count);
    old.map(|row| row.id().to_owned()).collect()
}

/// Whether a webhook asked for what happened, and it happened in its place.
fn is_for(world: &World, webhook: &Row, happening: &Happening) -> bool {
    let wanted = format!("api:{}", happening.resource);
    let include = webhook.get("include").as_array();
    let asked = include.is_some_and(|include| include.contains(&Value::from(wanted)));
    asked && concerns(world, webhook, happening)
}

/// Whether something happened to the app, to the app with the add-on, or to an app of the pipeline
/// that a webhook belongs to. Of add-ons, one is told nothing but what happened to itself.
fn concerns(world: &World, webhook: &Row, happening: &Happening) -> bool {
    let app = happening.app();
    if let Some(own) = webhook.referred("app") {
        return own == app;
    }
    if let Some(own) = webhook.referred("addon") {
        let owner = || world.store.row("add-on", own)?.referred("app");
        let is_own = |addon| addon == own;
        return happening
            .addon()
            .map_or_else(|| owner() == Some(app), is_own);
    }
    let mut couplings = world.store.linked("pipeline-coupling", app);
    let pipeline = webhook.referred("pipeline");
    couplings.any(|coupling| coupling.referred("pipeline") == pipeline)
}

fn event(world: &mut World, happening: &Happening) -> Row {
    let account = world.my_account();
    let actor = json!({ "email": account.get("email"), "id": account.get("id") });
    let payload = json!({
        "action": happening.action,
        "actor": actor,
        "data": happening.data,
        "previous_data": happening.previous,
        "published_at": world.now(),
        "resource": happening.resource,
        "version": VERSION,
    });
    let number = world.ids.count();
    generic::blank_row(world, TABLE)
        .with("include", format!("api:{}", happening.resource))
        .with("payload", payload)
        .with_note("number", number)
}
