//! The settings of an add-on that become config vars of apps.

use serde_json::{Map, Value};

use super::{attaching, expose, naming};
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::show::View;
use crate::world::{Row, World};

pub(in crate::behaviour) const RULES: Rules = &[
    ("PATCH /addons/{}/config", update),
    ("GET /addons/{}/config/{}", of_part),
];

/// The options for the provider in a body, as texts.
pub(super) fn options(call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let sent = call.body.get("config").and_then(Value::as_object);
    let mut options = Map::new();
    for (name, value) in sent.into_iter().flatten() {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Bool(_) | Value::Number(_) => value.to_string(),
            _ => {
                let message = format!("`config.{name}` must be a text, a number, true or false.");
                return Err(Refusal::invalid_params(message));
            }
        };
        options.insert(name.clone(), text.into());
    }
    Ok(options)
}

/// The names of the config vars that a service gives under a name of attachment.
pub(super) fn var_names(service: &Row, attachment: &str) -> Vec<String> {
    let first = naming::first_attachment(service);
    let settings = known_vars(service).map(|var| setting(Row::default(), &first, var));
    settings
        .map(|setting| expose::var_name(&setting, attachment, &first))
        .collect()
}

/// Gives a new add-on the settings that its service has.
pub(super) fn generate(world: &mut World, addon: &str, service: &Row) {
    let first = naming::first_attachment(service);
    for var in known_vars(service) {
        let row = Row::new(world.ids.uuid()).owned_by(addon);
        let value = value(world, service, var);
        let row = setting(row, &first, var).with("value", value);
        world.store.insert("add-on-config", row);
    }
}

fn known_vars(service: &Row) -> impl Iterator<Item = &str> {
    let vars = service.noted("config_vars").as_array();
    vars.into_iter().flatten().filter_map(Value::as_str)
}

/// A setting by the config var that it is for the first attachment.
fn setting(row: Row, first: &str, var: &str) -> Row {
    let short = var
        .strip_prefix(first)
        .and_then(|rest| rest.strip_prefix('_'));
    row.with("name", short.unwrap_or(var))
        .with_note("own_name", short.is_none())
}

fn value(world: &mut World, service: &Row, var: &str) -> String {
    let (user, password) = (world.ids.twelve_digits(), world.ids.uuid());
    match service.noted("scheme").as_str() {
        Some(scheme) if var.ends_with("_URL") => {
            let host = format!("{}.example.com", service.text("name"));
            format!("{scheme}://u{user}:p{password}@{host}:5432/d{user}")
        }
        _ => password.replace('-', ""),
    }
}

/// The settings of a part of an add-on, such as a credential of a database: those of the add-on
/// where an attachment is for that part, and none where there is no such part.
fn of_part(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let addon = call.place("add-on");
    let mut attachments = world.store.linked("add-on-attachment", addon);
    let settings = world.store.linked("add-on-config", addon);
    let is_part = attachments.any(|row| row.text("namespace") == call.argument(1));
    let settings = settings.filter(|_| is_part).collect();
    generic::list_of(world, call, settings)
}

/// Changes settings, of which null takes one away, in all apps that the add-on is attached to.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let addon = call.place("add-on").to_owned();
    let sent = call.body.get("config").and_then(Value::as_array);
    let sent = sent.cloned().unwrap_or_default();
    for (index, change) in sent.iter().enumerate() {
        check(index, change)?;
    }
    for change in &sent {
        apply(world, &addon, change);
    }
    let is_ready = world.store.get("add-on", &addon)?.text("state") == "provisioned";
    if is_ready && !sent.is_empty() {
        for attachment in attaching::of_addon(world, &addon) {
            expose::expose(world, &attachment, "Update")?;
        }
    }
    let view = View::new(&world.store, call);
    let settings = world.store.linked("add-on-config", &addon);
    let told = settings.map(|setting| view.answer(call, setting));
    Ok(Reply::one(told.collect()))
}

fn check(index: usize, change: &Value) -> Result<(), Refusal> {
    let name = change["name"].as_str().unwrap_or_default();
    naming::check_attachment(&format!("config[{index}].name"), name)
}

fn apply(world: &mut World, addon: &str, change: &Value) {
    let name = change["name"].as_str().unwrap_or_default();
    let known = generic::find(world, "add-on-config", name, Some(addon));
    let known = known.map(|row| row.id().to_owned());
    match (known, &change["value"]) {
        (Some(id), Value::Null) => {
            world.store.remove("add-on-config", &id);
        }
        (None, Value::Null) => {}
        (Some(id), value) => world
            .store
            .change("add-on-config", &id, |row| row.set("value", value.clone())),
        (None, value) => {
            let row = Row::new(world.ids.uuid()).owned_by(addon);
            let row = row.with("name", name).with("value", value.clone());
            world.store.insert("add-on-config", row);
        }
    }
}
