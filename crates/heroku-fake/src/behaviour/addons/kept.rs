//! The config vars that only an attachment may change.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::expose;
use crate::behaviour::apps::config_vars;
use crate::exchange::Refusal;
use crate::world::World;

/// The config vars that an app has of its attachments.
pub(in crate::behaviour) fn attached(world: &World, app: &str) -> Map<String, Value> {
    let config = config_vars::of(world, app);
    let vars = holders(world, app).into_keys();
    let vars = vars.filter_map(|var| config.get_key_value(&var));
    vars.map(|(var, value)| (var.clone(), value.clone()))
        .collect()
}

/// Refuses changes of config vars that are an attachment's.
pub(in crate::behaviour) fn check(
    world: &World,
    app: &str,
    changes: &Map<String, Value>,
) -> Result<(), Refusal> {
    let (holders, config) = (holders(world, app), config_vars::of(world, app));
    let held = changes.iter().find_map(|(var, value)| {
        let holder = holders.get(var)?;
        (config.get(var) != Some(value)).then_some((var, holder))
    });
    match held {
        Some((var, attachment)) => Err(Refusal::invalid_params(format!(
            "`{var}` belongs to the attachment {attachment}, and cannot be changed by hand."
        ))),
        None => Ok(()),
    }
}

/// The names of the attachments that give an app its config vars, by these.
fn holders(world: &World, app: &str) -> BTreeMap<String, String> {
    let attachments = world.store.linked("add-on-attachment", app);
    let attachments = attachments.filter(|attachment| expose::ends(attachment).1 == app);
    let holders = attachments.flat_map(|attachment| {
        let name = attachment.text("name").to_owned();
        expose::vars_of(attachment).map(move |var| (var.to_owned(), name.clone()))
    });
    holders.collect()
}
