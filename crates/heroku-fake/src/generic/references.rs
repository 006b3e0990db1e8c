//! What the fields of a body refer to.

use heroku_schema::Type;
use serde_json::{Map, Value};

use super::find::find;
use crate::exchange::{Call, Refusal, key_of};
use crate::schema::{PEOPLE, fields, object, table_of_field, table_of_object};
use crate::world::{World, reference};

/// The fields that were sent, with references in place of ids and names; what they refer to must
/// exist. People are known by any email address.
pub(crate) fn resolve(world: &mut World, call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let mut sent = call.body.clone();
    let known = match call.action.body.as_ref() {
        Some(Type::Object(body)) => body.fields.as_slice(),
        _ => &[],
    };
    for (name, value) in &mut sent {
        let Some(table) = referred_table(call, name) else {
            continue;
        };
        let field = known.iter().find(|field| field.wire_name == *name);
        let named = field.is_none_or(|field| {
            table_of_field(field).is_some() || matches!(field.ty, Type::String | Type::Any)
        });
        let Some(key) = key_of(value).filter(|_| named) else {
            continue;
        };
        let id = match find(world, table, key, None) {
            Some(row) => row.id().to_owned(),
            None if table == PEOPLE && key.contains('@') => world.person(key),
            None => return Err(unknown(name, table)),
        };
        *value = reference(&id);
    }
    Ok(sent)
}

/// The table of what a field of the thing refers to, where that is a short view of another thing.
fn referred_table<'a>(call: &Call<'a>, name: &str) -> Option<&'a str> {
    let field = fields(call.table)
        .iter()
        .find(|field| field.wire_name == name)?;
    match &field.ty {
        Type::Object(model) => table_of_object(model),
        Type::Model(_) => table_of_object(object(&field.ty)?),
        _ => None,
    }
}

/// The refusal of a field that names nothing.
pub(crate) fn unknown(field: &str, table: &str) -> Refusal {
    let thing = table.replace('-', " ");
    Refusal::invalid_params(format!("`{field}` is the id or name of no {thing}."))
}
