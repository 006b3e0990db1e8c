//! Other plans and other names for add-ons.

use super::{expose, naming, offers};
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(in crate::behaviour) const RULES: Rules = &[("PATCH /apps/{}/addons/{}", update)];

/// Who sends this header wants to read what providers say.
const MESSAGES: &str = "x-heroku-legacy-provider-messages";

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let current = world.store.get("add-on", &id)?.text("name").to_owned();
    let name = call.text("name").filter(|name| *name != current);
    if let Some(name) = name {
        naming::check_free(world, name)?;
    }
    if let Some(plan) = call.key("plan") {
        change_plan(world, &id, plan)?;
    }
    if let Some(name) = name {
        let now = world.now();
        world.store.change("add-on", &id, |addon| {
            addon.set("name", name);
            addon.set("updated_at", now);
        });
    }
    Ok(Reply::one(tell(world, call, &id)?))
}

/// Moves an add-on to another plan of its service, which makes a release of its app.
fn change_plan(world: &mut World, id: &str, key: &str) -> Result<(), Refusal> {
    let addon = world.store.get("add-on", id)?.clone();
    let app_id = addon.referred("app").unwrap_or_default();
    let app = world.store.get("app", app_id)?;
    let plan = offers::plan(world, key, app)?.clone();
    if plan.referred("addon_service") != addon.referred("addon_service") {
        let message = "`plan` must be one of the service that the add-on is of.";
        return Err(Refusal::invalid_params(message));
    }
    offers::check_network(&plan, app)?;
    if addon.text("state") != "provisioned" {
        let message = "`plan` can be changed once the add-on is provisioned.";
        return Err(Refusal::invalid_params(message));
    }
    if addon.referred("plan") == Some(plan.id()) {
        return Ok(());
    }
    let (now, reference) = (world.now(), offers::reference_to(world, &plan));
    let message = format!("The plan is {} from now on.", plan.text("human_name"));
    world.store.change("add-on", id, |addon| {
        addon.set("billed_price", plan.get("price").clone());
        addon.set("plan", reference);
        addon.set("provision_message", message);
        addon.set("updated_at", now);
    });
    let (name, plan) = (addon.text("name"), plan.text("name"));
    expose::release(world, app_id, &format!("Change @{name} to {plan}"));
    Ok(())
}

/// An add-on that was just created or changed, with what the provider says of it if the request
/// wants to read that.
pub(super) fn tell(world: &World, call: &Call<'_>, id: &str) -> Result<serde_json::Value, Refusal> {
    let mut told = generic::tell(world, call, id)?;
    if call.words(MESSAGES) != ["true"] {
        told["provision_message"] = "".into();
    }
    Ok(told)
}
