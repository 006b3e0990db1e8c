//! One request for one action, sound by the description.

use heroku_schema::{Action, Resource};
use serde_json::{Map, Value};

use super::Version;
use crate::range::Range;

/// One request for one action, sound by the description.
pub(crate) struct Call<'a> {
    pub(crate) action: &'a Action,
    pub(crate) resource: &'a Resource,
    /// The path as it was sent.
    pub(crate) path: &'a str,
    pub(crate) arguments: &'a [String],
    pub(crate) body: &'a Map<String, Value>,
    pub(crate) version: &'a Version,
    /// The part of the list that is asked for, where the action answers with one.
    pub(crate) range: Range,
}

impl Call<'_> {
    /// An argument of the path by its position; empty where the path has none.
    pub(crate) fn argument(&self, position: usize) -> &str {
        self.arguments.get(position).map_or("", String::as_str)
    }

    /// A text in the body.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.body.get(field)?.as_str()
    }

    /// True or false in the body.
    pub(crate) fn flag(&self, field: &str) -> Option<bool> {
        self.body.get(field)?.as_bool()
    }
}
