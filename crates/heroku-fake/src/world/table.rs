//! All things of one kind, found by their ids, their names, and what they belong to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Row;

/// All things of one kind. In JSON, a table is the list of its rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    rows: BTreeMap<String, Row>,
    /// The ids of the rows with a name.
    named: HashMap<String, BTreeSet<String>>,
    /// The ids of the rows that belong to a thing or refer to it.
    linked: HashMap<String, BTreeSet<String>>,
}

impl Table {
    pub(crate) fn get(&self, id: &str) -> Option<&Row> {
        self.rows.get(id)
    }

    /// Whether there is no row.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows, by their ids.
    pub(crate) fn rows(&self) -> impl DoubleEndedIterator<Item = &Row> {
        self.rows.values()
    }

    /// The rows with a name.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = &Row> {
        let ids = self.named.get(name).into_iter().flatten();
        ids.filter_map(|id| self.rows.get(id))
    }

    /// The rows that belong to a thing or refer to it, by their ids.
    pub(crate) fn linked(&self, id: &str) -> impl DoubleEndedIterator<Item = &Row> {
        let ids = self.linked.get(id).map(BTreeSet::iter).unwrap_or_default();
        ids.filter_map(|id| self.rows.get(id))
    }

    /// Puts a row in the place of the one with its id.
    pub(super) fn put(&mut self, row: Row) -> Option<Row> {
        let before = self.take(row.id());
        let id = row.id().to_owned();
        let name = row.text("name");
        if !name.is_empty() {
            let named = self.named.entry(name.to_owned()).or_default();
            named.insert(id.clone());
        }
        for link in row.links() {
            let linked = self.linked.entry(link.to_owned()).or_default();
            linked.insert(id.clone());
        }
        self.rows.insert(id, row);
        before
    }

    /// Takes a row out.
    pub(super) fn take(&mut self, id: &str) -> Option<Row> {
        let row = self.rows.remove(id)?;
        forget(&mut self.named, row.text("name"), id);
        for link in row.links() {
            forget(&mut self.linked, link, id);
        }
        Some(row)
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.values())
    }
}

impl<'de> Deserialize<'de> for Table {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut table = Self::default();
        for row in Vec::<Row>::deserialize(deserializer)? {
            if row.id().is_empty() {
                return Err(D::Error::custom("a row without an id"));
            }
            table.put(row);
        }
        Ok(table)
    }
}

fn forget(index: &mut HashMap<String, BTreeSet<String>>, key: &str, id: &str) {
    if let Some(ids) = index.get_mut(key) {
        ids.remove(id);
        if ids.is_empty() {
            index.remove(key);
        }
    }
}
