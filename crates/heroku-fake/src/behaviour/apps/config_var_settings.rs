//! Settings of config vars: which of them answers mask, and when they were set.

use serde_json::{Map, Value, json};

use super::config_vars;
use crate::behaviour::addons::kept;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/config-vars-settings", |world, call| {
        Ok(Reply::list(all(world, call.app())))
    }),
    ("PATCH /apps/{}/config-vars-settings", update),
];

/// Where an app notes which of its config vars are masked.
const MASKED: &str = "masked";
/// Where an app notes when its config vars were set by their settings.
const SET_AT: &str = "set at";

/// Changes config vars with their settings, and answers with those that were named.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let wishes = call.body.get("config").and_then(Value::as_array);
    let (mut values, mut masked) = (Map::new(), Map::new());
    for (index, wish) in wishes.into_iter().flatten().enumerate() {
        let Some(key) = wish["key"].as_str().filter(|key| !key.is_empty()) else {
            let message = format!("`config[{index}].key` is missing.");
            return Err(Refusal::invalid_params(message));
        };
        if let Some(value) = wish.get("value") {
            values.insert(key.to_owned(), value.clone());
        }
        if let Some(is_masked) = wish["masked"].as_bool() {
            masked.insert(key.to_owned(), is_masked.into());
        }
    }
    let app = call.app();
    kept::check(world, app, &values)?;
    let now = world.now();
    let times = values.keys().map(|key| (key.clone(), now.clone().into()));
    let times: Map<String, Value> = times.collect();
    let named: Vec<String> = values.keys().chain(masked.keys()).cloned().collect();
    note(world, app, MASKED, masked);
    note(world, app, SET_AT, times);
    config_vars::change(world, app, &values);
    let told = all(world, app).into_iter();
    let told = told.filter(|setting| named.iter().any(|name| setting["key"] == **name));
    Ok(Reply::one(told.collect()))
}

/// The settings of all config vars of an app, without the values that are masked.
fn all(world: &World, app: &str) -> Vec<Value> {
    let (masked, set_at) = (noted(world, app, MASKED), noted(world, app, SET_AT));
    let created = world.store.row("app", app).map(|app| app.get("created_at"));
    let config = config_vars::of(world, app);
    let settings = config.iter().map(|(key, value)| {
        let is_masked = masked.get(key) == Some(&Value::Bool(true));
        let value = if is_masked { &Value::Null } else { value };
        json!({
            "attachment": attachment(world, app, key),
            "key": key,
            "masked": is_masked,
            "masking_supported": true,
            "value": value,
            "value_updated_at": set_at.get(key).or(created),
        })
    });
    settings.collect()
}

/// The attachment that gives a config var to an app.
fn attachment(world: &World, app: &str, key: &str) -> Value {
    let mut attachments = world.store.linked("add-on-attachment", app);
    let gives = attachments.find(|attachment| {
        let vars = attachment.get("config_vars").as_array();
        let mut vars = vars.into_iter().flatten();
        attachment.referred("app") == Some(app) && vars.any(|var| var == key)
    });
    gives.map_or(Value::Null, |attachment| json!({ "id": attachment.id() }))
}

fn noted(world: &World, app: &str, name: &str) -> Map<String, Value> {
    let app = world.store.row("app", app);
    let noted = app.and_then(|app| app.noted(name).as_object());
    noted.cloned().unwrap_or_default()
}

/// Adds to what an app notes of its config vars.
fn note(world: &mut World, app: &str, name: &str, more: Map<String, Value>) {
    let mut all = noted(world, app, name);
    all.extend(more);
    world.store.change("app", app, |app| app.note(name, all));
}
