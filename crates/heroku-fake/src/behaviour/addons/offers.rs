//! Which plan a body names, and whether an app may have it.

use serde_json::Value;

use super::allowed;
use crate::exchange::Refusal;
use crate::world::{Row, World};

/// How the refusal of an unknown plan begins: the official command line looks for it.
const UNKNOWN: &str = "Couldn't find either the add-on";

/// The plan that a body names by its id or name, or as the default of a service.
pub(super) fn plan<'a>(world: &'a World, key: &str, app: &Row) -> Result<&'a Row, Refusal> {
    if let Some(plan) = world.known("plan", key) {
        return Ok(plan);
    }
    let service = world.known("add-on-service", key).ok_or_else(unknown)?;
    let mut plans = plans(world, service.id());
    let in_space = app.referred("space").is_some();
    let of_space = plans.clone().find(|plan| plan.flag("space_default"));
    let usual = plans.find(|plan| plan.flag("default"));
    let default = of_space.filter(|_| in_space).or(usual);
    default.ok_or_else(unknown)
}

/// The service that a plan belongs to.
pub(super) fn service_of<'a>(world: &'a World, row: &Row) -> Result<&'a Row, Refusal> {
    let id = row.referred("addon_service").unwrap_or_default();
    world.store.get("add-on-service", id)
}

/// Refuses a plan that the service or the place of the app does not allow.
pub(super) fn check(world: &World, plan: &Row, app: &Row) -> Result<(), Refusal> {
    let service = service_of(world, plan)?;
    let refuse = |what: &str| Err(Refusal::invalid_params(format!("`plan` {what}")));
    if service.text("state") == "shutdown" {
        return refuse("is of a service that takes no new customers.");
    }
    if !supports_generation(world, service, app) {
        return refuse("is of a service that does not work with the generation of the app.");
    }
    if !service.flag("supports_multiple_installations") && is_installed(world, service, app) {
        return refuse("is of a service that an app can have once only, and this one has it.");
    }
    check_network(plan, app)?;
    allowed::check(world, service, app)
}

/// Refuses a plan that does not work in the network of the app.
pub(super) fn check_network(plan: &Row, app: &Row) -> Result<(), Refusal> {
    let (field, place) = if app.referred("space").is_some() {
        ("installable_inside_private_network", "inside")
    } else {
        ("installable_outside_private_network", "outside of")
    };
    if plan.flag(field) {
        return Ok(());
    }
    let message = format!("`plan` is none that works {place} a private network.");
    Err(Refusal::invalid_params(message))
}

/// What an add-on refers to as its plan: the plan, with the meters by which it is billed.
pub(super) fn reference_to(world: &World, plan: &Row) -> Value {
    let meters = world.store.linked("plan-meter", plan.id());
    let meters: Vec<Value> = meters
        .map(|meter| crate::world::reference(meter.id()))
        .collect();
    let mut reference = crate::world::reference(plan.id());
    if !meters.is_empty() {
        reference["meters"] = meters.into();
    }
    reference
}

fn plans<'a>(world: &'a World, service: &str) -> impl Iterator<Item = &'a Row> + Clone {
    let plans: Vec<&Row> = world.store.linked("plan", service).collect();
    plans.into_iter()
}

fn supports_generation(world: &World, service: &Row, app: &Row) -> bool {
    let name = app.get("generation").get("name").and_then(Value::as_str);
    let known = name.and_then(|name| world.known("generation", name));
    known.is_none_or(|generation| service.belongs_to(generation.id()))
}

fn is_installed(world: &World, service: &Row, app: &Row) -> bool {
    let mut addons = world.store.linked("add-on", app.id());
    addons.any(|addon| addon.referred("addon_service") == Some(service.id()))
}

fn unknown() -> Refusal {
    Refusal::invalid_params(format!("{UNKNOWN} service or the plan that `plan` names."))
}
