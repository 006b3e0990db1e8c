//! What is the same in every world: regions, stacks, dyno sizes, add-on services and their plans.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::{Row, Table, fixed_id, row};

/// When the platform's own things came into being: before any world.
const CREATED: &str = "2024-01-01T00:00:00Z";

/// The files of the catalog, by the tables that they fill. What a file refers to comes before it.
const FILES: [(&str, &str); 3] = [
    ("region", include_str!("../../catalog/region.json")),
    ("stack", include_str!("../../catalog/stack.json")),
    ("dyno-size", include_str!("../../catalog/dyno-size.json")),
];

/// What is the same in every world.
pub(crate) struct Catalog {
    tables: BTreeMap<&'static str, Table>,
}

impl Catalog {
    /// The catalog that is compiled in.
    pub(crate) fn shared() -> &'static Self {
        static CATALOG: OnceLock<Catalog> = OnceLock::new();
        CATALOG.get_or_init(Self::load)
    }

    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    fn load() -> Self {
        let mut catalog = Self {
            tables: BTreeMap::new(),
        };
        for (name, text) in FILES {
            let rows: Vec<Map<String, Value>> =
                serde_json::from_str(text).expect("the catalog is valid JSON: every test reads it");
            let mut table = Table::default();
            for fields in rows {
                table.put(catalog.complete(name, fields));
            }
            catalog.tables.insert(name, table);
        }
        catalog
    }

    /// A row with what the file leaves out: its id, its dates, and the ids of what it refers to.
    fn complete(&self, table: &str, fields: Map<String, Value>) -> Row {
        let mut row = Row::new("");
        for (field, value) in fields {
            match (field.as_str(), value) {
                ("fake", Value::Object(notes)) => row.notes = notes,
                (_, value) => {
                    let value = self.refer(&field, value);
                    row.set(&field, value);
                }
            }
        }
        row.set("id", fixed_id(&format!("{table}/{}", row.text("name"))));
        row.set("created_at", CREATED);
        row.set("updated_at", CREATED);
        row
    }

    /// A reference in place of the name of another thing of the catalog.
    fn refer(&self, field: &str, value: Value) -> Value {
        let name = value.get("name").and_then(Value::as_str);
        let wanted = field.replace('_', "");
        let table = self
            .tables
            .iter()
            .find(|(table, _)| table.replace('-', "") == wanted);
        let found = name
            .zip(table)
            .and_then(|(name, (_, table))| table.named(name).next());
        found.map_or(value, |known| row::reference(known.id()))
    }
}
