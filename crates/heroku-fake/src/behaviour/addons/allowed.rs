//! The services whose add-ons a team allows.

use serde_json::Value;

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(in crate::behaviour) const RULES: Rules = &[("POST /teams/{}/allowed-addon-services", allow)];

const TABLE: &str = "allowed-add-on-service";

fn allow(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let team = call.place("team").to_owned();
    let key = call
        .key("addon_service")
        .ok_or_else(|| Refusal::invalid_params("`addon_service` is missing."))?;
    let service = world.known("add-on-service", key);
    let service = service
        .ok_or_else(|| generic::unknown("addon_service", "add-on-service"))?
        .clone();
    if is_listed(world, &team, &service) {
        let message = "`addon_service` is allowed to the team already.";
        return Err(Refusal::invalid_params(message));
    }
    let now = world.now();
    let row = generic::blank_row(world, TABLE)
        .owned_by(&team)
        .with("added_at", now)
        .with_reference("added_by", &world.me)
        .with_reference("addon_service", service.id())
        .with("name", service.text("name"));
    let id = row.id().to_owned();
    world.store.insert(TABLE, row);
    generic::created(world, call, &id)
}

/// Refuses a service that the team of an app does not allow. A team without a list allows all.
pub(super) fn check(world: &World, service: &Row, app: &Row) -> Result<(), Refusal> {
    let Some(team) = app.get("team").get("id").and_then(Value::as_str) else {
        return Ok(());
    };
    let has_list = world.store.linked(TABLE, team).next().is_some();
    if has_list && !is_listed(world, team, service) {
        let message = "The team of the app does not allow add-ons of this service.";
        return Err(Refusal::forbidden(message));
    }
    Ok(())
}

fn is_listed(world: &World, team: &str, service: &Row) -> bool {
    let mut listed = world.store.linked(TABLE, team);
    listed.any(|row| row.referred("addon_service") == Some(service.id()))
}
