//! Transfers of apps between accounts.
//!
//! A world knows one account that asks, so either side may answer a transfer.

use crate::behaviour::people::{collaborators, roles};
use crate::behaviour::table::Rules;
use crate::behaviour::teams::team_apps::{self, Owner};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("POST /account/app-transfers", create),
    ("PATCH /account/app-transfers/{}", answer),
];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let key = call.key("app").unwrap_or_default();
    let app = world.known("app", key);
    let app = app.ok_or_else(|| generic::unknown("app", "app"))?;
    let app = app.id().to_owned();
    roles::need_manager(world, &app)?;
    let recipient = collaborators::person(world, call, "recipient")?;
    let owner = world.store.get("app", &app)?.referred("owner");
    let owner = owner.unwrap_or_default().to_owned();
    if recipient == owner {
        return Err(Refusal::invalid_params("`recipient` owns the app already."));
    }
    forget_answered(world, &app)?;
    let row = generic::blank_row(world, "app-transfer")
        .owned_by(&app)
        .with_reference("app", &app)
        .with_reference("owner", &owner)
        .with_reference("recipient", &recipient)
        .with("state", "pending")
        .with_note("about", app);
    let id = row.id().to_owned();
    world.store.insert("app-transfer", row);
    generic::created(world, call, &id)
}

/// Forgets the transfers of an app that came to an end; one that is pending must be answered
/// first.
fn forget_answered(world: &mut World, app: &str) -> Result<(), Refusal> {
    for id in world.store.linked_ids("app-transfer", app) {
        if world.store.get("app-transfer", &id)?.text("state") == "pending" {
            return Err(Refusal::invalid_params(
                "`app` has a pending transfer already; delete that one first.",
            ));
        }
        world.store.remove("app-transfer", &id);
    }
    Ok(())
}

fn answer(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let transfer = world.store.get("app-transfer", &id)?.clone();
    let state = call.text("state").unwrap_or_default();
    if transfer.text("state") != "pending" {
        return Err(Refusal::invalid_params(
            "`state` of a transfer that was answered cannot change.",
        ));
    }
    if let Some(app) = transfer.referred("app").filter(|_| state == "accepted") {
        let recipient = transfer.referred("recipient").unwrap_or_default();
        team_apps::transfer(world, app, &Owner::Person(recipient.to_owned()));
    }
    generic::update(world, call)
}
