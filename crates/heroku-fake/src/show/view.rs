//! Shows rows as answers tell them.

use heroku_schema::{Field, Object, Returns, Type};
use serde_json::{Map, Value};

use crate::exchange::{Call, Version};
use crate::generic::blank;
use crate::schema::{object, table_of, table_of_object};
use crate::world::{Row, Store};

/// How rows are shown to one request.
pub(crate) struct View<'a> {
    store: &'a Store,
    version: &'a Version,
    /// The fields that are to hold whole things in place of short views.
    expanded: Vec<&'a str>,
}

impl<'a> View<'a> {
    pub(crate) fn new(store: &'a Store, call: &'a Call<'a>) -> Self {
        Self {
            store,
            version: call.version,
            expanded: call.words("accept-expansion"),
        }
    }

    /// How rows are shown where nobody asks, as in a webhook.
    pub(crate) fn plain(store: &'a Store, version: &'a Version) -> Self {
        Self {
            store,
            version,
            expanded: Vec::new(),
        }
    }

    /// The row as the answer of an action tells it.
    pub(crate) fn answer(&self, call: &Call<'_>, row: &Row) -> Value {
        match &call.action.returns {
            Returns::One(ty) | Returns::Page(ty) | Returns::Many(ty) => self.row(ty, row),
            Returns::Nothing | _ => Value::Object(Map::new()),
        }
    }

    /// The row as a resource tells it.
    pub(crate) fn resource(&self, resource: &str, row: &Row) -> Value {
        self.row(&Type::Model(resource.to_owned()), row)
    }

    /// The row as a type tells it.
    fn row(&self, ty: &Type, row: &Row) -> Value {
        match object(ty) {
            Some(model) => self.object(model, None, &row.fields, true),
            None => Value::Object(row.fields.clone()),
        }
    }

    /// An object: `live` is the row that it stands for, as far as there is one.
    fn object(
        &self,
        model: &Object,
        live: Option<&Row>,
        stored: &Map<String, Value>,
        top: bool,
    ) -> Value {
        let mut shown = Map::new();
        for field in &model.fields {
            if !self.version.serves(field.variant) {
                continue;
            }
            let name = field.wire_name.as_str();
            let known = live.and_then(|row| row.fields.get(name));
            let value = match known.or_else(|| stored.get(name)) {
                Some(value) if top && self.expanded.contains(&name) => self.whole(field, value),
                Some(value) => self.value(&field.ty, value),
                None if field.nullable => Value::Null,
                None if field.required => blank::value(&field.ty, self.version),
                None => continue,
            };
            shown.insert(name.to_owned(), value);
        }
        match &model.text_field {
            Some(name) if self.version.is_sdk() => shown.remove(name).unwrap_or_default(),
            _ => Value::Object(shown),
        }
    }

    /// A value of a row as a type tells it: what it refers to comes from the row that it names.
    fn value(&self, ty: &Type, value: &Value) -> Value {
        match (ty, value) {
            (Type::Object(model), Value::Object(fields)) => {
                let live = table_of_object(model).and_then(|table| self.live(table, fields));
                self.object(model, live, fields, false)
            }
            (Type::Model(name), Value::Object(fields)) => match object(ty) {
                Some(model) => self.object(model, self.live(table_of(name), fields), fields, false),
                None => value.clone(),
            },
            (Type::Array(item), Value::Array(values)) => {
                values.iter().map(|value| self.value(item, value)).collect()
            }
            _ => value.clone(),
        }
    }

    /// The whole thing that a field refers to.
    fn whole(&self, field: &Field, value: &Value) -> Value {
        let table = match &field.ty {
            Type::Object(model) => table_of_object(model),
            _ => None,
        };
        let row = table
            .zip(value.as_object())
            .and_then(|(table, fields)| Some((table, self.live(table, fields)?)));
        match row {
            Some((table, row)) => self.resource(table, row),
            None => self.value(&field.ty, value),
        }
    }

    /// The row that a reference names.
    fn live(&self, table: &str, fields: &Map<String, Value>) -> Option<&'a Row> {
        self.store.row(table, fields.get("id")?.as_str()?)
    }
}
