//! All apps of a world.

use std::collections::{BTreeMap, HashMap};

use super::{App, is_uuid};
use crate::exchange::Refusal;

/// All apps of a world, by id, and their ids by name.
#[derive(Default)]
pub(crate) struct Apps {
    by_id: BTreeMap<String, App>,
    ids: HashMap<String, String>,
}

impl Apps {
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.ids.contains_key(name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &App> {
        self.by_id.values()
    }

    /// The app with an id or a name.
    pub(crate) fn find(&self, key: &str) -> Result<&App, Refusal> {
        self.by_id
            .get(self.id_of(key))
            .ok_or_else(|| Refusal::not_found("app"))
    }

    /// The app with an id or a name, to change it.
    pub(crate) fn find_mut(&mut self, key: &str) -> Result<&mut App, Refusal> {
        let id = self.id_of(key).to_owned();
        self.by_id
            .get_mut(&id)
            .ok_or_else(|| Refusal::not_found("app"))
    }

    /// Takes the app with an id or a name out, with all that it owns.
    pub(crate) fn remove(&mut self, key: &str) -> Result<App, Refusal> {
        let id = self.id_of(key).to_owned();
        let app = self
            .by_id
            .remove(&id)
            .ok_or_else(|| Refusal::not_found("app"))?;
        self.ids.remove(&app.name);
        Ok(app)
    }

    /// Notes that an app took another name.
    pub(crate) fn renamed(&mut self, from: &str, to: &str) {
        if let Some(id) = self.ids.remove(from) {
            self.ids.insert(to.to_owned(), id);
        }
    }

    pub(super) fn insert(&mut self, app: App) -> &mut App {
        self.ids.insert(app.name.clone(), app.id.clone());
        self.by_id.entry(app.id.clone()).or_insert(app)
    }

    fn id_of<'a>(&'a self, key: &'a str) -> &'a str {
        if is_uuid(key) {
            key
        } else {
            self.ids.get(key).map_or(key, String::as_str)
        }
    }
}
