//! Who pays for add-ons.

use serde_json::{Value, json};

use crate::world::{Row, World};

/// What an add-on of an app tells of who pays for it: the team of the app, or the app itself.
pub(super) fn payer(world: &World, app: &Row) -> Value {
    let team = app
        .referred("team")
        .and_then(|team| world.store.row("team", team));
    let (payer, kind) = team.map_or((app, "app"), |team| (team, "team"));
    json!({ "id": payer.id(), "name": payer.text("name"), "type": kind })
}

/// Tells of the add-ons of an app who pays for them, after that may have changed.
pub(in crate::behaviour) fn bill(world: &mut World, app: &str) {
    let Some(payer) = world.store.row("app", app).map(|app| payer(world, app)) else {
        return;
    };
    for id in world.store.linked_ids("add-on", app) {
        world.store.change("add-on", &id, |addon| {
            if addon.referred("app") == Some(app) {
                addon.set("billing_entity", payer.clone());
            }
        });
    }
}
