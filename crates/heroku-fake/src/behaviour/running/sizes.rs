//! Dyno sizes: which an app may use, and which it uses where nothing is said.

use serde_json::{Map, Value};

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply, key_of};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/available-dyno-sizes", list),
    ("GET /apps/{}/available-stacks", list_stacks),
];

/// Whether an app is of the newer generation.
pub(in crate::behaviour) fn is_fir(world: &World, app: &str) -> bool {
    let app = world.store.row("app", app);
    app.is_some_and(|app| generation(world, app) == "fir")
}

/// The name of the generation of an app or of a size.
fn generation<'a>(world: &'a World, row: &'a Row) -> &'a str {
    let told = row.get("generation")["name"].as_str();
    let known = row.referred("generation");
    let known = known.and_then(|id| world.store.row("generation", id));
    told.or_else(|| Some(known?.text("name")))
        .unwrap_or_default()
}

/// The size that `wish` names in one of its fields, if it names any: by name in any case, or by
/// an object with its name or id. It must be one that the app can use.
pub(super) fn chosen<'a>(
    world: &'a World,
    app: &str,
    wish: &Map<String, Value>,
    at: &str,
) -> Result<Option<&'a Row>, Refusal> {
    for field in ["dyno_size", "size"] {
        let Some(key) = wish.get(field).and_then(key_of) else {
            continue;
        };
        let same = |size: &&Row| size.id() == key || size.text("name").eq_ignore_ascii_case(key);
        let Some(size) = world.store.rows("dyno-size").find(same) else {
            let message = format!("`{at}{field}` is no size that exists.");
            return Err(Refusal::invalid_params(message));
        };
        if !fits(world, app, size) {
            let message = format!("`{at}{field}` is a size that this app cannot use.");
            return Err(Refusal::invalid_params(message));
        }
        return Ok(Some(size));
    }
    Ok(None)
}

/// The size of dynos of an app where nothing is said: one that goes with those that it has.
pub(in crate::behaviour) fn default<'a>(world: &'a World, app: &str) -> Option<&'a Row> {
    let space = space(world, app);
    let name = if is_fir(world, app) {
        "dyno-1c-0.5gb"
    } else if space.is_some_and(|space| space.flag("shield")) {
        "Shield-S"
    } else if space.is_some() {
        "Private-S"
    } else {
        let subscribed = world.my_account().flag("eco_dynos_enabled");
        let first = if subscribed { "eco" } else { "basic" };
        match used_tier(world, app).unwrap_or(first) {
            "eco" => "Eco",
            "production" => "Standard-1X",
            _ => "Basic",
        }
    };
    world.store.named("dyno-size", name).next()
}

/// The tier of a size: those of several tiers cannot run in the same app.
pub(super) fn tier<'a>(world: &'a World, size: &str) -> &'a str {
    let size = world.store.named("dyno-size", size).next();
    size.map_or("", |size| size.text("infrastructure_tier"))
}

/// The tier of the dynos that an app runs.
fn used_tier<'a>(world: &'a World, app: &str) -> Option<&'a str> {
    let mut formation = world.store.linked("formation", app);
    let running = formation.find(|process| process.number("quantity") > 0)?;
    Some(tier(world, running.text("size")))
}

/// Whether an app can use a size, by its generation and its space.
fn fits(world: &World, app: &str, size: &Row) -> bool {
    let Some(row) = world.store.row("app", app) else {
        return false;
    };
    if generation(world, row) != generation(world, size) {
        return false;
    }
    let space = space(world, app);
    let shield = space.is_some_and(|space| space.flag("shield"));
    is_fir(world, app)
        || (size.flag("private_space_only") == space.is_some()
            && (size.text("product_dyno_tier") == "shield") == shield)
}

fn space<'a>(world: &'a World, app: &str) -> Option<&'a Row> {
    let space = world.store.row("app", app)?.referred("space")?;
    world.store.row("space", space)
}

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let sizes = world.store.rows("dyno-size");
    let usable = sizes.filter(|size| fits(world, call.app(), size)).collect();
    generic::list_of(world, call, usable)
}

/// The stacks that an app can move to: those of its generation.
fn list_stacks(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let is_fir = is_fir(world, call.app());
    let stacks = world.store.rows("stack");
    let usable = stacks.filter(|stack| (stack.text("name") == "cnb") == is_fir);
    generic::list_of(world, call, usable.collect())
}
