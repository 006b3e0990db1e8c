//! Apps: creating, renaming, maintenance, stacks, ACM.

use serde_json::Value;

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{App, Named, REGIONS, STACKS, Stack, World, find};

pub(super) const RULES: Rules = &[
    ("POST /apps", create),
    ("GET /apps", list),
    ("GET /users/{}/apps", list_of_user),
    ("GET /apps/{}", info),
    ("PATCH /apps/{}", update),
    ("DELETE /apps/{}", delete),
    ("POST /apps/{}/acm", |world, call| {
        set_acm(world, call, Some(true))
    }),
    ("DELETE /apps/{}/acm", |world, call| {
        set_acm(world, call, Some(false))
    }),
    ("PATCH /apps/{}/acm", |world, call| {
        set_acm(world, call, None)
    }),
];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = insert(world, call)?;
    let app = world.apps.find(&id)?;
    Ok(Reply::created(show(world, app, call)))
}

/// Creates the app that the body asks for, and tells its id.
pub(super) fn insert(world: &mut World, call: &Call<'_>) -> Result<String, Refusal> {
    let region = choose(&REGIONS, call, "region")?.unwrap_or(&REGIONS[0]);
    let stack = choose(&STACKS, call, "stack")?.unwrap_or(Stack::default_of(&STACKS));
    let name = match call.text("name") {
        Some(name) if world.apps.has_name(name) => return Err(taken()),
        Some(name) => name.to_owned(),
        None => world.invent_app_name(),
    };
    Ok(world.create_app(name, region, stack).id.clone())
}

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let key = |app: &&App, field: &str| match field {
        "id" => app.id.as_str().into(),
        "name" => app.name.as_str().into(),
        "created_at" => app.created_at.to_string().into(),
        "updated_at" => app.updated_at.to_string().into(),
        _ => Value::Null,
    };
    let show = |app| show(world, app, call);
    let cut = call.range.cut(world.apps.iter(), key, show)?;
    Ok(Reply::part(cut))
}

fn list_of_user(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    if !world.account.is_me(call.argument(0)) {
        return Err(Refusal::not_found("user"));
    }
    list(world, call)
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::one(show(world, app, call)))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let stack = choose(&STACKS, call, "build_stack")?;
    let current = world.apps.find(call.argument(0))?.name.clone();
    let name = call.text("name").filter(|name| *name != current);
    if name.is_some_and(|name| world.apps.has_name(name)) {
        return Err(taken());
    }
    let now = world.clock.now();
    let app = world.apps.find_mut(&current)?;
    let id = app.id.clone();
    app.build_stack = stack.unwrap_or(app.build_stack);
    app.maintenance = call.flag("maintenance").unwrap_or(app.maintenance);
    app.updated_at = now;
    if let Some(name) = name {
        app.rename(name, &mut world.ids, now);
        world.apps.renamed(&current, name);
    }
    let app = world.apps.find(&id)?;
    Ok(Reply::one(show(world, app, call)))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.remove(call.argument(0))?;
    Ok(Reply::one(show(world, &app, call)))
}

fn set_acm(world: &mut World, call: &Call<'_>, acm: Option<bool>) -> Result<Reply, Refusal> {
    let now = world.clock.now();
    let app = world.apps.find_mut(call.argument(0))?;
    app.acm = acm.unwrap_or(app.acm);
    app.updated_at = now;
    info(world, call)
}

fn show(world: &World, app: &App, call: &Call<'_>) -> Value {
    app.show(&world.account, call.version)
}

/// The member of a catalog that a field of the body names, if it is there.
fn choose<T: Named>(
    catalog: &'static [T],
    call: &Call<'_>,
    field: &str,
) -> Result<Option<&'static T>, Refusal> {
    let Some(key) = call.text(field) else {
        return Ok(None);
    };
    let names: Vec<&str> = catalog.iter().map(Named::name).collect();
    let unknown = || {
        let known = names.join(", ");
        Refusal::invalid_params(format!(
            "`{field}` must be the name or id of one of {known}."
        ))
    };
    find(catalog, key).map(Some).ok_or_else(unknown)
}

fn taken() -> Refusal {
    Refusal::invalid_params("`name` is already taken by another app.")
}
