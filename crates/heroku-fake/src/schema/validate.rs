//! Checks what was sent against the description.
//!
//! A complaint names the field and never repeats its value, which may be a secret.

use heroku_schema::{Action, EnumType, Field, MapType, Object, Type};
use serde_json::{Map, Value};

use super::pattern::{self, matches};
use super::{Schema, format};
use crate::exchange::Refusal;
use crate::query;

/// Checks the body of a request.
pub(crate) fn check_body(action: &Action, body: &Map<String, Value>) -> Result<(), Refusal> {
    match &action.body {
        Some(Type::Object(object)) => check_object(object, body, ""),
        Some(Type::Map(map)) => check_map(map, body, ""),
        Some(_) | None => Ok(()),
    }
}

/// Checks the parameters in the query that the action knows; others have no effect.
pub(crate) fn check_query(action: &Action, query: &str) -> Result<(), Refusal> {
    for field in &action.query {
        let mut sent = query::fields(query);
        let sent = sent.find(|(name, value)| *name == field.wire_name && !value.is_empty());
        match sent {
            Some((_, text)) => check_field(field, &parameter(field, text), &field.wire_name)?,
            None if field.required => return Err(missing(&field.wire_name)),
            None => {}
        }
    }
    Ok(())
}

/// The value of a parameter, where its text can be one of the field's type.
fn parameter(field: &Field, text: String) -> Value {
    let parsed = match field.ty {
        Type::Integer | Type::Number | Type::Boolean => serde_json::from_str(&text).ok(),
        _ => None,
    };
    parsed.unwrap_or(Value::String(text))
}

/// Whether `value` may stand in `field`.
pub(crate) fn conforms(field: &Field, value: &Value) -> bool {
    check_field(field, value, &field.wire_name).is_ok()
}

/// Checks the fields of an object; `at` is what complaints call the object.
fn check_object(object: &Object, sent: &Map<String, Value>, at: &str) -> Result<(), Refusal> {
    for field in &object.fields {
        let name = join(at, &field.wire_name);
        match sent.get(&field.wire_name) {
            Some(value) => check_field(field, value, &name)?,
            None if field.required && !field.omittable && !field.default_null => {
                return Err(missing(&name));
            }
            None => {}
        }
    }
    let known = |name: &String| object.fields.iter().any(|field| &field.wire_name == name);
    match sent.keys().find(|name| object.closed && !known(name)) {
        Some(name) => Err(refuse(&join(at, name), "is not a field that is known here")),
        None => Ok(()),
    }
}

/// Checks a value of a field, with its pattern and its format; `at` is what complaints call it.
pub(crate) fn check_field(field: &Field, value: &Value, at: &str) -> Result<(), Refusal> {
    let kind = kind(value);
    if field.also_accepts.iter().any(|accepted| accepted == kind) {
        return Ok(());
    }
    if value.is_null() {
        let allowed = field.nullable || field.default_null;
        return if allowed {
            Ok(())
        } else {
            Err(refuse(at, "must not be null"))
        };
    }
    check_type(&field.ty, value, at)?;
    match value.as_str() {
        Some(text) if !matches(&field.pattern, text) => Err(refuse(at, &pattern::complaint(field))),
        Some(text) => format::complaint(field, text).map_or(Ok(()), |what| Err(refuse(at, what))),
        None => Ok(()),
    }
}

/// Checks the keys and the values of a map.
fn check_map(map: &MapType, sent: &Map<String, Value>, at: &str) -> Result<(), Refusal> {
    for (key, value) in sent {
        let name = join(at, key);
        if !matches(&map.pattern, key) {
            let what = format!(
                "must have a name that matches {}",
                pattern::shown(&map.pattern)
            );
            return Err(refuse(&name, &what));
        }
        let kind = kind(value);
        let is_accepted = map.also_accepts.iter().any(|accepted| accepted == kind);
        if !(is_accepted || map.nullable && value.is_null()) {
            check_type(&map.value, value, &name)?;
        }
    }
    Ok(())
}

/// Checks a value by its type alone.
fn check_type(ty: &Type, value: &Value, at: &str) -> Result<(), Refusal> {
    let fits = |fits: bool, what: &str| if fits { Ok(()) } else { Err(refuse(at, what)) };
    match ty {
        Type::String | Type::Secret => fits(value.is_string(), "must be a string"),
        Type::Timestamp => fits(is_time(value), "must be a date and time as in RFC 3339"),
        Type::Integer => fits(value.is_i64() || value.is_u64(), "must be a whole number"),
        Type::Number => fits(value.is_number(), "must be a number"),
        Type::Boolean => fits(value.is_boolean(), "must be true or false"),
        Type::Enum(known) => fits(
            is_known(known, value),
            &format!("must be one of {}", list(known)),
        ),
        Type::Array(item) => match value.as_array() {
            Some(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, value)| check_type(item, value, &format!("{at}[{index}]"))),
            None => Err(refuse(at, "must be an array")),
        },
        Type::Map(map) => match value.as_object() {
            Some(entries) => check_map(map, entries, at),
            None => Err(refuse(at, "must be an object")),
        },
        Type::Object(object) => match value.as_object() {
            Some(fields) => check_object(object, fields, at),
            None => Err(refuse(at, "must be an object")),
        },
        Type::Model(name) => match Schema::shared().model(name) {
            // A model that stands in a request describes an answer: only its kind is checked.
            Some(Type::Object(_) | Type::Map(_)) => fits(value.is_object(), "must be an object"),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

fn is_time(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok())
}

fn is_known(known: &EnumType, value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| known.values.iter().any(|known| known.text == text))
}

/// The known values, for a complaint.
fn list(known: &EnumType) -> String {
    let texts: Vec<&str> = known
        .values
        .iter()
        .map(|value| value.text.as_str())
        .collect();
    texts.join(", ")
}

/// The name that JSON Schema has for the type of `value`.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// What complaints call a field of an object.
fn join(at: &str, name: &str) -> String {
    if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}.{name}")
    }
}

fn missing(name: &str) -> Refusal {
    refuse(name, "is missing")
}

fn refuse(name: &str, what: &str) -> Refusal {
    Refusal::invalid_params(format!("`{name}` {what}."))
}
