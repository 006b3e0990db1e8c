//! Requests with all that they can hold, as Rust expressions.

use std::fmt::Write;

use heroku_schema::{Action, Field, MapType, Returns, Type};
use serde_json::Value;

use super::example::Call;
use super::items::{Side, required_name};
use super::member::{Holds, Member, Role, Storage, input_members, members};
use super::request::takes_struct;
use super::scope::Scope;

/// Makes requests with all that they can hold; what is secret holds the word `canary`.
#[derive(Debug)]
pub(crate) struct Full<'a, 's> {
    scope: &'s Scope<'a>,
}

/// What a value is for.
#[derive(Clone, Copy, Debug, Default)]
struct Hint<'h> {
    /// Name on the wire.
    name: &'h str,
    /// The format that the schema names.
    format: &'h str,
    /// A value of the schema.
    example: Option<&'h Value>,
}

impl<'a, 's> Full<'a, 's> {
    pub(crate) fn new(scope: &'s Scope<'a>) -> Self {
        Self { scope }
    }

    /// The expression that makes a request.
    pub(crate) fn request(&self, action: &'a Action, resource: &str) -> Call {
        let mut call = self.call(&action.name, &members(action, resource));
        if matches!(action.returns, Returns::Page(_)) {
            let field = action.ranges.first().map_or("id", String::as_str);
            let range = format!("heroku::ListRange::by({field:?}).max(100)");
            call.setters.push(("range".to_owned(), range));
        }
        call
    }

    fn call(&self, name: &str, members: &[Member<'a>]) -> Call {
        let needed = members.iter().filter(|member| member.is_required);
        let path = self.path(name);
        let arguments = if takes_struct(members) {
            let mut text = format!("{} {{\n", self.path(&required_name(name)));
            for member in needed {
                let _ = writeln!(text, "    {}: {},", member.name, self.stored(member));
            }
            text.push('}');
            vec![text]
        } else {
            needed.map(|member| self.argument(member)).collect()
        };
        let setters = members.iter().filter(|member| !member.is_required);
        Call {
            head: format!("{path}::new"),
            arguments,
            setters: setters.flat_map(|member| self.setters(member)).collect(),
        }
    }

    /// An argument of `new`.
    fn argument(&self, member: &Member<'a>) -> String {
        match member.storage {
            Storage::Field => self.stored(member),
            Storage::Bare | Storage::Option => self.loose_member(member),
        }
    }

    /// A field of the struct that holds what a request needs.
    fn stored(&self, member: &Member<'a>) -> String {
        let value = match member.holds {
            Holds::Of(ty) => self.exact(ty, hint(member)),
            _ => format!("{}.into()", self.loose_member(member)),
        };
        match member.storage {
            Storage::Field => format!("heroku::Field::Value({value})"),
            Storage::Bare | Storage::Option => value,
        }
    }

    fn setters(&self, member: &Member<'a>) -> Vec<(String, String)> {
        let Holds::Entries(map) = member.holds else {
            return vec![(member.name.clone(), self.loose_member(member))];
        };
        let value = self.loose(&map.value, hint(member));
        let mut setters = vec![("set".to_owned(), format!("\"ONE\", {value}"))];
        if is_optional(map) {
            setters.push(("unset".to_owned(), "\"TWO\"".to_owned()));
        }
        if member.role == Role::Entries {
            // This setter takes plain values, whether the map has null or not.
            let entries = format!("[(\"THREE\", {value})]");
            setters.push((member.name.clone(), entries));
        }
        setters
    }

    fn loose_member(&self, member: &Member<'a>) -> String {
        match member.holds {
            Holds::Of(ty) => self.loose(ty, hint(member)),
            Holds::Id if member.is_secret => secret(hint(member)),
            Holds::Id | Holds::Text | Holds::Entries(_) => text(member.example),
        }
    }

    /// A value for a place that takes whatever turns into the type.
    fn loose(&self, ty: &'a Type, hint: Hint<'_>) -> String {
        match ty {
            Type::Secret => secret(hint),
            Type::Enum(choice) => match choice.values.first() {
                Some(value) => format!("{:?}", value.text),
                None => text(hint.example),
            },
            Type::Array(item) => format!("[{}]", self.item(item, hint)),
            Type::Map(map) => {
                let value = self.item(&map.value, hint);
                format!("[(\"KEY\", {})]", some(map, value))
            }
            Type::Model(name) if self.scope.has_model(name) => self.exact(ty, hint),
            Type::Timestamp | Type::Integer | Type::Number | Type::Boolean | Type::Object(_) => {
                self.exact(ty, hint)
            }
            _ => text(hint.example),
        }
    }

    /// A value for a place that takes several; lists and maps within are taken as they are.
    fn item(&self, ty: &'a Type, hint: Hint<'_>) -> String {
        match ty {
            Type::Array(_) | Type::Map(_) => self.exact(ty, hint),
            _ => self.loose(ty, hint),
        }
    }

    /// A value of the type itself.
    fn exact(&self, ty: &'a Type, hint: Hint<'_>) -> String {
        match ty {
            Type::Timestamp => "heroku::Timestamp::UNIX_EPOCH".to_owned(),
            Type::Integer => {
                let number = hint.example.and_then(Value::as_i64).unwrap_or(1);
                number.to_string()
            }
            Type::Number => {
                let number = hint.example.and_then(Value::as_f64).unwrap_or(1.5);
                format!("{number:?}")
            }
            Type::Boolean => "true".to_owned(),
            Type::Array(item) => format!("vec![{}]", self.exact(item, hint)),
            Type::Map(map) => {
                let value = some(map, self.exact(&map.value, hint));
                format!("[(\"KEY\".to_owned(), {value})].into()")
            }
            Type::Object(object) => {
                let name = self.scope.items.object_name(object, Side::Request);
                let call = self.call(name, &input_members(&object.fields));
                call.lines("", "").join("\n")
            }
            Type::Model(name) if self.scope.has_model(name) => "Default::default()".to_owned(),
            _ => format!("{}.into()", self.loose(ty, hint)),
        }
    }

    fn path(&self, name: &str) -> String {
        format!("heroku::{}::{name}", self.scope.items.module)
    }
}

fn hint<'m>(member: &'m Member<'_>) -> Hint<'m> {
    let example_of = |field: &'m Field| field.example.as_ref();
    Hint {
        name: &member.wire,
        format: member.field.map_or("", |field| &field.format),
        example: member.example.or(member.field.and_then(example_of)),
    }
}

/// Whether the values of a map are wrapped into `Option`.
fn is_optional(map: &MapType) -> bool {
    map.nullable && !matches!(*map.value, Type::Any)
}

fn some(map: &MapType, value: String) -> String {
    if is_optional(map) {
        format!("Some({value})")
    } else {
        value
    }
}

fn secret(hint: Hint<'_>) -> String {
    let example = hint.example.and_then(Value::as_str).unwrap_or_default();
    if hint.format == "uri" || example.contains("://") {
        return "\"https://user:canary@example.com/path\"".to_owned();
    }
    format!("{:?}", format!("canary-{}", hint.name.replace('_', "-")))
}

fn text(example: Option<&Value>) -> String {
    match example {
        Some(Value::String(text)) if text.lines().count() == 1 && text.len() <= 60 => {
            format!("{text:?}")
        }
        Some(Value::Number(number)) => format!("{:?}", number.to_string()),
        _ => "\"example\"".to_owned(),
    }
}
