//! What the body of a request means to the version that it asks for.

use heroku_schema::{Action, Object, Type, Variant};
use serde_json::{Map, Value};

use crate::exchange::Version;

/// The body of a request without the fields that its version does not know, which have no effect,
/// and with true and false where clients send 1 and 0 for them.
pub(crate) fn served_body(
    action: &Action,
    body: &Map<String, Value>,
    version: &Version,
) -> Map<String, Value> {
    let mut body = body.clone();
    // An action that the version has, it has with all fields.
    let serves = |variant| action.variant == Variant::Sdk || version.serves(variant);
    if let Some(Type::Object(object)) = &action.body {
        serve(object, &mut body, &serves);
    }
    body
}

/// Leaves of an object what the version knows.
fn serve(object: &Object, sent: &mut Map<String, Value>, serves: &dyn Fn(Variant) -> bool) {
    for field in &object.fields {
        if !serves(field.variant) {
            sent.shift_remove(&field.wire_name);
            continue;
        }
        let Some(value) = sent.get_mut(&field.wire_name) else {
            continue;
        };
        match (&field.ty, &mut *value) {
            (Type::Object(inner), Value::Object(value)) => serve(inner, value, serves),
            (Type::Array(item), Value::Array(values)) => {
                if let Type::Object(inner) = item.as_ref() {
                    let objects = values.iter_mut().filter_map(Value::as_object_mut);
                    objects.for_each(|value| serve(inner, value, serves));
                }
            }
            (Type::Boolean, Value::Number(number)) => match number.as_u64() {
                Some(0) => *value = Value::Bool(false),
                Some(1) => *value = Value::Bool(true),
                _ => {}
            },
            _ => {}
        }
    }
}
