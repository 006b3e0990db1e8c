//! Config vars: merging, clearing, and the release that each change makes.

use serde_json::{Map, Value};

use crate::behaviour::addons::kept;
use crate::behaviour::deploy::releases;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/config-vars", |world, call| {
        Ok(info(world, call.app()))
    }),
    ("PATCH /apps/{}/config-vars", update),
    ("GET /apps/{}/releases/{}/config-vars", |world, call| {
        Ok(Reply::one(of_release(world, call.place("release")).into()))
    }),
];

/// Where rows note their config vars.
const NOTE: &str = "config";

/// What a change of config vars came to: the names of those that are other than before.
#[derive(Default)]
pub(in crate::behaviour) struct Changed {
    pub(super) set: Vec<String>,
    pub(super) removed: Vec<String>,
}

impl Changed {
    pub(super) fn is_nothing(&self) -> bool {
        self.set.is_empty() && self.removed.is_empty()
    }

    /// What a release says that comes of it, as in `Set A, B config vars`.
    fn description(&self) -> String {
        let (set, removed) = (self.set.join(", "), self.removed.join(", "));
        match (self.set.is_empty(), self.removed.is_empty()) {
            (_, true) => format!("Set {set} config vars"),
            (true, _) => format!("Remove {removed} config vars"),
            _ => format!("Set {set}, remove {removed} config vars"),
        }
    }
}

/// The config vars of an app.
pub(in crate::behaviour) fn of(world: &World, app: &str) -> Map<String, Value> {
    noted(world, "app", app)
}

/// The config vars that a release was made with.
pub(in crate::behaviour) fn of_release(world: &World, release: &str) -> Map<String, Value> {
    noted(world, "release", release)
}

/// Changes config vars of an app without a release; null removes one.
pub(in crate::behaviour) fn merge(
    world: &mut World,
    app: &str,
    changes: &Map<String, Value>,
) -> Changed {
    let (mut config, mut outcome) = (of(world, app), Changed::default());
    for (name, value) in changes {
        let value = match value {
            Value::Null => {
                if config.remove(name).is_some() {
                    outcome.removed.push(name.clone());
                }
                continue;
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if config.get(name).and_then(Value::as_str) != Some(&value) {
            config.insert(name.clone(), value.into());
            outcome.set.push(name.clone());
        }
    }
    replace(world, app, config);
    outcome
}

/// Gives an app other config vars, without a release.
pub(in crate::behaviour) fn replace(world: &mut World, app: &str, config: Map<String, Value>) {
    world.store.change("app", app, |app| app.note(NOTE, config));
}

/// Changes config vars of an app, and makes a release where any is other than before.
pub(super) fn change(world: &mut World, app: &str, changes: &Map<String, Value>) -> Changed {
    let outcome = merge(world, app, changes);
    if outcome.is_nothing() {
        return outcome;
    }
    releases::add(world, app, &outcome.description(), None);
    for (verb, names) in [("Set", &outcome.set), ("Remove", &outcome.removed)] {
        if !names.is_empty() {
            let text = format!("{verb} {} config vars", names.join(", "));
            releases::log(world, app, &text);
        }
    }
    outcome
}

fn noted(world: &World, table: &str, id: &str) -> Map<String, Value> {
    let row = world.store.row(table, id);
    let config = row.and_then(|row| row.noted(NOTE).as_object());
    config.cloned().unwrap_or_default()
}

fn info(world: &World, app: &str) -> Reply {
    Reply::one(of(world, app).into())
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    kept::check(world, call.app(), call.body)?;
    change(world, call.app(), call.body);
    Ok(info(world, call.app()))
}
