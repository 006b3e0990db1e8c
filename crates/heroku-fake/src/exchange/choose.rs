//! Which of the actions of one route a request is for.

use std::cmp::Reverse;

use heroku_schema::Type;
use serde_json::{Map, Value};

use super::{Refusal, Version};
use crate::schema::{self, Entry, Schema};

/// The action that a request is for.
pub(super) struct Choice {
    pub(super) entry: &'static Entry,
    /// The body, as far as the version knows it.
    pub(super) body: Map<String, Value>,
    /// Whether the action takes such a body.
    pub(super) sound: Result<(), Refusal>,
}

/// The actions of a route that the version has; a route without any is unknown to it.
pub(super) fn served(actions: &[usize], version: &Version) -> Vec<&'static Entry> {
    let schema = Schema::shared();
    let entries = actions.iter().map(|&index| schema.entry(index));
    entries
        .filter(|entry| version.serves_actions(entry.action.variant))
        .collect()
}

/// Chooses among the actions of one route by what the body holds; none where there are none.
pub(super) fn choose(
    served: &[&'static Entry],
    sent: &Map<String, Value>,
    version: &Version,
) -> Option<Choice> {
    let choices = served.iter().map(|&entry| {
        let body = schema::served_body(entry.action, sent, version);
        let sound = schema::check_body(entry.action, &body);
        Choice { entry, body, sound }
    });
    // One that knows nothing of what was sent was hardly meant, even where it needs nothing. Then
    // the sound ones come first, then those that know most; the first of equals wins.
    choices.min_by_key(|choice| {
        let known = choice.known_fields();
        (known == 0, choice.sound.is_err(), Reverse(known))
    })
}

impl Choice {
    /// How many of the fields that were sent the action knows.
    fn known_fields(&self) -> usize {
        match &self.entry.action.body {
            Some(Type::Object(object)) => {
                let known = object.fields.iter();
                known
                    .filter(|field| self.body.contains_key(&field.wire_name))
                    .count()
            }
            _ => 0,
        }
    }
}
