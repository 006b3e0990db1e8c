//! The worlds over HTTP.

use std::sync::{Arc, Mutex};

use heroku_schema::Type;
use serde_json::{Map, Value, json};

use super::answer::{Refused, ok};
use super::asked::Control;
use crate::exchange::Version;
use crate::fake::lock;
use crate::journal::masked;
use crate::outcome::Outcome;
use crate::show::View;
use crate::world::{Row, World, world_id};

/// More apps are not shown at once.
const APPS: usize = 100;
/// More things of one kind are not shown of an app.
const OF_APP: usize = 25;
/// What is shown of an app beside itself: its name here, its table, and by what the latest come
/// first.
const PARTS: [(&str, &str, &str); 5] = [
    ("addons", "add-on", ""),
    ("domains", "domain", ""),
    ("dynos", "dyno", ""),
    ("formation", "formation", ""),
    ("releases", "release", "version"),
];
/// Where apps note their config vars.
const CONFIG: &str = "config";

/// `GET /_fake/worlds`: the worlds that are in use, with how many things each has of its own.
pub(super) fn list(control: &Control<'_>) -> Outcome {
    let worlds = control.fake.worlds();
    let worlds = worlds.iter().map(|(key, world)| {
        let world = lock(world);
        Value::Object(summary(key, &world))
    });
    ok(json!({ "worlds": worlds.collect::<Vec<Value>>() }))
}

/// `GET /_fake/worlds/{id}`: the apps of one world, without what is secret in them.
pub(super) fn one(control: &Control<'_>, id: &str) -> Result<Outcome, Refused> {
    let part = control.query(&["name"])?.pop().map(|(_, part)| part);
    let part = part.unwrap_or_default();
    let (key, world) = find(control, id)?;
    let world = lock(&world);
    let mut apps: Vec<&Row> = world.store.rows("app").collect();
    apps.retain(|app| app.text("name").contains(&part));
    apps.sort_by_key(|app| app.text("name"));
    let shown = apps.iter().take(APPS).map(|app| show(&world, app));
    let mut told = summary(&key, &world);
    told.insert("apps".to_owned(), shown.collect());
    let more = apps.len().saturating_sub(APPS);
    told.insert("more_apps".to_owned(), more.into());
    Ok(ok(Value::Object(told)))
}

fn find(control: &Control<'_>, id: &str) -> Result<(String, Arc<Mutex<World>>), Refused> {
    let mut worlds = control.fake.worlds().into_iter();
    worlds.find(|(key, _)| world_id(key) == id).ok_or_else(|| {
        Refused::not_found("There is no world of this id: a world begins with its first request.")
    })
}

fn summary(key: &str, world: &World) -> Map<String, Value> {
    let tables = world.store.tables().filter_map(|(name, table)| {
        let count = table.rows().count();
        (count > 0).then(|| (name.to_owned(), json!(count)))
    });
    let counts = Value::Object(tables.collect());
    let fields = [
        ("id", json!(world_id(key))),
        ("account", json!(world.my_account().text("email"))),
        ("now", json!(world.now())),
        ("real_time", json!(world.clock.runs())),
        ("counts", counts),
    ];
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn show(world: &World, app: &Row) -> Value {
    let mut shown = Map::new();
    shown.insert("app".to_owned(), resource(world, "app", app));
    let config = app.noted(CONFIG).as_object();
    let names = config.map(|config| config.keys().cloned().collect::<Vec<_>>());
    shown.insert("config".to_owned(), json!(names.unwrap_or_default()));
    for (name, table, latest_by) in PARTS {
        let mut rows: Vec<&Row> = world.store.linked(table, app.id()).collect();
        rows.sort_by_key(|row| (-row.number(latest_by), row.text("name")));
        let rows = rows.into_iter().take(OF_APP);
        let rows = rows.map(|row| resource(world, table, row));
        shown.insert(name.to_owned(), rows.collect());
    }
    Value::Object(shown)
}

fn resource(world: &World, table: &str, row: &Row) -> Value {
    let version = Version::plain();
    let shown = View::plain(&world.store, &version).resource(table, row);
    masked(&Type::Model(table.to_owned()), shown)
}
