//! Creates things by their description.

use heroku_schema::{Field, Type};
use serde_json::Value;

use super::{blank, find, references};
use crate::exchange::{Call, Refusal};
use crate::schema::{PEOPLE, Schema, conforms, fields, table_of_field};
use crate::world::{Row, World, reference};

/// Fields that tell who did or has something.
const DOERS: [&str; 5] = ["actor", "creator", "created_by", "owner", "user"];

/// Creates the thing that a request describes, and tells its id.
///
/// What was sent is kept, what it refers to must exist, what the path names is what the thing
/// belongs to, and nothing else may have its name.
pub(crate) fn create(world: &mut World, call: &Call<'_>) -> Result<String, Refusal> {
    let row = draft(world, call)?;
    let id = row.id().to_owned();
    world.store.insert(call.table, row);
    Ok(id)
}

/// The thing that a request describes, before it is added to the world.
pub(crate) fn draft(world: &mut World, call: &Call<'_>) -> Result<Row, Refusal> {
    let table = call.table;
    let sent = references::resolve(world, call)?;
    let mut row = blank_row(world, table);
    for place in call.places.iter().flatten() {
        if *place != world.me {
            row = row.owned_by(place);
        }
    }
    for field in fields(table) {
        let name = field.wire_name.as_str();
        if let Some(value) = sent.get(name).filter(|value| fits(field, value)) {
            row.set(name, value.clone());
            let needed = !field.nullable && table_of_field(field) != Some(PEOPLE);
            if let Some(id) = row.referred(name).map(str::to_owned).filter(|_| needed) {
                row = row.owned_by(&id);
            }
        } else if let Some(place) = place_of(call, field) {
            row.set(name, reference(place));
        }
    }
    refuse_duplicates(world, call, &row)?;
    Ok(row)
}

/// A new row of a table in which every field that must not be null has a value.
pub(crate) fn blank_row(world: &mut World, table: &str) -> Row {
    let mut row = Row::new(world.ids.uuid());
    let now = world.now();
    for field in fields(table) {
        let name = field.wire_name.as_str();
        let value = match name {
            "id" => continue,
            "created_at" | "updated_at" => Value::from(now.as_str()),
            _ if field.nullable => Value::Null,
            _ if DOERS.contains(&name) && table_of_field(field) == Some(PEOPLE) => {
                reference(&world.me)
            }
            _ => blank::field(field),
        };
        row.set(name, value);
    }
    row
}

/// Refuses a thing whose name, email address or other identity is taken where it belongs.
pub(crate) fn refuse_duplicates(world: &World, call: &Call<'_>, row: &Row) -> Result<(), Refusal> {
    let table = call.table;
    let Some(resource) = Schema::shared().resource(table) else {
        return Ok(());
    };
    let names = resource.identity.iter().map(String::as_str);
    for name in names.filter(|name| !["id", "self"].contains(name)) {
        let Some(key) = row
            .get(name)
            .as_str()
            .filter(|_| call.body.contains_key(name))
        else {
            continue;
        };
        let within = call.innermost().filter(|id| *id != world.me);
        let known = find::find(world, table, key, within);
        if known.is_some_and(|known| known.id() != row.id()) {
            let message = format!("`{name}` is already taken.");
            return Err(Refusal::invalid_params(message));
        }
    }
    Ok(())
}

/// Whether what was sent can be what the thing is from now on.
pub(crate) fn fits(field: &Field, value: &Value) -> bool {
    if value.is_null() {
        return field.nullable;
    }
    match &field.ty {
        Type::Object(_) | Type::Model(_) => value.is_object(),
        Type::Array(_) => value.is_array(),
        _ => conforms(field, value),
    }
}

/// The id of the thing in the path that a field speaks of.
fn place_of<'a>(call: &'a Call<'_>, field: &Field) -> Option<&'a str> {
    let table = table_of_field(field)?;
    let is_object = matches!(field.ty, Type::Object(_) | Type::Model(_));
    let place = call.place(table);
    (is_object && table != PEOPLE && !place.is_empty()).then_some(place)
}
