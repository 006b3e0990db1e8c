//! Which things of a world a resource speaks of.

use heroku_schema::{Action, Field, Object, Reference, Returns, Type};

use super::Schema;

/// Resources that are other views of the same things.
const VIEWS: [(&str, &str); 12] = [
    ("add-on-webhook", "app-webhook"),
    ("add-on-webhook-delivery", "app-webhook-delivery"),
    ("add-on-webhook-event", "app-webhook-event"),
    ("organization", "team"),
    ("organization-app", "app"),
    ("organization-app-collaborator", "collaborator"),
    ("organization-member", "team-member"),
    ("pipeline-webhook", "app-webhook"),
    ("pipeline-webhook-delivery", "app-webhook-delivery"),
    ("pipeline-webhook-event", "app-webhook-event"),
    ("team-app", "app"),
    ("team-app-collaborator", "collaborator"),
];

/// The table of people. They belong nowhere, are known by their email addresses, and come to be
/// when they are first spoken of.
pub(crate) const PEOPLE: &str = "account";

/// The tables of what rows are noted to be about: its name may stand for theirs.
pub(crate) const SUBJECTS: [&str; 2] = [PEOPLE, "app"];

/// The table that holds what a resource speaks of.
pub(crate) fn table_of(resource: &str) -> &str {
    let view = VIEWS.iter().find(|(view, _)| *view == resource);
    view.map_or(resource, |(_, table)| table)
}

/// The table that an action works on: that of the model that it answers with.
pub(crate) fn table_of_action<'a>(action: &'a Action, resource: &'a str) -> &'a str {
    let (Returns::One(ty) | Returns::Page(ty) | Returns::Many(ty)) = &action.returns else {
        return table_of(resource);
    };
    match ty {
        Type::Model(name) => table_of(name),
        _ => table_of(resource),
    }
}

/// The table of the things that an object stands for: a short view of another row.
pub(crate) fn table_of_object(object: &Object) -> Option<&str> {
    let tells = |field: &&Field| ["id", "name", "email"].contains(&field.wire_name.as_str());
    let mut telling = object.fields.iter().filter(tells);
    telling.find_map(|field| named_table(field.refers.as_ref()?))
}

/// The table of the things that a field of a request names.
pub(crate) fn table_of_field(field: &Field) -> Option<&str> {
    let named = field.refers.as_ref().and_then(named_table);
    named.or_else(|| match &field.ty {
        Type::Object(object) => table_of_object(object),
        _ => None,
    })
}

/// The table of the things that a definition identifies, as `app.name` does apps.
fn named_table(refers: &Reference) -> Option<&str> {
    let identities = ["id", "identity", "name", "email", "self"];
    let names = identities.contains(&refers.definition.as_str());
    names.then(|| table_of(&refers.resource))
}

/// The fields of the things in a table.
pub(crate) fn fields(table: &str) -> &'static [Field] {
    let model = Schema::shared().model(table).and_then(object);
    model.map_or(&[], |model| model.fields.as_slice())
}

/// The object behind a type, through the models of other resources.
pub(crate) fn object(ty: &Type) -> Option<&Object> {
    match ty {
        Type::Object(object) => Some(object),
        // A model may be another resource's, but such chains are short.
        Type::Model(name) => match Schema::shared().model(name)? {
            Type::Model(other) => match Schema::shared().model(other)? {
                Type::Object(object) => Some(object),
                _ => None,
            },
            Type::Object(object) => Some(object),
            _ => None,
        },
        _ => None,
    }
}
