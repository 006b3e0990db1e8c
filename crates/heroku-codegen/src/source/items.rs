//! What a module declares: models, open enums, requests, and under which names.

use std::collections::BTreeSet;

use heroku_schema::{Action, EnumType, EnumValue, Field, Object, Resource, Returns, Type};

use super::index::module_name;

/// Whether a type is read from an answer or written into a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Read from an answer.
    Answer,
    /// Written into a request.
    Request,
}

/// One declaration of a module.
#[derive(Debug)]
pub(crate) enum Item<'a> {
    /// An object of an answer.
    Model { name: String, object: &'a Object },
    /// A name for a model that is no object of its own.
    Alias { name: String, ty: &'a Type },
    /// An open enum.
    Choice(EnumType),
    /// A request.
    Request(&'a Action),
    /// An object within the body of a request.
    Input { name: String, object: &'a Object },
}

/// All declarations of a module, in the order of the source.
#[derive(Debug)]
pub(crate) struct Items<'a> {
    pub(crate) module: String,
    pub(crate) list: Vec<Item<'a>>,
    taken: BTreeSet<String>,
    objects: Vec<(Side, &'a Object, String)>,
    choices: Vec<(String, String)>,
}

impl<'a> Items<'a> {
    pub(crate) fn of(resource: &'a Resource) -> Self {
        let mut items = Self {
            module: module_name(resource),
            list: Vec::new(),
            taken: BTreeSet::new(),
            objects: Vec::new(),
            choices: Vec::new(),
        };
        items.taken.extend(
            resource
                .actions
                .iter()
                .flat_map(|action| [action.name.clone(), required_name(&action.name)]),
        );
        match &resource.model {
            Some(Type::Object(object)) => items.object(object, Side::Answer),
            Some(ty) => {
                let name = items.free(&resource.type_name);
                items.list.push(Item::Alias { name, ty });
                items.visit(ty, Side::Answer);
            }
            None => {}
        }
        for action in &resource.actions {
            items.action(action);
        }
        items
    }

    /// Every name that the module declares.
    pub(crate) fn declares(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Whether a request takes something of this name, which would hide a function.
    pub(crate) fn has_parameter(&self, name: &str) -> bool {
        self.list.iter().any(|item| match item {
            Item::Request(action) => {
                let body = match &action.body {
                    Some(Type::Object(body)) => &body.fields[..],
                    _ => &[],
                };
                action
                    .arguments
                    .iter()
                    .any(|argument| argument.name == name)
                    || action
                        .query
                        .iter()
                        .chain(body)
                        .any(|field| field.name == name)
            }
            Item::Input { object, .. } => object.fields.iter().any(|field| field.name == name),
            _ => false,
        })
    }

    /// The name under which an object is declared.
    pub(crate) fn object_name(&self, object: &'a Object, side: Side) -> &str {
        self.find(object, side).unwrap_or(&object.name)
    }

    /// The name under which an open enum is declared.
    pub(crate) fn choice_name(&self, choice: &'a EnumType) -> &str {
        self.choices
            .iter()
            .find(|(wanted, _)| *wanted == choice.name)
            .map_or(&choice.name, |(_, name)| name)
    }

    fn find(&self, object: &Object, side: Side) -> Option<&str> {
        self.objects
            .iter()
            .find(|(of, known, _)| {
                *of == side && known.name == object.name && same_fields(known, object)
            })
            .map(|(_, _, name)| name.as_str())
    }

    fn action(&mut self, action: &'a Action) {
        self.list.push(Item::Request(action));
        for field in &action.query {
            self.visit(&field.ty, Side::Request);
        }
        match &action.body {
            Some(Type::Object(body)) => self.fields(&body.fields, Side::Request),
            Some(body) => self.visit(body, Side::Request),
            None => {}
        }
        match &action.returns {
            Returns::One(ty) | Returns::Page(ty) | Returns::Many(ty) => {
                self.visit(ty, Side::Answer);
            }
            _ => {}
        }
    }

    fn fields(&mut self, fields: &'a [Field], side: Side) {
        for field in fields {
            self.visit(&field.ty, side);
        }
    }

    fn visit(&mut self, ty: &'a Type, side: Side) {
        match ty {
            Type::Object(object) => self.object(object, side),
            Type::Enum(choice) => self.choice(choice),
            Type::Array(item) => self.visit(item, side),
            Type::Map(map) => self.visit(&map.value, side),
            _ => {}
        }
    }

    fn object(&mut self, object: &'a Object, side: Side) {
        if self.find(object, side).is_some() {
            return;
        }
        let name = self.free(&object.name);
        self.objects.push((side, object, name.clone()));
        self.list.push(match side {
            Side::Answer => Item::Model { name, object },
            Side::Request => Item::Input { name, object },
        });
        self.fields(&object.fields, side);
    }

    fn choice(&mut self, choice: &'a EnumType) {
        let declared = self.choice_name(choice).to_owned();
        let known = self.list.iter_mut().find_map(|item| match item {
            Item::Choice(known) if known.name == declared => Some(known),
            _ => None,
        });
        if let Some(known) = known {
            for value in &choice.values {
                add_value(known, value);
            }
            return;
        }
        let name = self.free(&choice.name);
        self.choices.push((choice.name.clone(), name.clone()));
        let mut own = choice.clone();
        own.name = name;
        self.list.push(Item::Choice(own));
    }

    fn free(&mut self, wanted: &str) -> String {
        let wanted = declared_name(wanted);
        let mut name = wanted.clone();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{wanted}{number}");
            number += 1;
        }
        name
    }
}

/// Name under which a type is declared: its own, unless it would hide one of the prelude's.
pub(crate) fn declared_name(name: &str) -> String {
    const PRELUDE: [&str; 14] = [
        "Box",
        "Clone",
        "Default",
        "Err",
        "From",
        "Into",
        "IntoIterator",
        "None",
        "Ok",
        "Option",
        "Result",
        "Some",
        "String",
        "Vec",
    ];
    if PRELUDE.contains(&name) {
        format!("{name}Model")
    } else {
        name.to_owned()
    }
}

/// Name of the struct that holds what a request needs, where that is too much for arguments.
pub(crate) fn required_name(request: &str) -> String {
    format!("{request}Required")
}

fn add_value(known: &mut EnumType, value: &EnumValue) {
    let is_new = known
        .values
        .iter()
        .all(|old| old.text != value.text && old.name != value.name);
    if is_new {
        known.values.push(value.clone());
    }
}

/// Whether two objects have the same Rust type, whatever their descriptions say.
fn same_fields(one: &Object, other: &Object) -> bool {
    one.text_field == other.text_field
        && one.fields.len() == other.fields.len()
        && one.fields.iter().zip(&other.fields).all(|(a, b)| {
            a.wire_name == b.wire_name
                && a.required == b.required
                && a.nullable == b.nullable
                && same_type(&a.ty, &b.ty)
        })
}

fn same_type(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Object(a), Type::Object(b)) => a.name == b.name && same_fields(a, b),
        (Type::Enum(a), Type::Enum(b)) => a.name == b.name,
        (Type::Array(a), Type::Array(b)) => same_type(a, b),
        (Type::Map(a), Type::Map(b)) => a.nullable == b.nullable && same_type(&a.value, &b.value),
        (a, b) => a == b,
    }
}
