//! The output of builds and of release phases, as it comes to be.

use serde_json::Value;

use crate::world::{Row, World};

/// The table of the outputs; no answer of the API tells one.
const TABLE: &str = "output";
/// The side door that leads to them.
pub(crate) const DOOR: &str = "streams";
/// More events than ever are due before an output ends.
const MOST_EVENTS: usize = 10_000;

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
        let mut text = text(row).to_owned();
        for line in lines {
            text.push_str(line.as_ref());
            text.push('\n');
        }
        row.note("text", text);
    });
}

/// Ends an output.
pub(super) fn close(world: &mut World, secret: &str) {
    let end = |row: &mut Row| row.note("done", true);
    world.store.change(TABLE, secret, end);
}

/// All of an output; time passes until it has ended.
pub(crate) fn whole(world: &mut World, secret: &str) -> Option<String> {
    for _ in 0..MOST_EVENTS {
        let row = world.store.row(TABLE, secret)?;
        if row.noted("done") == &Value::Bool(true) {
            break;
        }
        let Some(next) = world.timers.next() else {
            break;
        };
        world.advance(next.duration_since(world.clock.now()));
    }
    Some(text(world.store.row(TABLE, secret)?).to_owned())
}

/// The text of an output so far.
fn text(row: &Row) -> &str {
    row.noted("text").as_str().unwrap_or_default()
}
