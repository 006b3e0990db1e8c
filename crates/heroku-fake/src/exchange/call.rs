//! One request for one action, sound by the description.

use heroku_schema::Action;
use http::HeaderMap;
use serde_json::{Map, Value};

use super::Version;
use crate::base::Base;
use crate::query;
use crate::range::Range;
use crate::schema::table_of;

/// One request for one action, sound by the description.
pub(crate) struct Call<'a> {
    pub(crate) action: &'a Action,
    /// The table that the action works on.
    pub(crate) table: &'a str,
    pub(crate) arguments: &'a [String],
    /// The ids of the things that the arguments name, where they are no more than the place of
    /// what is asked for; these exist.
    pub(crate) places: &'a [Option<String>],
    /// The id of the thing that the request is about, where the last argument names it.
    pub(crate) target: Option<&'a str>,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Map<String, Value>,
    pub(crate) version: &'a Version,
    /// The part of the list that is asked for, where the action answers with one.
    pub(crate) range: Range,
    /// Where the addresses start that answers tell.
    pub(crate) base: &'a Base,
    /// Whether a page of another site sends it, which may be any.
    pub(crate) is_from_foreign_page: bool,
}

impl Call<'_> {
    /// An argument of the path by its position; empty where the path has none.
    pub(crate) fn argument(&self, position: usize) -> &str {
        self.arguments.get(position).map_or("", String::as_str)
    }

    /// The id of the thing of a table that the path names as a place, as in `/apps/{app}/dynos`;
    /// empty where it names none.
    pub(crate) fn place(&self, table: &str) -> &str {
        let mut places = self.action.arguments.iter().zip(self.places);
        let place = places.find_map(|(argument, id)| {
            (table_of(&argument.resource) == table).then_some(id.as_deref()?)
        });
        place.unwrap_or_default()
    }

    /// The id of the innermost thing that the path names as a place.
    pub(crate) fn innermost(&self) -> Option<&str> {
        self.places
            .iter()
            .rev()
            .flatten()
            .next()
            .map(String::as_str)
    }

    /// The id of the app that the path names as a place.
    pub(crate) fn app(&self) -> &str {
        self.place("app")
    }

    /// A text in the body.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.body.get(field)?.as_str()
    }

    /// True or false in the body.
    pub(crate) fn flag(&self, field: &str) -> Option<bool> {
        self.body.get(field)?.as_bool()
    }

    /// A number in the body, be it as text.
    pub(crate) fn number(&self, field: &str) -> Option<i64> {
        match self.body.get(field)? {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_i64(),
        }
    }

    /// What a field of the body names: its text, or the id or the name of an object.
    pub(crate) fn key(&self, field: &str) -> Option<&str> {
        key_of(self.body.get(field)?)
    }

    /// A parameter of the query, decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.parameters()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The parameters of the query, decoded.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (String, String)> {
        query::fields(self.query)
    }

    /// The words of a header that lists some, as in `Accept-Expansion: plan, addon_service`.
    pub(crate) fn words(&self, header: &str) -> Vec<&str> {
        let values = self.headers.get_all(header).into_iter();
        let texts = values.filter_map(|value| value.to_str().ok());
        texts
            .flat_map(|text| text.split(','))
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .collect()
    }
}

/// What a value names: its text, or the id or the name in an object.
pub(crate) fn key_of(value: &Value) -> Option<&str> {
    let named = |field| value.get(field).and_then(Value::as_str);
    value
        .as_str()
        .or_else(|| named("id"))
        .or_else(|| named("name"))
}
