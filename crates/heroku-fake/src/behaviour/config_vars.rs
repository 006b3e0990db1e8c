//! Config vars: merging, clearing, and the release that each change makes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::releases;
use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/config-vars", info),
    ("PATCH /apps/{}/config-vars", update),
    ("GET /apps/{}/releases/{}/config-vars", info_of_release),
];

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(Reply::one(show(&world.apps.find(call.argument(0))?.config)))
}

fn info_of_release(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::one(show(
        &releases::find(app, call.argument(1))?.config,
    )))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find_mut(call.argument(0))?;
    let (mut set, mut removed) = (Vec::new(), Vec::new());
    for (name, value) in call.body {
        match value {
            Value::Null => {
                if app.config.remove(name).is_some() {
                    removed.push(name.as_str());
                }
            }
            value => {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                if app.config.get(name) != Some(&value) {
                    app.config.insert(name.clone(), value);
                    set.push(name.as_str());
                }
            }
        }
    }
    let description = match (set.is_empty(), removed.is_empty()) {
        (true, true) => return Ok(Reply::one(show(&app.config))),
        (false, true) => format!("Set {} config vars", set.join(", ")),
        (true, false) => format!("Remove {} config vars", removed.join(", ")),
        (false, false) => format!(
            "Set {}, remove {} config vars",
            set.join(", "),
            removed.join(", ")
        ),
    };
    let slug = app.releases.last().and_then(|release| release.slug.clone());
    app.release(
        description,
        slug,
        &world.account.me,
        &mut world.ids,
        world.clock.now(),
    );
    Ok(Reply::one(show(&app.config)))
}

fn show(config: &BTreeMap<String, String>) -> Value {
    config
        .iter()
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect()
}
