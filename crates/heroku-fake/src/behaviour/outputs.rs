//! The output of builds and of release phases, as it comes to be.

use serde_json::Value;

use crate::world::{Row, World};

/// The table of the outputs; no answer of the API tells one.
pub(crate) const TABLE: &str = "output";
/// The side door that leads to them.
const DOOR: &str = "streams";

/// Begins an output that goes with an app; tells its secret and its address.
pub(super) fn open(world: &mut World, app: &str) -> (String, String) {
    let secret = world.ids.uuid();
    let row = Row::new(secret.as_str())
        .owned_by(app)
        .with_note("text", "")
        .with_note("done", false);
    world.store.insert(TABLE, row);
    let url = format!("{}/{DOOR}/{}/{secret}", world.base.http, world.key);
    (secret, url)
}

/// Adds lines to an output.
pub(super) fn write(world: &mut World, secret: &str, lines: &[impl AsRef<str>]) {
    world.store.change(TABLE, secret, |row| {
        let mut text = row.noted("text").as_str().unwrap_or_default().to_owned();
        for line in lines {
            text.push_str(line.as_ref());
            text.push('\n');
        }
        row.note("text", text);
    });
}

/// Ends an output.
pub(super) fn close(world: &mut World, secret: &str) {
    world
        .store
        .change(TABLE, secret, |row| row.note("done", true));
}

/// The text of an output so far.
pub(crate) fn text(row: &Row) -> &str {
    row.noted("text").as_str().unwrap_or_default()
}

/// Whether an output has ended.
pub(crate) fn is_done(row: &Row) -> bool {
    row.noted("done") == &Value::Bool(true)
}
