//! Carries out actions that have no rules of their own.

use heroku_schema::{Field, Returns, Type};
use serde_json::{Value, json};

use super::create::{self, blank_row, fits, refuse_duplicates};
use super::find::{has_target, target};
use super::references;
use crate::exchange::{Call, Refusal, Reply};
use crate::schema::{PEOPLE, fields};
use crate::show::View;
use crate::world::{Row, World};

/// Carries out an action that has no rules of its own, as its description says.
pub(crate) fn answer(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let method = call.action.method.as_str();
    let creates = method == "POST" && call.action.rel == "create";
    match (method, &call.action.returns) {
        ("GET", Returns::Page(_) | Returns::Many(_)) => list(world, call),
        ("GET", _) if has_target(call) => info(world, call),
        ("GET", _) => info_of_only(world, call),
        ("DELETE", Returns::Nothing) => Ok(Reply::accepted()),
        ("DELETE", _) => delete(world, call),
        (_, Returns::Nothing) => Ok(Reply::one(json!({}))),
        ("POST", _) if creates => {
            let id = create::create(world, call)?;
            created(world, call, &id)
        }
        _ => update(world, call),
    }
}

/// The things of a list that belong where the path says, and match the query.
pub(crate) fn rows<'a>(world: &'a World, call: &Call<'_>) -> Vec<&'a Row> {
    let place = call.innermost().filter(|id| *id != world.me);
    let wanted = |row: &&Row| {
        let mut filters = call.parameters();
        filters.all(|(name, value)| match filtered(&name) {
            Some(field) => row.get(field).as_str() == Some(&value),
            None => true,
        })
    };
    match place {
        Some(id) => world.store.linked(call.table, id).filter(wanted).collect(),
        None => world.store.rows(call.table).filter(wanted).collect(),
    }
}

/// The field that a parameter of the query filters by, as in `eq[name]`.
fn filtered(parameter: &str) -> Option<&str> {
    parameter.strip_prefix("eq[")?.strip_suffix(']')
}

/// The list that a request asks for, of things that are at hand.
pub(crate) fn list_of(world: &World, call: &Call<'_>, rows: Vec<&Row>) -> Result<Reply, Refusal> {
    let view = View::new(&world.store, call);
    let key = |row: &&Row, field: &str| sort_key(world, row, field);
    let cut = call.range.cut(rows, key, |row| view.answer(call, row))?;
    Ok(Reply::part(cut))
}

/// The list that a request asks for.
pub(crate) fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let rows = rows(world, call);
    if matches!(call.action.returns, Returns::Many(_)) {
        let view = View::new(&world.store, call);
        let rows = rows.into_iter().map(|row| view.answer(call, row));
        return Ok(Reply::one(rows.collect()));
    }
    list_of(world, call, rows)
}

/// What a list is sorted by: a field of the thing, or of the person that it is about.
fn sort_key(world: &World, row: &Row, field: &str) -> Value {
    if let Some(value) = row.fields.get(field) {
        return value.clone();
    }
    let mut people = row
        .fields
        .values()
        .filter_map(|value| value.get("id")?.as_str());
    people
        .find_map(|id| world.store.row(PEOPLE, id)?.fields.get(field).cloned())
        .unwrap_or_default()
}

/// The thing that a request is about.
pub(crate) fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = target(call)?;
    shown(world, call, &id)
}

/// Changes the thing that a request is about to what was sent.
pub(crate) fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = subject(world, call)?;
    change(world, call, &id)?;
    shown(world, call, &id)
}

/// The id of what a request is about: what its path names, or the one thing that the place has.
fn subject(world: &mut World, call: &Call<'_>) -> Result<String, Refusal> {
    if has_target(call) {
        target(call)
    } else {
        Ok(only(world, call))
    }
}

/// Changes a thing to what was sent.
pub(crate) fn change(world: &mut World, call: &Call<'_>, id: &str) -> Result<(), Refusal> {
    let sent = references::resolve(world, call)?;
    let mut row = world.store.get(call.table, id)?.clone();
    let known = fields(call.table).iter();
    let fits = |field: &&Field| {
        let value = sent.get(&field.wire_name);
        value.is_some_and(|value| fits(field, value))
    };
    for field in known.filter(fits) {
        row.set(&field.wire_name, sent[&field.wire_name].clone());
    }
    if row.fields.contains_key("updated_at") {
        row.set("updated_at", world.now());
    }
    refuse_duplicates(world, call, &row)?;
    world.store.insert(call.table, row);
    Ok(())
}

/// Removes the thing that a request is about, with all that belongs to it.
pub(crate) fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = subject(world, call)?;
    let gone = shown(world, call, &id)?;
    world.store.remove(call.table, &id);
    Ok(gone)
}

/// A thing of which a place has just one.
fn info_of_only(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    if let Returns::One(Type::Map(_)) = call.action.returns {
        return Ok(Reply::one(json!({})));
    }
    let id = only(world, call);
    shown(world, call, &id)
}

/// The id of the one thing that a place has of a table; it comes to be when it is first asked for.
pub(crate) fn only(world: &mut World, call: &Call<'_>) -> String {
    let place = call.innermost().unwrap_or(&world.me).to_owned();
    if let Some(row) = world.store.linked(call.table, &place).next() {
        return row.id().to_owned();
    }
    let row = blank_row(world, call.table).owned_by(&place);
    let id = row.id().to_owned();
    world.store.insert(call.table, row);
    id
}

/// The answer that tells a thing.
pub(crate) fn shown(world: &World, call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    Ok(Reply::one(tell(world, call, id)?))
}

/// The answer that tells a thing which came into being.
pub(crate) fn created(world: &World, call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    Ok(Reply::created(tell(world, call, id)?))
}

/// A thing as the action's answer tells it; in a list of its own where the answer is one.
pub(crate) fn tell(world: &World, call: &Call<'_>, id: &str) -> Result<Value, Refusal> {
    Ok(tell_row(world, call, world.store.get(call.table, id)?))
}

/// The answer that tells a row, be it one that is made up for this answer.
pub(crate) fn shown_row(world: &World, call: &Call<'_>, row: &Row) -> Reply {
    Reply::one(tell_row(world, call, row))
}

/// A row as the action's answer tells it.
fn tell_row(world: &World, call: &Call<'_>, row: &Row) -> Value {
    let told = View::new(&world.store, call).answer(call, row);
    match call.action.returns {
        Returns::Many(_) | Returns::Page(_) => Value::Array(vec![told]),
        _ => told,
    }
}
