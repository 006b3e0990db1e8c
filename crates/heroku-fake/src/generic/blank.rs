//! Values by their types, for what nothing else tells.

use heroku_schema::{EnumType, Field, Object, Type};
use serde_json::{Map, Value, json};

use crate::exchange::Version;
use crate::schema::{conforms, matches, object};

/// Deeper values are left out, since models may hold each other.
const DEPTH: usize = 6;
/// Keys that maps may have: of config vars, or of process types.
const KEYS: [&str; 2] = ["EXAMPLE", "web"];
/// A point in time, where no other is known.
const TIME: &str = "2026-01-01T00:00:00Z";

/// A value of a type.
pub(crate) fn value(ty: &Type, version: &Version) -> Value {
    value_within(ty, Some(version), 0)
}

/// A value of a field, as a row holds it.
pub(crate) fn field(known: &Field) -> Value {
    field_within(known, None, 0)
}

/// A value of a type, so deep in other values; without a version, with the fields of all.
fn value_within(ty: &Type, version: Option<&Version>, depth: usize) -> Value {
    match ty {
        Type::String => json!("example"),
        Type::Secret => json!("example-secret"),
        Type::Timestamp => json!(TIME),
        Type::Integer | Type::Number => json!(1),
        Type::Boolean => json!(false),
        Type::Enum(known) => first(known),
        Type::Array(_) => json!([]),
        Type::Map(_) if depth >= DEPTH => json!({}),
        Type::Map(map) => {
            let fits = |key: &&str| matches(&map.pattern, key);
            match KEYS.iter().find(|key| fits(key)) {
                Some(key) => json!({ *key: value_within(&map.value, version, depth + 1) }),
                None => json!({}),
            }
        }
        Type::Object(_) | Type::Model(_) => match object(ty) {
            Some(model) => object_within(model, version, depth),
            None => Value::Null,
        },
        _ => Value::Null,
    }
}

/// An object with all its fields, in the form that the version has for it.
fn object_within(model: &Object, version: Option<&Version>, depth: usize) -> Value {
    let mut fields = Map::new();
    for known in &model.fields {
        if version.is_none_or(|version| version.serves(known.variant)) {
            let value = field_within(known, version, depth);
            fields.insert(known.wire_name.clone(), value);
        }
    }
    match &model.text_field {
        Some(name) if version.is_some_and(Version::is_sdk) => {
            fields.remove(name).unwrap_or_default()
        }
        _ => Value::Object(fields),
    }
}

/// A value of a field: null where it may be, else what the description gives as an example.
fn field_within(known: &Field, version: Option<&Version>, depth: usize) -> Value {
    if known.nullable {
        return Value::Null;
    }
    let given = [&known.default, &known.example].into_iter().flatten();
    let given = given.filter(|_| known.format != "uuid");
    if let Some(given) = given.into_iter().find(|value| conforms(known, value)) {
        return given.clone();
    }
    match (&known.ty, known.format.as_str()) {
        (Type::String, "uuid") => json!("01234567-89ab-4def-8123-456789abcdef"),
        (Type::String | Type::Secret, "email") => json!("user@example.com"),
        (Type::String | Type::Secret, "uri") => json!("https://example.com/"),
        (Type::String | Type::Secret, "date") => json!(&TIME[..10]),
        (Type::String | Type::Secret, "ipv4") => json!("203.0.113.1"),
        (ty, _) if depth < DEPTH => value_within(ty, version, depth + 1),
        _ => Value::Null,
    }
}

/// The first of the known values.
fn first(known: &EnumType) -> Value {
    known
        .values
        .first()
        .map_or(Value::Null, |value| json!(value.text))
}
