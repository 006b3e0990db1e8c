//! Answers that differ from what the description promises.

use heroku_schema::{Object, Returns, Type};
use serde_json::{Map, Value, json};

use super::effects::Drift;
use crate::schema::Schema;

impl Drift {
    /// Lets an answer drift; without a type, only what needs none happens to it.
    pub(super) fn apply(&self, returns: Option<&Returns>, value: &mut Value) {
        match returns {
            Some(Returns::One(ty)) => self.typed(ty, value),
            Some(Returns::Page(ty) | Returns::Many(ty)) => {
                for item in value.as_array_mut().into_iter().flatten() {
                    self.typed(ty, item);
                }
            }
            _ => {}
        }
        for path in &self.missing {
            remove(value, path);
        }
    }

    fn typed(&self, ty: &Type, value: &mut Value) {
        match (ty, value) {
            (Type::Object(object), Value::Object(fields)) => self.object(object, fields),
            (Type::Array(item), Value::Array(values)) => {
                for value in values {
                    self.typed(item, value);
                }
            }
            (Type::Map(map), Value::Object(entries)) => {
                let values = entries.iter_mut().map(|(_, value)| value);
                values.for_each(|value| self.typed(&map.value, value));
            }
            (Type::Enum(_), value @ Value::String(_)) if self.alien_enums => {
                *value = json!("alien-value");
            }
            (Type::Model(name), value) => match Schema::shared().model(name) {
                Some(Type::Model(_)) | None => {}
                Some(model) => self.typed(model, value),
            },
            _ => {}
        }
    }

    fn object(&self, object: &Object, fields: &mut Map<String, Value>) {
        for field in &object.fields {
            let Some(value) = fields.get_mut(&field.wire_name) else {
                continue;
            };
            if self.nulls && (field.nullable || !field.required) {
                *value = Value::Null;
            } else {
                self.typed(&field.ty, value);
            }
        }
        if self.unknown_fields {
            fields.insert("alien_text".to_owned(), json!("alien-value"));
            fields.insert("alien_object".to_owned(), json!({ "items": [1, null, {}] }));
        }
    }
}

/// Removes what stands at a path of names, in each item where there is a list.
fn remove(value: &mut Value, path: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| remove(item, path)),
        Value::Object(fields) => match path.split_once('.') {
            Some((name, rest)) => {
                if let Some(inner) = fields.get_mut(name) {
                    remove(inner, rest);
                }
            }
            None => {
                fields.shift_remove(path);
            }
        },
        _ => {}
    }
}
