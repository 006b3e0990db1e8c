//! All things of a world, in tables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Catalog, Row, Table};
use crate::exchange::Refusal;

/// All things of a world, in tables that are named for their resources, on top of the catalog that
/// all worlds share.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Store {
    tables: BTreeMap<String, Table>,
    #[serde(skip)]
    changes: Vec<Change>,
}

/// What became of one row.
pub(crate) struct Change {
    pub(crate) table: String,
    pub(crate) id: String,
    /// The row before; none where it is new.
    pub(crate) before: Option<Row>,
}

impl Store {
    /// The row with an id.
    pub(crate) fn row(&self, table: &str, id: &str) -> Option<&Row> {
        let own = self.tables.get(table).and_then(|table| table.get(id));
        own.or_else(|| Catalog::shared().table(table)?.get(id))
    }

    /// The row with an id, which is refused as unknown where there is none.
    pub(crate) fn get(&self, table: &str, id: &str) -> Result<&Row, Refusal> {
        self.row(table, id).ok_or_else(|| Refusal::not_found(table))
    }

    /// All rows of a table.
    pub(crate) fn rows(&self, table: &str) -> impl Iterator<Item = &Row> {
        self.of_both(table, Table::rows)
    }

    /// The rows with a name.
    pub(crate) fn named(&self, table: &str, name: &str) -> impl Iterator<Item = &Row> {
        self.of_both(table, move |table| table.named(name))
    }

    /// The rows that belong to the thing with an id, or refer to it.
    pub(crate) fn linked(&self, table: &str, id: &str) -> impl Iterator<Item = &Row> {
        self.of_both(table, move |table| table.linked(id))
    }

    /// Rows of this world, and those of the catalog that have not been changed here.
    fn of_both<'a, R: Iterator<Item = &'a Row>>(
        &'a self,
        table: &str,
        rows: impl Fn(&'a Table) -> R,
    ) -> impl Iterator<Item = &'a Row> {
        let own = self.tables.get(table);
        let shared = Catalog::shared().table(table);
        let changed = move |row: &&Row| own.is_none_or(|own| own.get(row.id()).is_none());
        let shared = shared.map(&rows).into_iter().flatten().filter(changed);
        own.map(&rows).into_iter().flatten().chain(shared)
    }

    /// The ids of the rows that belong to the thing with an id, or refer to it.
    pub(crate) fn linked_ids(&self, table: &str, id: &str) -> Vec<String> {
        self.linked(table, id)
            .map(|row| row.id().to_owned())
            .collect()
    }

    /// The names of the tables, and the rows that are this world's own.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.tables
            .iter()
            .map(|(name, table)| (name.as_str(), table))
    }

    /// Adds a row, or puts it in the place of the one with its id.
    pub(crate) fn insert(&mut self, table: &str, row: Row) {
        let id = row.id().to_owned();
        let before = self.tables.entry(table.to_owned()).or_default().put(row);
        self.note(table, &id, before);
    }

    /// Changes a row; nothing happens where there is none.
    pub(crate) fn change(&mut self, table: &str, id: &str, change: impl FnOnce(&mut Row)) {
        let Some(mut row) = self.row(table, id).cloned() else {
            return;
        };
        change(&mut row);
        self.insert(table, row);
    }

    /// Removes a row with all that belongs to it, and forgets what refers to it.
    pub(crate) fn remove(&mut self, table: &str, id: &str) -> Option<Row> {
        let gone = self.take(table, id)?;
        self.note(table, id, Some(gone.clone()));
        let names: Vec<String> = self.tables.keys().cloned().collect();
        for name in names {
            for linked in self.linked_ids(&name, id) {
                let owned = |row: &Row| row.owners.iter().any(|owner| owner == id);
                if self.row(&name, &linked).is_some_and(owned) {
                    self.remove(&name, &linked);
                } else {
                    self.change(&name, &linked, |row| row.unlink(id));
                }
            }
        }
        Some(gone)
    }

    /// Sets a row, or removes it and nothing else, without noting that it changed.
    pub(crate) fn put(&mut self, table: &str, id: &str, row: Option<Row>) {
        match row {
            Some(row) => self.tables.entry(table.to_owned()).or_default().put(row),
            None => self.take(table, id),
        };
    }

    /// What changed since this was asked before, the earliest first.
    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// How many changes there are that nobody has taken yet.
    pub(super) fn changes(&self) -> usize {
        self.changes.len()
    }

    /// Takes the latest changes back, but for so many.
    pub(super) fn take_back(&mut self, kept: usize) {
        while self.changes.len() > kept
            && let Some(change) = self.changes.pop()
        {
            self.put(&change.table, &change.id, change.before);
        }
    }

    /// Takes a row out; a table without any is none.
    fn take(&mut self, table: &str, id: &str) -> Option<Row> {
        let rows = self.tables.get_mut(table)?;
        let row = rows.take(id);
        if rows.is_empty() {
            self.tables.remove(table);
        }
        row
    }

    fn note(&mut self, table: &str, id: &str, before: Option<Row>) {
        self.changes.push(Change {
            table: table.to_owned(),
            id: id.to_owned(),
            before,
        });
    }
}
