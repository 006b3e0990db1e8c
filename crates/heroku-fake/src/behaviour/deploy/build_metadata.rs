//! Build metadata: where an app keeps the cache of its builds and its repository.

use super::blobs;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/build-metadata", info),
    ("DELETE /apps/{}/build-cache", |world, call| {
        Ok(clear_cache(world, call.app()))
    }),
];

const TABLE: &str = "build-metadata";

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = call.app();
    let known = world.store.linked_ids(TABLE, app).pop();
    let id = known.unwrap_or_else(|| add(world, app));
    generic::shown(world, call, &id)
}

fn add(world: &mut World, app: &str) -> String {
    let mut row = generic::blank_row(world, TABLE)
        .owned_by(app)
        .with_reference("app", app);
    for kind in ["cache", "repo"] {
        let (secret, url) = blobs::open(world, Some(app));
        for verb in ["delete", "get", "put"] {
            row.set(&format!("{kind}_{verb}_url"), url.as_str());
        }
        row.note(kind, secret);
    }
    let id = row.id().to_owned();
    world.store.insert(TABLE, row);
    id
}

/// Empties the cache of the builds of an app.
fn clear_cache(world: &mut World, app: &str) -> Reply {
    let row = world.store.linked(TABLE, app).next();
    let secret = row.and_then(|row| row.noted("cache").as_str());
    if let Some(secret) = secret.map(str::to_owned) {
        blobs::clear(world, &secret);
    }
    Reply::accepted()
}
