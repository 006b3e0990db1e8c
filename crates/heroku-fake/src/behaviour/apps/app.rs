//! Apps: creating, renaming, maintenance, stacks.

use serde_json::{Value, json};

use crate::behaviour::addons;
use crate::behaviour::deploy::code::Code;
use crate::behaviour::deploy::releases;
use crate::behaviour::people::{collaborators, roles};
use crate::behaviour::table::Rules;
use crate::behaviour::web::domains;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, fixed_id, reference};

pub(super) const RULES: Rules = &[
    ("POST /apps", create),
    ("PATCH /apps/{}", update),
    ("DELETE /apps/{}", delete),
];

/// The stack whose apps are of the newer generation.
const FIR_STACK: &str = "cnb";
const DEFAULT_REGION: &str = "us";
/// The stack that clients from the beginnings of Heroku name where their user names none: it means
/// the default one of today.
const FIRST_STACK: &str = "cedar";

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = insert(world, call)?;
    generic::created(world, call, &id)
}

/// Creates the app that the body asks for, and tells its id.
pub(in crate::behaviour) fn insert(world: &mut World, call: &Call<'_>) -> Result<String, Refusal> {
    let region = choose(world, call, "region")?;
    let stack = choose(world, call, "stack")?;
    let name = match call.text("name") {
        Some(name) if is_taken(world, name) => return Err(taken()),
        Some(name) => name.to_owned(),
        None => world.invent_name("app"),
    };
    Ok(add(world, &name, region.as_deref(), stack.as_deref()))
}

/// Adds an app of the default region and stack.
pub(crate) fn add_app(world: &mut World, name: &str) {
    add(world, name, None, None);
}

/// Adds an app with its first release and what else a new app has, and tells its id.
pub(in crate::behaviour) fn add(
    world: &mut World,
    name: &str,
    region: Option<&str>,
    stack: Option<&str>,
) -> String {
    let stack = stack
        .map(str::to_owned)
        .or_else(|| default_stack(world))
        .unwrap_or_default();
    let region = match region {
        Some(region) => region.to_owned(),
        None => fixed_id(&format!("region/{DEFAULT_REGION}")),
    };
    let is_fir = world
        .store
        .row("stack", &stack)
        .is_some_and(|stack| stack.text("name") == FIR_STACK);
    let generation = if is_fir { "fir" } else { "cedar" };
    let suffix = world.ids.twelve_digits();
    let row = generic::blank_row(world, "app")
        .with("acm", false)
        .with_reference("build_stack", &stack)
        .with(
            "generation",
            json!({ "id": fixed_id(&format!("generation/{generation}")), "name": generation }),
        )
        .with("git_url", format!("https://git.heroku.com/{name}.git"))
        .with("joined", true)
        .with("locked", false)
        .with("maintenance", false)
        .with("name", name)
        .with_reference("owner", &world.me)
        .with_reference("region", &region)
        .with_reference("stack", &stack)
        .with("web_url", web_url(name, &suffix));
    let id = row.id().to_owned();
    world.store.insert("app", row);
    domains::add_first(world, &id);
    collaborators::add_owner(world, &id);
    releases::add(world, &id, "Initial release", None);
    id
}

fn default_stack(world: &World) -> Option<String> {
    let mut stacks = world.store.rows("stack");
    let default = stacks.find(|stack| stack.flag("default"));
    default.map(|stack| stack.id().to_owned())
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let stack = choose(world, call, "build_stack")?;
    let current = world.store.get("app", &id)?.text("name").to_owned();
    let name = call.text("name").filter(|name| *name != current);
    if name.is_some() {
        roles::need_manager(world, &id)?;
    }
    if name.is_some_and(|name| is_taken(world, name)) {
        return Err(taken());
    }
    let is_deployed = releases::code(world, &id) != Code::default();
    let (now, suffix) = (world.now(), world.ids.twelve_digits());
    world.store.change("app", &id, |app| {
        app.set("updated_at", now);
        if let Some(stack) = stack {
            app.set("build_stack", reference(&stack));
            if !is_deployed {
                app.set("stack", reference(&stack));
            }
        }
        if let Some(maintenance) = call.flag("maintenance") {
            app.set("maintenance", maintenance);
        }
        if let Some(name) = name {
            app.set("name", name);
            app.set("git_url", format!("https://git.heroku.com/{name}.git"));
            app.set("web_url", web_url(name, &suffix));
        }
    });
    addons::bill(world, &id);
    if name.is_some() {
        domains::rename_first(world, &id);
    }
    generic::shown(world, call, &id)
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    roles::need_manager(world, &id)?;
    addons::leave(world, &id)?;
    generic::delete(world, call)
}

/// The host name in the address of an app.
pub(in crate::behaviour) fn hostname(app: &Row) -> &str {
    let url = app.text("web_url");
    url.trim_start_matches("https://").trim_end_matches('/')
}

fn web_url(name: &str, suffix: &str) -> Value {
    format!("https://{name}-{suffix}.herokuapp.com/").into()
}

/// The id of the thing of the catalog that a field of the body names, if it is there.
fn choose(world: &World, call: &Call<'_>, field: &str) -> Result<Option<String>, Refusal> {
    let Some(key) = call.key(field) else {
        return Ok(None);
    };
    let table = if field == "build_stack" {
        "stack"
    } else {
        field
    };
    match world.known(table, key) {
        Some(row) => Ok(Some(row.id().to_owned())),
        None if table == "stack" && key == FIRST_STACK => Ok(default_stack(world)),
        None => Err(generic::unknown(field, table)),
    }
}

fn is_taken(world: &World, name: &str) -> bool {
    world.store.named("app", name).next().is_some()
}

fn taken() -> Refusal {
    Refusal::invalid_params("`name` is already taken by another app.")
}
