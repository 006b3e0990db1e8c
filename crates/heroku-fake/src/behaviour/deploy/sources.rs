//! Sources: places for the archives that builds are made of.

use serde_json::json;

use super::blobs;
use crate::behaviour::table::Rules;
use crate::exchange::Reply;
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("POST /sources", |world, _| Ok(create(world, None))),
    ("POST /apps/{}/sources", |world, call| {
        Ok(create(world, Some(call.app())))
    }),
];

/// Makes a place for a source, which goes with an app where there is one.
fn create(world: &mut World, app: Option<&str>) -> Reply {
    let (_, url) = blobs::open(world, app);
    let blob = json!({ "get_url": url, "put_url": url });
    Reply::created(json!({ "source_blob": blob }))
}
