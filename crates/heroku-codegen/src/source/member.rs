//! The members of a request: arguments, parameters of the query, fields of the body.

use std::collections::BTreeSet;

use heroku_schema::{Action, Field, MapType, Returns, Type, Variant};

use super::items::Side;
use super::model::field_docs;
use super::scope::{Scope, option};

/// One field of a request's struct.
#[derive(Clone, Debug)]
pub(crate) struct Member<'a> {
    /// Name in Rust, unique in its request.
    pub(crate) name: String,
    /// Name on the wire.
    pub(crate) wire: String,
    /// What it holds, in Markdown.
    pub(crate) docs: String,
    pub(crate) role: Role,
    pub(crate) holds: Holds<'a>,
    pub(crate) storage: Storage,
    /// Whether `new` asks for it.
    pub(crate) is_required: bool,
    /// Whether it is null until it is set.
    pub(crate) starts_null: bool,
    /// The variant that knows it.
    pub(crate) variant: Variant,
    /// Name of the method that sends null, if there is one.
    pub(crate) clear: Option<String>,
    /// Name of the method that leaves out what is sent by default, if there is one.
    pub(crate) omit: Option<String>,
    /// The field of the schema, for examples.
    pub(crate) field: Option<&'a Field>,
    /// A value of the schema, for examples.
    pub(crate) example: Option<&'a serde_json::Value>,
    /// Whether it must never be printed, although it stands in a path.
    pub(crate) is_secret: bool,
}

/// Where a member goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Into the path.
    Argument,
    /// Into the query.
    Query,
    /// Into the body, as a field of it.
    Body,
    /// It is the body, entry by entry.
    Entries,
    /// It is the body.
    Whole,
}

/// What a member holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds<'a> {
    /// What stands in a path.
    Id,
    /// Text of a query whose schema has no simple type.
    Text,
    /// Entries of a body with free keys.
    Entries(&'a MapType),
    /// A value of the schema.
    Of(&'a Type),
}

/// How a member knows that it is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    /// It is always set.
    Bare,
    /// It may be absent.
    Option,
    /// It may be absent or null.
    Field,
}

/// The members of a request.
pub(crate) fn members<'a>(action: &'a Action, resource: &str) -> Vec<Member<'a>> {
    let mut taken = BTreeSet::from(["new".to_owned()]);
    if matches!(action.returns, Returns::Page(_)) {
        taken.insert("range".to_owned());
    }
    let mut body = match &action.body {
        Some(Type::Object(object)) => object.fields.iter().map(body_member).collect(),
        Some(Type::Map(map)) => vec![entries_member(map, resource)],
        Some(ty) => vec![whole_member(ty)],
        None => Vec::new(),
    };
    let mut query: Vec<_> = action.query.iter().map(query_member).collect();
    let mut all: Vec<_> = action.arguments.iter().map(argument_member).collect();
    name_apart(&mut body, "_", &mut taken);
    name_apart(&mut query, "_query", &mut taken);
    name_apart(&mut all, "_id", &mut taken);
    all.extend(query);
    all.extend(body);
    name_methods(&mut all, &mut taken);
    all
}

/// The members of an object within a body.
pub(crate) fn input_members(fields: &[Field]) -> Vec<Member<'_>> {
    let mut taken = BTreeSet::from(["new".to_owned()]);
    let mut all: Vec<_> = fields.iter().map(body_member).collect();
    name_apart(&mut all, "_", &mut taken);
    name_methods(&mut all, &mut taken);
    all
}

fn name_apart(members: &mut [Member<'_>], suffix: &str, taken: &mut BTreeSet<String>) {
    for member in members {
        while !taken.insert(member.name.clone()) {
            member.name.push_str(suffix);
        }
    }
}

fn name_methods(members: &mut [Member<'_>], taken: &mut BTreeSet<String>) {
    for member in members {
        let has_setter = !member.is_required && member.role == Role::Body;
        if has_setter && member.storage == Storage::Field && !member.starts_null {
            member.clear = Some(free_method("clear", "null", &member.name, taken));
        }
        if member
            .field
            .is_some_and(|field| field.omittable && field.required)
        {
            member.omit = Some(free_method("omit", "leave_out", &member.name, taken));
        }
    }
}

fn free_method(verb: &str, other: &str, name: &str, taken: &mut BTreeSet<String>) -> String {
    // Behind a verb, nothing is a keyword any more.
    let name = name.trim_end_matches('_');
    let mut method = format!("{verb}_{name}");
    if !taken.insert(method.clone()) {
        method = format!("{other}_{name}");
        while !taken.insert(method.clone()) {
            method.push('_');
        }
    }
    method
}

fn argument_member(argument: &heroku_schema::Argument) -> Member<'_> {
    Member {
        name: argument.name.clone(),
        wire: argument.name.clone(),
        docs: argument_docs(argument),
        role: Role::Argument,
        holds: Holds::Id,
        storage: Storage::Bare,
        is_required: true,
        starts_null: false,
        variant: Variant::Platform,
        clear: None,
        omit: None,
        field: None,
        example: Some(&argument.example),
        is_secret: argument.secret,
    }
}

fn argument_docs(argument: &heroku_schema::Argument) -> String {
    let text = super::text::markdown(&argument.description);
    if !text.is_empty() {
        return text;
    }
    match argument.resource.replace('-', " ").as_str() {
        "" => "What stands at this place of the path.".to_owned(),
        resource => format!("Which {resource}, by what identifies it."),
    }
}

fn query_member(field: &Field) -> Member<'_> {
    let is_simple = matches!(
        field.ty,
        Type::String
            | Type::Secret
            | Type::Timestamp
            | Type::Integer
            | Type::Number
            | Type::Boolean
            | Type::Enum(_)
    );
    let mut member = body_member(field);
    member.role = Role::Query;
    member.holds = Holds::Of(&field.ty);
    member.docs = field_docs(field);
    member.is_required = field.required && !field.nullable;
    member.starts_null = false;
    member.storage = if member.is_required {
        Storage::Bare
    } else {
        Storage::Option
    };
    if !is_simple {
        member.holds = Holds::Text;
    }
    member
}

/// What a whole number is where clients send it as text, too.
static NUMBER_OR_TEXT: Type = Type::Any;

fn body_member(field: &Field) -> Member<'_> {
    let takes_text =
        field.ty == Type::Integer && field.also_accepts.iter().any(|it| it == "string");
    let mut docs = field_docs(field);
    if takes_text {
        docs.push_str("\n\nTakes a number, or text.");
    }
    let starts_null = field.required && field.default_null;
    let is_required = field.required && !starts_null;
    let storage = match (
        field.nullable || starts_null,
        is_required && !field.omittable,
    ) {
        (true, _) => Storage::Field,
        (false, true) => Storage::Bare,
        (false, false) => Storage::Option,
    };
    Member {
        name: field.name.clone(),
        wire: field.wire_name.clone(),
        docs,
        role: Role::Body,
        holds: Holds::Of(if takes_text {
            &NUMBER_OR_TEXT
        } else {
            &field.ty
        }),
        storage,
        is_required,
        starts_null,
        variant: field.variant,
        clear: None,
        omit: None,
        field: Some(field),
        example: field.example.as_ref().or(field.default.as_ref()),
        is_secret: false,
    }
}

fn entries_member<'a>(map: &'a MapType, resource: &str) -> Member<'a> {
    let is_vars = resource.ends_with("var") || resource.ends_with("vars");
    let name = if is_vars { "vars" } else { "entries" };
    Member {
        role: Role::Entries,
        holds: Holds::Entries(map),
        ..unnamed(name, "The entries of the body.")
    }
}

fn whole_member(ty: &Type) -> Member<'_> {
    Member {
        role: Role::Whole,
        holds: Holds::Of(ty),
        is_required: true,
        ..unnamed("body", "The body.")
    }
}

fn unnamed<'a>(name: &str, docs: &str) -> Member<'a> {
    Member {
        name: name.to_owned(),
        wire: name.to_owned(),
        docs: docs.to_owned(),
        role: Role::Whole,
        holds: Holds::Text,
        storage: Storage::Bare,
        is_required: false,
        starts_null: false,
        variant: Variant::Platform,
        clear: None,
        omit: None,
        field: None,
        example: None,
        is_secret: false,
    }
}

impl<'a> Member<'a> {
    /// What is sent of a parameter of the query unless it is set.
    pub(crate) fn fixed(&self) -> Option<&'a str> {
        let field = self
            .field
            .filter(|field| field.fixed && self.storage == Storage::Option)?;
        field.default.as_ref()?.as_str()
    }

    /// The Rust type of the value itself.
    pub(crate) fn value_type(&self, scope: &Scope<'a>) -> String {
        match self.holds {
            Holds::Id if self.is_secret => scope.of_crate("Secret"),
            Holds::Id => scope.of_crate("Id"),
            Holds::Text => "String".to_owned(),
            Holds::Entries(map) => scope.map(map, Side::Request),
            Holds::Of(ty) => scope.ty(ty, Side::Request),
        }
    }

    /// The Rust type of the field of the struct.
    pub(crate) fn stored_type(&self, scope: &Scope<'a>) -> String {
        let value = self.value_type(scope);
        match self.storage {
            Storage::Bare => value,
            Storage::Option => option(&value),
            Storage::Field => format!("{}<{value}>", scope.of_crate("Field")),
        }
    }

    /// The Rust type of a parameter that takes the value, with no regard to null.
    pub(crate) fn parameter_type(&self, scope: &Scope<'a>) -> String {
        match self.holds {
            Holds::Of(ty) => parameter_type(scope, ty),
            Holds::Id | Holds::Text => into(&self.value_type(scope)),
            Holds::Entries(map) => map_parameter(scope, map, false),
        }
    }

    /// The Rust type of a parameter of `new`.
    pub(crate) fn needed_type(&self, scope: &Scope<'a>) -> String {
        if self.storage == Storage::Field {
            into(&self.stored_type(scope))
        } else {
            self.parameter_type(scope)
        }
    }

    /// The expression that turns a parameter into the value.
    pub(crate) fn converted(&self, scope: &Scope<'a>) -> String {
        match self.holds {
            Holds::Of(ty) => converted(scope, ty, &self.name),
            Holds::Id | Holds::Text => format!("{}.into()", self.name),
            Holds::Entries(_) => self.name.clone(),
        }
    }

    /// The expression that turns a parameter of `new` into what is stored.
    pub(crate) fn initial(&self, scope: &Scope<'a>) -> String {
        if !self.is_required {
            return match self.storage {
                Storage::Bare => format!("{}::new()", scope.std_map()),
                Storage::Option => "None".to_owned(),
                Storage::Field if self.starts_null => format!("{}::Null", scope.of_crate("Field")),
                Storage::Field => format!("{}::Absent", scope.of_crate("Field")),
            };
        }
        match self.storage {
            Storage::Bare => self.converted(scope),
            Storage::Option => format!("Some({})", self.converted(scope)),
            Storage::Field => format!("{}.into()", self.name),
        }
    }
}

fn into(ty: &str) -> String {
    format!("impl Into<{ty}>")
}

fn is_taken_as_it_is(scope: &Scope<'_>, ty: &Type) -> bool {
    match ty {
        Type::Timestamp
        | Type::Integer
        | Type::Number
        | Type::Boolean
        | Type::Object(_)
        | Type::Array(_)
        | Type::Map(_) => true,
        Type::Model(name) => scope.has_model(name),
        _ => false,
    }
}

/// The Rust type of a parameter that takes a value.
fn parameter_type<'a>(scope: &Scope<'a>, ty: &'a Type) -> String {
    match ty {
        Type::Array(item) => {
            let item = item_type(scope, item);
            format!("impl IntoIterator<Item = {item}>")
        }
        Type::Map(map) => map_parameter(scope, map, map.nullable),
        ty if is_taken_as_it_is(scope, ty) => scope.ty(ty, Side::Request),
        ty => into(&scope.ty(ty, Side::Request)),
    }
}

/// The Rust type of what a parameter that takes several values takes of each.
fn item_type<'a>(scope: &Scope<'a>, ty: &'a Type) -> String {
    let name = scope.ty(ty, Side::Request);
    if is_taken_as_it_is(scope, ty) {
        name
    } else {
        into(&name)
    }
}

fn map_parameter<'a>(scope: &Scope<'a>, map: &'a MapType, nullable: bool) -> String {
    let is_any = matches!(*map.value, Type::Any);
    let value = item_type(scope, &map.value);
    let value = if nullable && !is_any {
        option(&value)
    } else {
        value
    };
    format!("impl IntoIterator<Item = (impl Into<String>, {value})>")
}

/// The expression that turns a parameter into a value.
fn converted<'a>(scope: &Scope<'a>, ty: &'a Type, name: &str) -> String {
    match ty {
        Type::Array(_) => format!("{}({name})", scope.support("list")),
        Type::Map(map) if map.nullable && !matches!(*map.value, Type::Any) => {
            format!("{}({name})", scope.support("nullable_map"))
        }
        Type::Map(_) => format!("{}({name})", scope.support("map")),
        ty if is_taken_as_it_is(scope, ty) => name.to_owned(),
        _ => format!("{name}.into()"),
    }
}
