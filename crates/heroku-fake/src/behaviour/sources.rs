//! Sources: places for the archives that builds are made of.

use serde_json::json;

use super::blobs;
use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::World;

pub(super) const RULES: Rules = &[("POST /sources", create), ("POST /apps/{}/sources", create)];

#[expect(clippy::unnecessary_wraps, reason = "all rules may refuse")]
fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = Some(call.app()).filter(|app| !app.is_empty());
    let (_, url) = blobs::open(world, app);
    let blob = json!({ "get_url": url, "put_url": url });
    Ok(Reply::created(json!({ "source_blob": blob })))
}
