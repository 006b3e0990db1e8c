//! Examples of values by their types.

use heroku_schema::{EnumType, Field, MapType, Object, Type};
use serde_json::{Map, Value, json};

use super::context::Context;
use crate::schema::{conforms, matches};

/// Deeper values are left out, since models may hold each other.
const DEPTH: usize = 6;
/// Keys that maps may have: of config vars, or of process types.
const KEYS: [&str; 2] = ["EXAMPLE", "web"];

impl Context<'_> {
    /// An example of an object, field by field.
    pub(super) fn example(&mut self, object: &Object, depth: usize) -> Map<String, Value> {
        let mut value = Map::new();
        for field in &object.fields {
            if !self.serves(field) {
                continue;
            }
            value.insert(field.wire_name.clone(), self.field(field, depth));
        }
        value
    }

    /// An object as it is answered: as plain text, where the version makes it so.
    pub(super) fn plain(&self, object: &Object, mut value: Map<String, Value>) -> Value {
        let text = self.text_field(object).and_then(|name| value.remove(name));
        text.unwrap_or(Value::Object(value))
    }

    /// An example of a value of a type.
    pub(super) fn value(&mut self, ty: &Type, depth: usize) -> Value {
        match ty {
            Type::String => json!("example"),
            Type::Secret => json!("example-secret"),
            Type::Timestamp => json!(self.now),
            Type::Integer | Type::Number => json!(1),
            Type::Boolean => json!(false),
            Type::Enum(known) => first(known),
            Type::Array(_) | Type::Map(_) if depth >= DEPTH => empty(ty),
            Type::Array(item) => json!([self.value(item, depth + 1)]),
            Type::Map(map) => self.map(map, depth),
            Type::Object(object) => {
                let value = self.example(object, depth + 1);
                self.plain(object, value)
            }
            Type::Model(name) => match self.schema.model(name) {
                Some(model) => self.value(model, depth + 1),
                None => Value::Null,
            },
            _ => Value::Null,
        }
    }

    fn field(&mut self, field: &Field, depth: usize) -> Value {
        if let Type::Timestamp = field.ty {
            return if field.nullable {
                Value::Null
            } else {
                json!(self.now)
            };
        }
        if field.format == "uuid" {
            return json!(self.ids.uuid());
        }
        let given = [&field.example, &field.default];
        let given = given
            .into_iter()
            .flatten()
            .find(|value| conforms(field, value));
        if let Some(given) = given {
            return given.clone();
        }
        let scalar = !matches!(
            field.ty,
            Type::Array(_) | Type::Map(_) | Type::Object(_) | Type::Model(_) | Type::Enum(_)
        );
        if field.nullable && (scalar || depth >= DEPTH) {
            return Value::Null;
        }
        match (&field.ty, field.format.as_str()) {
            (Type::String | Type::Secret, "email") => json!("user@example.com"),
            (Type::String | Type::Secret, "uri") => json!("https://example.com/"),
            (Type::String | Type::Secret, "date") => json!(self.now.get(..10)),
            (Type::String | Type::Secret, "ipv4") => json!("203.0.113.1"),
            (ty, _) => self.value(ty, depth),
        }
    }

    fn map(&mut self, map: &MapType, depth: usize) -> Value {
        let value = self.value(&map.value, depth + 1);
        let fits = |key: &&str| matches(&map.pattern, key);
        match KEYS.iter().find(|key| fits(key)) {
            Some(key) => json!({ *key: value }),
            None => json!({}),
        }
    }
}

fn first(known: &EnumType) -> Value {
    known
        .values
        .first()
        .map_or(Value::Null, |value| json!(value.text))
}

fn empty(ty: &Type) -> Value {
    if matches!(ty, Type::Array(_)) {
        json!([])
    } else {
        json!({})
    }
}
