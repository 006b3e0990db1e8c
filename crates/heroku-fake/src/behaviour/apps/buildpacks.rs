//! Buildpacks: those of an app, in their order, and what they are called.

use serde_json::{Value, json};

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/buildpack-installations", |world, call| {
        // Their order is their meaning, so that no range can sort them.
        Ok(Reply::list(installed(world, call.app())))
    }),
    ("PUT /apps/{}/buildpack-installations", replace),
];

const TABLE: &str = "buildpack-installation";
/// How Heroku writes the address of one of its own buildpacks.
const OWN: &str = "urn:buildpack:";

/// The buildpacks of an app in their order, each with its address and its name.
pub(in crate::behaviour) fn of(world: &World, app: &str) -> Vec<Value> {
    let installed = installed(world, app);
    let buildpacks = installed.into_iter().map(|told| told["buildpack"].clone());
    buildpacks.collect()
}

/// A buildpack by its address, or by a short name as `heroku/nodejs`.
pub(in crate::behaviour) fn named(key: &str) -> Option<Value> {
    let key = key.trim();
    if key.is_empty() {
        return None;
    }
    let short = key.strip_prefix(OWN).unwrap_or(key);
    if is_short(short) {
        return Some(json!({ "name": short, "url": format!("{OWN}{short}") }));
    }
    let name = short_name(key).unwrap_or_else(|| key.to_owned());
    Some(json!({ "name": name, "url": key }))
}

/// Whether this is a name as `heroku/nodejs`, and no address.
fn is_short(key: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(fits);
    key.split_once('/')
        .is_some_and(|(owner, name)| is_word(owner) && is_word(name))
}

/// The short name of a buildpack of the registry, or of Heroku's own repositories, by its address.
fn short_name(url: &str) -> Option<String> {
    let own = url.split_once("github.com/heroku/heroku-buildpack-");
    let own = own.map(|(_, name)| format!("heroku/{}", name.trim_end_matches(".git")));
    let registered = url.split_once("/buildpacks/");
    let registered = registered.and_then(|(_, name)| Some(name.strip_suffix(".tgz")?.to_owned()));
    own.or(registered).filter(|name| is_short(name))
}

fn replace(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let updates = call.body.get("updates").and_then(Value::as_array);
    let mut wanted = Vec::new();
    for (index, update) in updates.into_iter().flatten().enumerate() {
        let key = update["buildpack"].as_str().and_then(named);
        wanted.push(key.ok_or_else(|| {
            let message = format!("`updates[{index}].buildpack` must be a URL or a name.");
            Refusal::invalid_params(message)
        })?);
    }
    let app = call.app();
    for id in world.store.linked_ids(TABLE, app) {
        world.store.remove(TABLE, &id);
    }
    for (ordinal, buildpack) in wanted.into_iter().enumerate() {
        let row = generic::blank_row(world, TABLE)
            .owned_by(app)
            .with("ordinal", ordinal)
            .with("buildpack", buildpack);
        world.store.insert(TABLE, row);
    }
    Ok(Reply::one(installed(world, app).into()))
}

/// The buildpacks of an app as answers tell them.
fn installed(world: &World, app: &str) -> Vec<Value> {
    let rows = world.store.linked(TABLE, app);
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|row| row.number("ordinal"));
    let told = rows
        .into_iter()
        .map(|row| json!({ "ordinal": row.number("ordinal"), "buildpack": row.get("buildpack") }));
    told.collect()
}
