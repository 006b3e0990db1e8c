//! What an example knows of the request that it answers.

use heroku_schema::{Argument, Field, Object, Type};
use serde_json::{Map, Value};

use crate::exchange::Call;
use crate::schema::{Schema, conforms};
use crate::world::{Ids, World, digest, is_uuid};

/// What an example knows of the request that it answers.
///
/// Ids come from the path, so that the same request gets the same example.
pub(super) struct Context<'a> {
    pub(super) schema: &'a Schema,
    world: &'a World,
    call: &'a Call<'a>,
    pub(super) ids: Ids,
    pub(super) now: String,
}

impl<'a> Context<'a> {
    pub(super) fn new(schema: &'a Schema, world: &'a World, call: &'a Call<'a>) -> Self {
        let ids = Ids::seeded(digest(call.path.as_bytes()));
        Self {
            schema,
            world,
            call,
            ids,
            now: world.clock.now().to_string(),
        }
    }

    /// The one value that the action answers with.
    pub(super) fn whole(&mut self, ty: &Type) -> Value {
        let Some(object) = self.object(ty) else {
            return self.value(ty, 0);
        };
        let mut value = self.example(object, 0);
        for field in object.fields.iter().filter(|field| self.serves(field)) {
            if let Some(own) = self.own(field).or_else(|| self.sent(field)) {
                value.insert(field.wire_name.clone(), own);
            }
        }
        self.adopt_parents(object, &mut value);
        Value::Object(value)
    }

    /// One of the values in the list that the action answers with.
    pub(super) fn item(&mut self, ty: &Type, index: usize) -> Value {
        let Some(object) = self.object(ty) else {
            return self.value(ty, 0);
        };
        let mut value = self.example(object, 0);
        self.adopt_parents(object, &mut value);
        if index > 0 {
            self.tell_apart(object, &mut value, index);
        }
        Value::Object(value)
    }

    /// Whether the version that is asked for has a field.
    pub(super) fn serves(&self, field: &Field) -> bool {
        self.call.version.serves(field.variant)
    }

    /// The field whose text stands for the whole object in the version that is asked for.
    pub(super) fn text_field<'t>(&self, object: &'t Object) -> Option<&'t str> {
        let text = object.text_field.as_deref();
        text.filter(|_| self.call.version.is_sdk())
    }

    /// The object behind a type, through the models of other resources.
    fn object<'t>(&self, ty: &'t Type) -> Option<&'t Object>
    where
        'a: 't,
    {
        let mut ty = ty;
        // A model may be another resource's, but such chains are short.
        for _ in 0..4 {
            match ty {
                Type::Object(object) => return Some(object),
                Type::Model(name) => ty = self.schema.model(name)?,
                _ => return None,
            }
        }
        None
    }

    /// What the path says of the thing itself, as its id or its name.
    fn own(&self, field: &Field) -> Option<Value> {
        let mut arguments = self.call.action.arguments.iter().zip(self.call.arguments);
        let named =
            |(argument, _): &(&Argument, &String)| argument.resource == self.call.resource.name;
        let (argument, text) = arguments.rfind(named)?;
        let identity = &self.call.resource.identity;
        let names_it = if is_uuid(text) {
            field.wire_name == "id"
        } else {
            let name = identity.iter().find(|name| *name != "id");
            field.wire_name == argument.definition
                || name.is_some_and(|name| *name == field.wire_name)
        };
        let value = match &field.ty {
            Type::Integer => text.parse::<i64>().ok()?.into(),
            _ => Value::from(text.as_str()),
        };
        (names_it && conforms(field, &value)).then_some(value)
    }

    /// What the body says of a field: its value, or the id or name of what it refers to.
    fn sent(&self, field: &Field) -> Option<Value> {
        let sent = self.call.body.get(&field.wire_name)?;
        match (&field.ty, sent) {
            (Type::Object(object), Value::String(key)) => {
                let part = if is_uuid(key) { "id" } else { "name" };
                let part_field = object.fields.iter().find(|field| field.wire_name == part)?;
                if !conforms(part_field, sent) {
                    return None;
                }
                let mut context = Self {
                    ids: self.ids.clone(),
                    now: self.now.clone(),
                    ..*self
                };
                if self.text_field(object) == Some(part) {
                    return Some(sent.clone());
                }
                let mut value = context.example(object, 1);
                value.insert(part.to_owned(), sent.clone());
                Some(context.plain(object, value))
            }
            (ty, _) => (!holds_model(ty) && conforms(field, sent)).then(|| sent.clone()),
        }
    }

    /// Lets fields that stand for things in the path, such as `app`, be those things.
    fn adopt_parents(&self, object: &Object, value: &mut Map<String, Value>) {
        for (argument, text) in self.call.action.arguments.iter().zip(self.call.arguments) {
            let name = argument.resource.replace('-', "_");
            let field = object.fields.iter().find(|field| {
                field.wire_name == name || field.wire_name.replace('_', "") == name.replace('_', "")
            });
            let parent = value.get_mut(&name).and_then(Value::as_object_mut);
            let (
                Some(Field {
                    ty: Type::Object(shape),
                    ..
                }),
                Some(parent),
            ) = (field, parent)
            else {
                continue;
            };
            let app = if name == "app" {
                self.world.apps.find(text).ok()
            } else {
                None
            };
            let id = app
                .map(|app| app.id.as_str())
                .or_else(|| is_uuid(text).then_some(text));
            let named = app
                .map(|app| app.name.as_str())
                .or_else(|| (!is_uuid(text)).then_some(text));
            for (part, known) in [("id", id), ("name", named)] {
                let field = shape.fields.iter().find(|field| field.wire_name == part);
                if let (Some(known), Some(field)) = (known, field) {
                    let known = Value::from(known);
                    if conforms(field, &known) {
                        parent.insert(part.to_owned(), known);
                    }
                }
            }
        }
        for part in ["owner", "user"] {
            let me = &self.world.account.me;
            if let Some(Value::Object(person)) = value.get_mut(part)
                && person.contains_key("email")
            {
                person.insert("id".to_owned(), me.id.as_str().into());
                person.insert("email".to_owned(), me.email.as_str().into());
            }
        }
    }

    /// Gives a further item of a list a name of its own.
    fn tell_apart(&self, object: &Object, value: &mut Map<String, Value>, index: usize) {
        for name in self
            .call
            .resource
            .identity
            .iter()
            .filter(|name| *name != "id")
        {
            let Some(field) = object.fields.iter().find(|field| &field.wire_name == name) else {
                continue;
            };
            let other = match value.get(name) {
                Some(Value::String(text)) => Value::from(format!("{text}-{}", index + 1)),
                Some(Value::Number(number)) => match number.as_i64() {
                    Some(number) => (number + 1).into(),
                    None => continue,
                },
                _ => continue,
            };
            if conforms(field, &other) {
                value.insert(name.clone(), other);
            }
        }
    }
}

/// Whether a type holds a model, of which a request need not tell all that an answer tells.
fn holds_model(ty: &Type) -> bool {
    match ty {
        Type::Model(_) => true,
        Type::Array(item) => holds_model(item),
        Type::Map(map) => holds_model(&map.value),
        Type::Object(object) => object.fields.iter().any(|field| holds_model(&field.ty)),
        _ => false,
    }
}
