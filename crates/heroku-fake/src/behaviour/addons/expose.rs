//! The config vars that an attachment gives to its app.

use serde_json::{Map, Value};

use super::naming;
use super::offers::service_of;
use crate::behaviour::apps::config_vars;
use crate::behaviour::deploy::releases;
use crate::exchange::Refusal;
use crate::world::{Row, World};

/// The note of an attachment whose app has its config vars.
const EXPOSED: &str = "exposed";

/// The config vars that an add-on has for an app under a name of attachment.
pub(super) fn vars(
    world: &World,
    addon: &Row,
    attachment: &str,
) -> Result<Vec<(String, Value)>, Refusal> {
    let first = naming::first_attachment(service_of(world, addon)?);
    let settings = world.store.linked("add-on-config", addon.id());
    let mut vars: Vec<(String, Value)> = settings
        .map(|setting| {
            let var = var_name(setting, attachment, &first);
            (var, setting.get("value").clone())
        })
        .collect();
    vars.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(vars)
}

/// The name of the config var for a setting: behind the name of the attachment, but for those that
/// the provider calls otherwise.
pub(super) fn var_name(setting: &Row, attachment: &str, first: &str) -> String {
    let name = setting.text("name");
    if attachment == first && setting.noted("own_name").as_bool() == Some(true) {
        name.to_owned()
    } else {
        format!("{attachment}_{name}")
    }
}

/// Whether an app has a config var.
pub(super) fn is_set(world: &World, app: &str, var: &str) -> bool {
    config_vars::of(world, app).contains_key(var)
}

/// Gives an app the config vars of an attachment, and makes a release of it.
pub(super) fn expose(world: &mut World, attachment: &str, verb: &str) -> Result<(), Refusal> {
    let row = world.store.get("add-on-attachment", attachment)?.clone();
    let (addon_id, app) = ends(&row);
    let addon = world.store.get("add-on", addon_id)?.clone();
    let new = vars(world, &addon, row.text("name"))?;
    let mut changes: Map<String, Value> = vars_of(&row)
        .map(|var| (var.to_owned(), Value::Null))
        .collect();
    let names: Vec<Value> = new.iter().map(|(var, _)| var.as_str().into()).collect();
    changes.extend(new);
    world.store.change("add-on-attachment", attachment, |row| {
        row.set("config_vars", names);
        row.note(EXPOSED, true);
    });
    config_vars::merge(world, app, &changes);
    release(world, app, &description(verb, &row, &addon));
    tell_vars(world, addon_id);
    Ok(())
}

/// Takes the config vars of an attachment away from its app, and makes a release of it. Nothing
/// happens where the add-on never got ready.
pub(super) fn conceal(world: &mut World, attachment: &str) -> Result<(), Refusal> {
    let row = world.store.get("add-on-attachment", attachment)?.clone();
    if row.noted(EXPOSED).as_bool() != Some(true) {
        return Ok(());
    }
    let (addon_id, app) = ends(&row);
    let addon = world.store.get("add-on", addon_id)?.clone();
    let changes = vars_of(&row).map(|var| (var.to_owned(), Value::Null));
    config_vars::merge(world, app, &changes.collect());
    world.store.change("add-on-attachment", attachment, |row| {
        row.set("config_vars", Value::Array(Vec::new()));
        row.note(EXPOSED, false);
    });
    release(world, app, &description("Detach", &row, &addon));
    tell_vars(world, addon_id);
    Ok(())
}

/// Makes a release of an app whose add-ons changed.
pub(super) fn release(world: &mut World, app: &str, description: &str) {
    releases::add(world, app, description, None);
    releases::log(world, app, description);
}

/// Tells of an add-on which config vars the app that owns it has of it.
pub(super) fn tell_vars(world: &mut World, addon: &str) {
    let Some(row) = world.store.row("add-on", addon) else {
        return;
    };
    let app = row.referred("app").unwrap_or_default();
    let attachments = world.store.linked("add-on-attachment", addon);
    let own = attachments.filter(|attachment| attachment.referred("app") == Some(app));
    let mut vars: Vec<String> = own
        .flat_map(|attachment| vars_of(attachment).map(str::to_owned))
        .collect();
    vars.sort();
    let now = world.now();
    world.store.change("add-on", addon, |row| {
        row.set("config_vars", vars);
        row.set("updated_at", now);
    });
}

/// The ids of the add-on and of the app that an attachment joins.
pub(super) fn ends(attachment: &Row) -> (&str, &str) {
    let addon = attachment.referred("addon").unwrap_or_default();
    (addon, attachment.referred("app").unwrap_or_default())
}

/// The names of the config vars that the app of an attachment has of it.
pub(super) fn vars_of(attachment: &Row) -> impl Iterator<Item = &str> {
    let vars = attachment.get("config_vars").as_array();
    vars.into_iter().flatten().filter_map(Value::as_str)
}

fn description(verb: &str, attachment: &Row, addon: &Row) -> String {
    format!(
        "{verb} {} (@{})",
        attachment.text("name"),
        addon.text("name")
    )
}
