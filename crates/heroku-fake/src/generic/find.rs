//! Finds the things that paths and bodies name.

use heroku_schema::Argument;
use serde_json::Value;

use crate::exchange::{Call, Refusal};
use crate::schema::{Entry, PEOPLE, SUBJECTS, Schema, fields, table_of};
use crate::world::{Row, Store, World};

/// The thing of a table that `key` names, by its id or by whatever else may stand in a path; among
/// those that belong to the thing `within`, where there is one.
pub(crate) fn find<'a>(
    world: &'a World,
    table: &str,
    key: &str,
    within: Option<&str>,
) -> Option<&'a Row> {
    find_by(world, table, key, within, "")
}

/// The same, where another field may tell the thing too.
fn find_by<'a>(
    world: &'a World,
    table: &str,
    key: &str,
    within: Option<&str>,
    field: &str,
) -> Option<&'a Row> {
    let store = &world.store;
    if table == PEOPLE && key == "~" {
        return store.row(table, &world.me);
    }
    // People belong nowhere: what is about them does.
    let within = within.filter(|_| table != PEOPLE);
    // What belongs to nothing, as much of the catalog, is there in every place.
    let fits = |row: &&Row| within.is_none_or(|id| row.belongs_to(id) || row.stands_alone());
    if let Some(row) = store.row(table, key).filter(fits) {
        return Some(row);
    }
    if let Some(row) = store.named(table, key).find(fits) {
        return Some(row);
    }
    let identity = &Schema::shared().resource(table)?.identity;
    let others: Vec<&str> = identity
        .iter()
        .map(String::as_str)
        .chain([field])
        .filter(|name| !["", "id", "identity", "name", "self"].contains(name))
        .collect();
    let subjects = subjects(store, key);
    let named = |row: &&Row| {
        let mut names = others.iter();
        let about = row.noted("about").as_str();
        about.is_some_and(|about| subjects.contains(&about))
            || names.any(|name| is_named(store, row, name, key))
    };
    match within {
        Some(id) => store.linked(table, id).find(named),
        None => store.rows(table).find(named),
    }
}

/// The ids of the subjects that `key` names: what a row is noted to be about may stand for it in
/// paths.
fn subjects<'a>(store: &'a Store, key: &str) -> Vec<&'a str> {
    let by_id = SUBJECTS.iter().filter_map(|table| store.row(table, key));
    let others = SUBJECTS.iter().filter(|table| **table != PEOPLE);
    let by_name = others.flat_map(|table| store.named(table, key));
    let people = key.contains('@').then(|| store.rows(PEOPLE));
    let people = people.into_iter().flatten();
    let people = people.filter(|row| row.text("email").eq_ignore_ascii_case(key));
    by_id.chain(by_name).chain(people).map(Row::id).collect()
}

/// Whether a field of the row, or of the person that it is about, is `key`.
fn is_named(store: &Store, row: &Row, field: &str, key: &str) -> bool {
    let same = |value: &Value| match value {
        Value::String(text) => text.eq_ignore_ascii_case(key),
        Value::Number(number) => number.to_string() == key,
        _ => false,
    };
    let people = || {
        row.fields
            .values()
            .filter_map(|value| value.get("id")?.as_str())
    };
    same(row.get(field))
        || people().any(|id| {
            let person = store.row(PEOPLE, id);
            person.is_some_and(|person| same(person.get(field)))
        })
}

/// What the path of a request names.
pub(crate) struct Named {
    /// The ids of the things that are the place of what the request is about.
    pub(crate) places: Vec<Option<String>>,
    /// The id of the thing that the request is about, where the last argument names it.
    pub(crate) target: Option<String>,
}

/// What the path of a request names: all of it must exist, but for what the action may create.
///
/// The last argument names what the request is about where it is a thing of the table that the
/// action works on; all others name places.
pub(crate) fn named(world: &World, entry: &Entry, arguments: &[String]) -> Result<Named, Refusal> {
    let (action, table) = (entry.action, entry.table);
    let mut named = Named {
        places: Vec::with_capacity(arguments.len()),
        target: None,
    };
    for (index, (argument, key)) in action.arguments.iter().zip(arguments).enumerate() {
        let place = table_of_argument(argument);
        let is_target = index + 1 == arguments.len() && place == table;
        let definition = argument.definition.as_str();
        let tells = is_identity(place, definition) || (is_target && is_field(place, definition));
        if !is_thing(place) || !tells {
            named.places.push(None);
            continue;
        }
        let within = named.places.iter().rev().flatten().next();
        let within = within.map(String::as_str).filter(|id| *id != world.me);
        let found = find_by(world, place, key, within, &argument.definition);
        // Of others, nothing is told but who they are.
        let is_told = index > 0 || is_target && action.method == "GET";
        let found = found.filter(|row| place != PEOPLE || is_told || row.id() == world.me);
        let id = found.map(|row| row.id().to_owned());
        // A rule may know what no row holds.
        let may_be_new = is_target && (entry.may_be_new || !is_identity(place, definition));
        if id.is_none() && !may_be_new {
            return Err(Refusal::not_found(place));
        }
        if is_target {
            named.target.clone_from(&id);
            named.places.push(None);
        } else {
            named.places.push(id);
        }
    }
    Ok(named)
}

/// The id of the thing that a request is about, as its last argument names it.
pub(crate) fn target(call: &Call<'_>) -> Result<String, Refusal> {
    let target = call.target.map(str::to_owned);
    target.ok_or_else(|| Refusal::not_found(call.table))
}

/// Whether the last argument of a request names a thing of the table that the action works on.
pub(crate) fn has_target(call: &Call<'_>) -> bool {
    let last = call.action.arguments.last();
    last.is_some_and(|argument| table_of(&argument.resource) == call.table)
}

/// The table of what an argument names. What has no name but `~` is named by the account that has
/// it.
fn table_of_argument(argument: &Argument) -> &str {
    let resource = Schema::shared().resource(&argument.resource);
    match resource.map(|resource| resource.identity.as_slice()) {
        Some([name]) if name == "self" => PEOPLE,
        _ => table_of(&argument.resource),
    }
}

/// Whether a table holds things that can be named; the arguments of some paths are plain values.
fn is_thing(table: &str) -> bool {
    let resource = Schema::shared().resource(table);
    resource.is_some_and(|resource| resource.model.is_some() && !resource.identity.is_empty())
}

/// Whether a definition tells things of a table apart; others are plain values, as the stage of a
/// coupling.
fn is_identity(table: &str, definition: &str) -> bool {
    let resource = Schema::shared().resource(table);
    definition.is_empty()
        || definition.to_ascii_lowercase().ends_with("identity")
        || resource.is_some_and(|known| known.identity.iter().any(|name| name == definition))
}

/// Whether a definition is a field of the things in a table, as the number of a test run.
fn is_field(table: &str, definition: &str) -> bool {
    let mut fields = fields(table).iter();
    fields.any(|field| field.wire_name == definition)
}
