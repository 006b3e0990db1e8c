//! What is the same in every world: regions, stacks, dyno sizes, add-on services and their plans.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use heroku_schema::Type;
use serde_json::{Map, Value};

use super::{Row, Table, fixed_id, row};
use crate::schema;

/// When the platform's own things came into being: before any world.
const CREATED: &str = "2024-01-01T00:00:00Z";

/// The files of the catalog, by the tables that they fill. What a file refers to comes before it.
const FILES: [(&str, &str); 12] = [
    ("region", include_str!("../../catalog/region.json")),
    ("stack", include_str!("../../catalog/stack.json")),
    ("generation", include_str!("../../catalog/generation.json")),
    ("dyno-size", include_str!("../../catalog/dyno-size.json")),
    (
        "add-on-service",
        include_str!("../../catalog/add-on-service.json"),
    ),
    ("plan", include_str!("../../catalog/plan.json")),
    ("plan-meter", include_str!("../../catalog/plan-meter.json")),
    (
        "account-feature",
        include_str!("../../catalog/account-feature.json"),
    ),
    (
        "app-feature",
        include_str!("../../catalog/app-feature.json"),
    ),
    (
        "team-feature",
        include_str!("../../catalog/team-feature.json"),
    ),
    (
        "enterprise-account",
        include_str!("../../catalog/enterprise-account.json"),
    ),
    (
        "team-app-permission",
        include_str!("../../catalog/team-app-permission.json"),
    ),
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
        for (name, value) in fields {
            match (name.as_str(), value) {
                ("fake", Value::Object(notes)) => {
                    row.owners = self.owners(&notes);
                    row.notes = notes;
                }
                (_, value) => {
                    let known = schema::fields(table)
                        .iter()
                        .find(|field| field.wire_name == name);
                    let value = known.map_or(value.clone(), |field| self.refer(&field.ty, value));
                    row.set(&name, value);
                }
            }
        }
        row.set("id", fixed_id(&format!("{table}/{}", row.text("name"))));
        row.set("created_at", CREATED);
        row.set("updated_at", CREATED);
        row
    }

    /// The ids of the things of other tables that notes name: the row belongs to them.
    fn owners(&self, notes: &Map<String, Value>) -> Vec<String> {
        let owners = notes.iter().filter_map(|(table, name)| {
            let owner = self.table(table)?.named(name.as_str()?).next()?;
            Some(owner.id().to_owned())
        });
        owners.collect()
    }

    /// References in place of the names of other things of the catalog.
    fn refer(&self, ty: &Type, value: Value) -> Value {
        match (ty, value) {
            (Type::Array(item), Value::Array(values)) => values
                .into_iter()
                .map(|value| self.refer(item, value))
                .collect(),
            (Type::Object(model), value) => {
                let name = value.get("name").and_then(Value::as_str);
                let table = schema::table_of_object(model).and_then(|name| self.table(name));
                let found = name
                    .zip(table)
                    .and_then(|(name, table)| table.named(name).next());
                found.map_or(value, |known| row::reference(known.id()))
            }
            (_, value) => value,
        }
    }
}
