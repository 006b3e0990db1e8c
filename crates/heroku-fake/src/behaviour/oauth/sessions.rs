//! Sessions: logins by a browser.

use super::expiry;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(in crate::behaviour) const RULES: Rules = &[("GET /oauth/sessions", list)];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let rows = world.store.rows("oauth-session");
    let told: Vec<Row> = rows
        .map(|row| {
            let left = expiry::left(world, row, expiry::ENDS);
            row.clone().with("expires_in", left)
        })
        .collect();
    generic::list_of(world, call, told.iter().collect())
}
