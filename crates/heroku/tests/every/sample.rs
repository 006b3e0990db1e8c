//! Answers as the description promises them.

use heroku_schema::{Action, Object, Returns, Type};
use serde_json::{Map, Value, json};

use super::description::{Description, answered};

/// What stands where keys are free, but nothing is secret.
pub const MAPPED: &str = "map-value";

/// Makes JSON as the description promises it, with nothing missing.
pub struct Sample<'a> {
    description: &'a Description,
    secret: &'a str,
}

impl<'a> Sample<'a> {
    /// With `secret` wherever something secret belongs.
    pub fn new(description: &'a Description, secret: &'a str) -> Self {
        Self {
            description,
            secret,
        }
    }

    /// The whole answer of an action, if it promises one.
    pub fn answer(&self, action: &Action) -> Option<Value> {
        let one = self.value(answered(action)?, None);
        Some(answer_of(action, one))
    }

    pub fn object(&self, object: &Object) -> Map<String, Value> {
        let fields = object.fields.iter().map(|field| {
            let value = self.value(&field.ty, field.example.as_ref());
            (field.wire_name.clone(), value)
        });
        fields.collect()
    }

    pub fn value(&self, ty: &Type, example: Option<&Value>) -> Value {
        let Some(ty) = self.description.resolve(ty) else {
            return json!({ "any": MAPPED });
        };
        match ty {
            Type::String => example
                .filter(|example| example.is_string())
                .map_or_else(|| "example".into(), Value::clone),
            Type::Secret => self.secret.into(),
            Type::Timestamp => "2026-01-31T12:00:00Z".into(),
            Type::Integer => example.and_then(Value::as_i64).unwrap_or(1).into(),
            Type::Number => example.and_then(Value::as_f64).unwrap_or(1.5).into(),
            Type::Boolean => true.into(),
            Type::Enum(choice) => choice
                .values
                .first()
                .map_or("example", |value| &value.text)
                .into(),
            Type::Array(item) => json!([self.value(item, None)]),
            Type::Map(map) if *map.value == Type::String => json!({ "KEY": MAPPED }),
            Type::Map(map) => json!({ "KEY": self.value(&map.value, None) }),
            Type::Object(object) => self.object(object).into(),
            _ => json!({ "any": MAPPED }),
        }
    }
}

/// What an action answers with, made of one value or item.
pub fn answer_of(action: &Action, one: Value) -> Value {
    match action.returns {
        Returns::Page(_) | Returns::Many(_) => json!([one]),
        _ => one,
    }
}
