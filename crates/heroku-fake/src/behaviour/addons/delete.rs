//! The end of add-ons.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;

use super::{attaching, offers};
use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(in crate::behaviour) const RULES: Rules = &[
    ("DELETE /apps/{}/addons/{}", delete),
    ("POST /addons/{}/actions/deprovision", deprovision),
];

pub(in crate::behaviour) const EVENTS: Events = &[(GONE, |world, about| {
    let id = about["addon"].as_str().unwrap_or_default();
    world.store.remove("add-on", id);
})];

/// The event that a provider has taken an add-on down.
const GONE: &str = "add-on is gone";
/// How long slow providers take.
const WHILE: SignedDuration = SignedDuration::from_secs(3);

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let addon = world.store.get("add-on", &id)?.clone();
    if call.flag("force") != Some(true) && is_shared(world, &addon) {
        let message = "The add-on is attached to other apps: send `force` as true to take it \
                       away from them too.";
        return Err(Refusal::invalid_params(message));
    }
    let service = offers::service_of(world, &addon)?;
    if service.noted("slow").as_bool() != Some(true) {
        withdraw(world, &id, "deprovisioned")?;
        let gone = generic::shown(world, call, &id)?;
        world.store.remove("add-on", &id);
        return Ok(gone);
    }
    if addon.text("state") != "deprovisioning" {
        withdraw(world, &id, "deprovisioning")?;
        world.later(WHILE, GONE, json!({ "addon": id }));
    }
    Ok(generic::shown(world, call, &id)?.with_status(StatusCode::ACCEPTED))
}

/// Whether an add-on is attached to apps other than the one that owns it.
fn is_shared(world: &World, addon: &Row) -> bool {
    let mut attachments = world.store.linked("add-on-attachment", addon.id());
    attachments.any(|attachment| attachment.get("app") != addon.get("app"))
}

/// Takes an add-on away from all apps.
fn withdraw(world: &mut World, id: &str, state: &str) -> Result<(), Refusal> {
    let now = world.now();
    world.store.change("add-on", id, |addon| {
        addon.set("state", state);
        addon.set("updated_at", now);
    });
    for attachment in attaching::of_addon(world, id) {
        attaching::detach(world, &attachment)?;
    }
    Ok(())
}

/// The provider says that the add-on is no more: one that was to be deleted is gone, any other has
/// failed and stays as such until it is deleted.
fn deprovision(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let was_deleted = world.store.get("add-on", &id)?.text("state") == "deprovisioning";
    withdraw(world, &id, "deprovisioned")?;
    let told = generic::shown(world, call, &id)?;
    if was_deleted {
        world.store.remove("add-on", &id);
    }
    Ok(told)
}

/// Takes the add-ons of an app away from other apps, before the app is deleted.
pub(in crate::behaviour) fn leave(world: &mut World, app: &str) -> Result<(), Refusal> {
    for addon in world.store.linked_ids("add-on", app) {
        for attachment in attaching::of_addon(world, &addon) {
            let row = world.store.get("add-on-attachment", &attachment)?;
            if row.referred("app") != Some(app) {
                attaching::detach(world, &attachment)?;
            }
        }
    }
    Ok(())
}
