//! Types in words.

use heroku_schema::{Returns, Type};

/// A type, as in `list of App`.
pub(super) fn shape(ty: &Type) -> String {
    match ty {
        Type::String => "text".to_owned(),
        Type::Secret => "secret text".to_owned(),
        Type::Timestamp => "time".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Enum(choice) => format!("enum `{}`", choice.name),
        Type::Array(item) => format!("list of {}", shape(item)),
        Type::Map(map) => {
            let null = if map.nullable { " or null" } else { "" };
            format!("map of {}{null}", shape(&map.value))
        }
        Type::Object(object) => format!("object `{}`", object.name),
        Type::Model(name) => format!("model of `{name}`"),
        _ => "any JSON".to_owned(),
    }
}

/// What an action answers, in words.
pub(super) fn answer(returns: &Returns) -> String {
    match returns {
        Returns::One(ty) => shape(ty),
        Returns::Page(ty) => format!("pages of {}", shape(ty)),
        Returns::Many(ty) => format!("list of {}", shape(ty)),
        _ => "nothing".to_owned(),
    }
}
