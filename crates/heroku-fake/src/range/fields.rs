//! The fields by which a list can be sorted.

use heroku_schema::{Action, Returns, Type};

use crate::schema::Schema;

/// Fields that clients sort by although the description does not say so.
const USUAL: [&str; 9] = [
    "name",
    "created_at",
    "updated_at",
    "version",
    "seq",
    "number",
    "type",
    "hostname",
    "email",
];

/// The fields by which the list of `action` can be sorted: `id` first.
pub(crate) fn fields<'a>(schema: &Schema, action: &'a Action) -> Vec<&'a str> {
    let mut fields = vec!["id"];
    let declared = action.ranges.iter().map(String::as_str);
    let usual = USUAL
        .into_iter()
        .filter(|field| has_field(schema, action, field));
    for field in declared.chain(usual) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

fn has_field(schema: &Schema, action: &Action, name: &str) -> bool {
    let (Returns::Page(item) | Returns::Many(item)) = &action.returns else {
        return false;
    };
    let mut item = Some(item);
    // A model may be another resource's, but such chains are short.
    for _ in 0..4 {
        match item {
            Some(Type::Model(resource)) => item = schema.model(resource),
            Some(Type::Object(object)) => {
                return object.fields.iter().any(|field| field.wire_name == name);
            }
            _ => break,
        }
    }
    false
}
