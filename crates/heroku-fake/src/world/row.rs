//! One thing of a world, as JSON.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// One thing of a world: an app, a release, a plan.
///
/// Its fields are those of the resource's model, of all versions. A field that refers to another
/// thing holds `{"id": …}` only; the rest is filled in where the row is shown, so that it is never
/// stale.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) fields: Map<String, Value>,
    /// What the fake knows and no answer tells.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) notes: Map<String, Value>,
    /// The ids of the things with which it goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) owners: Vec<String>,
}

static NOTHING: Value = Value::Null;

impl Row {
    /// A row with an id and nothing else.
    pub(crate) fn new(id: impl Into<String>) -> Self {
        let mut row = Self::default();
        row.set("id", id.into());
        row
    }

    /// The row with a field.
    pub(crate) fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.set(field, value);
        self
    }

    /// The row with a reference to another thing.
    pub(crate) fn with_reference(self, field: &str, id: &str) -> Self {
        self.with(field, reference(id))
    }

    /// The row with something that no answer tells.
    pub(crate) fn with_note(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.note(name, value);
        self
    }

    /// The row as one that goes when the thing with `id` goes.
    pub(crate) fn owned_by(mut self, id: &str) -> Self {
        self.owners.push(id.to_owned());
        self
    }

    pub(crate) fn id(&self) -> &str {
        self.text("id")
    }

    /// A field; null where it is missing.
    pub(crate) fn get(&self, field: &str) -> &Value {
        self.fields.get(field).unwrap_or(&NOTHING)
    }

    /// The text in a field; empty where there is none.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.get(field).as_str().unwrap_or_default()
    }

    /// The number in a field; 0 where there is none.
    pub(crate) fn number(&self, field: &str) -> i64 {
        self.get(field).as_i64().unwrap_or_default()
    }

    /// True or false in a field; false where there is neither.
    pub(crate) fn flag(&self, field: &str) -> bool {
        self.get(field).as_bool().unwrap_or_default()
    }

    /// The id of the thing that a field refers to.
    pub(crate) fn referred(&self, field: &str) -> Option<&str> {
        self.get(field).get("id")?.as_str()
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.fields.insert(field.to_owned(), value.into());
    }

    /// Something that no answer tells; null where it is missing.
    pub(crate) fn noted(&self, name: &str) -> &Value {
        self.notes.get(name).unwrap_or(&NOTHING)
    }

    /// Sets something that no answer tells.
    pub(crate) fn note(&mut self, name: &str, value: impl Into<Value>) {
        self.notes.insert(name.to_owned(), value.into());
    }

    /// Whether the row belongs to the thing with an id, or refers to it.
    pub(crate) fn belongs_to(&self, id: &str) -> bool {
        self.links().any(|link| link == id)
    }

    /// Whether the row belongs to nothing and refers to nothing.
    pub(crate) fn stands_alone(&self) -> bool {
        self.links().next().is_none()
    }

    /// The ids of all things that the row belongs to or refers to in a field of its own.
    pub(super) fn links(&self) -> impl Iterator<Item = &str> {
        let referred = self.fields.values().flat_map(|value| match value {
            Value::Array(items) => items.as_slice(),
            other => std::slice::from_ref(other),
        });
        let referred = referred.filter_map(|value| value.get("id")?.as_str());
        self.owners.iter().map(String::as_str).chain(referred)
    }

    /// Forgets references to a thing that is gone: they become null, or leave their list.
    pub(super) fn unlink(&mut self, id: &str) {
        let gone = |value: &Value| value.get("id").and_then(Value::as_str) == Some(id);
        for value in self.fields.values_mut() {
            match value {
                Value::Array(items) => items.retain(|item| !gone(item)),
                other if gone(other) => *other = Value::Null,
                _ => {}
            }
        }
    }
}

/// What a row holds of another one.
pub(crate) fn reference(id: &str) -> Value {
    json!({ "id": id })
}
