//! The repositories that pipelines are connected to.

use serde_json::json;

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Reply};

pub(super) const RULES: Rules = &[("GET /pipelines/{}/repo/branches/{}", |_, call| {
    Ok(branch(call))
})];

/// One branch. No host of repositories stands behind the fake: there is whichever branch is asked
/// for.
fn branch(call: &Call<'_>) -> Reply {
    Reply::one(json!({ "name": call.argument(1) }))
}
