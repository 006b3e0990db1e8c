//! Attachments of add-ons to apps.

use serde_json::Value;

use super::attaching::{self, Wish};
use super::offers;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::show::View;
use crate::world::{Row, World};

pub(in crate::behaviour) const RULES: Rules = &[
    ("POST /addon-attachments", create),
    ("DELETE /addon-attachments/{}", delete),
    ("GET /addon-attachments", |world, call| {
        Ok(list(world, call))
    }),
    ("GET /addon-attachments/{}", info),
    ("GET /addons/{}/addon-attachments", |world, call| {
        Ok(list(world, call))
    }),
    ("GET /apps/{}/addon-attachments", |world, call| {
        Ok(list(world, call))
    }),
    ("GET /apps/{}/addon-attachments/{}", info),
];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let addon = named(world, call, "addon", "add-on")?.clone();
    let app = named(world, call, "app", "app")?.clone();
    let service = offers::service_of(world, &addon)?;
    if !service.flag("supports_sharing") && addon.referred("app") != Some(app.id()) {
        let message = "`addon` is of a service whose add-ons serve the app only that owns them.";
        return Err(Refusal::invalid_params(message));
    }
    if !["provisioning", "provisioned"].contains(&addon.text("state")) {
        let message = format!(
            "`addon` is {}, and cannot be attached.",
            addon.text("state")
        );
        return Err(Refusal::invalid_params(message));
    }
    let wish = Wish {
        app: app.id(),
        name: call.text("name").map(|name| ("name", name)),
        namespace: call.body.get("namespace").cloned().unwrap_or_default(),
    };
    let id = attaching::attach(world, call, &addon, &wish)?;
    let row = world.store.get("add-on-attachment", &id)?;
    Ok(Reply::created(tell(world, call, row)))
}

/// What a field of the body names.
fn named<'a>(
    world: &'a World,
    call: &Call<'_>,
    field: &str,
    table: &str,
) -> Result<&'a Row, Refusal> {
    let known = call.key(field).and_then(|key| world.known(table, key));
    known.ok_or_else(|| generic::unknown(field, table))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let row = world.store.get("add-on-attachment", &id)?.clone();
    if attaching::is_last(world, &row) {
        let message = "This is the last attachment to the app that owns the add-on: delete the \
                       add-on to be rid of it.";
        return Err(Refusal::invalid_params(message));
    }
    let told = tell(world, call, &row);
    attaching::detach(world, &id)?;
    Ok(Reply::one(told))
}

fn list(world: &World, call: &Call<'_>) -> Reply {
    let rows = generic::rows(world, call).into_iter();
    Reply::list(rows.map(|row| tell(world, call, row)))
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let row = world.store.get("add-on-attachment", &id)?;
    Ok(Reply::one(tell(world, call, row)))
}

/// An attachment with as much of it as the request wants to be included: the plan of the add-on,
/// and the names of the config vars.
pub(super) fn tell(world: &World, call: &Call<'_>, row: &Row) -> Value {
    let mut told = View::new(&world.store, call).answer(call, row);
    let wanted = call.words("accept-inclusion");
    if !wanted.contains(&"config_vars") {
        leave_out(&mut told, "config_vars");
    }
    if !wanted.contains(&"addon:plan") {
        leave_out(&mut told["addon"], "plan");
    }
    told
}

fn leave_out(told: &mut Value, field: &str) {
    if let Some(fields) = told.as_object_mut() {
        fields.shift_remove(field);
    }
}
