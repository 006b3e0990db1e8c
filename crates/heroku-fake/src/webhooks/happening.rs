//! What happened to one thing of a world between two requests.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::entity::entity;
use crate::exchange::Version;
use crate::show::View;
use crate::world::{Change, Row, World};

/// What happened to one thing of a world.
pub(super) struct Happening {
    /// What an event calls the thing, as in `release`.
    pub(super) resource: &'static str,
    /// `create`, `update` or `destroy`.
    pub(super) action: &'static str,
    /// The thing as it is now, or as it was last.
    pub(super) row: Row,
    /// The thing as it is told now, or was told last.
    pub(super) data: Value,
    /// The earlier values of the fields that changed.
    pub(super) previous: Map<String, Value>,
}

impl Happening {
    /// The id of the app that it is about.
    pub(super) fn app(&self) -> &str {
        if self.resource == "app" {
            return self.row.id();
        }
        let owner = || self.row.owners.first().map_or("", String::as_str);
        self.row.referred("app").unwrap_or_else(owner)
    }

    /// The id of the add-on that it is about, where it is about one.
    pub(super) fn addon(&self) -> Option<&str> {
        match self.resource {
            "addon" => Some(self.row.id()),
            "addon-attachment" => self.row.referred("addon"),
            _ => None,
        }
    }
}

/// What happened by some changes, to things that webhooks can be told of: once each thing, however
/// often it changed.
pub(super) fn happenings(world: &World, changes: &[Change]) -> Vec<Happening> {
    let gone = gone(world, changes);
    let mut seen: Vec<&str> = Vec::new();
    let mut all = Vec::new();
    for change in changes {
        let Some(resource) = entity(&change.table).filter(|_| !seen.contains(&&*change.id)) else {
            continue;
        };
        seen.push(&change.id);
        all.extend(happening(world, change, resource, &gone));
    }
    all
}

/// The things that are no more, as they were before, by their ids.
pub(super) fn gone<'a>(world: &World, changes: &'a [Change]) -> BTreeMap<&'a str, &'a Row> {
    let mut gone = BTreeMap::new();
    for change in changes {
        if let Some(before) = &change.before
            && world.store.row(&change.table, &change.id).is_none()
        {
            gone.entry(change.id.as_str()).or_insert(before);
        }
    }
    gone
}

fn happening(
    world: &World,
    change: &Change,
    resource: &'static str,
    gone: &BTreeMap<&str, &Row>,
) -> Option<Happening> {
    let version = Version::plain();
    let view = View::plain(&world.store, &version);
    let tell = |row: &Row| view.resource(&change.table, &whole(row, gone));
    let (before, after) = (&change.before, world.store.row(&change.table, &change.id));
    let (action, row) = match (before, after) {
        (None, Some(row)) => ("create", row),
        (Some(_), Some(row)) => ("update", row),
        (Some(row), None) => ("destroy", row),
        (None, None) => return None,
    };
    let data = tell(row);
    let previous = match (before, after) {
        (Some(before), Some(_)) => changed(&tell(before), &data),
        _ => Map::new(),
    };
    let is_seen = action != "update" || !previous.is_empty();
    is_seen.then(|| Happening {
        resource,
        action,
        row: row.clone(),
        data,
        previous,
    })
}

/// A thing with all that is known of the things that it refers to and that are gone as well.
fn whole(row: &Row, gone: &BTreeMap<&str, &Row>) -> Row {
    let mut row = row.clone();
    for value in row.fields.values_mut() {
        let id = value.get("id").and_then(Value::as_str);
        if let Some(known) = id.and_then(|id| gone.get(id)) {
            *value = Value::Object(known.fields.clone());
        }
    }
    row
}

/// The earlier values of the fields that differ.
fn changed(before: &Value, after: &Value) -> Map<String, Value> {
    let fields = before.as_object().into_iter().flatten();
    fields
        .filter(|(name, value)| after.get(name) != Some(value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
