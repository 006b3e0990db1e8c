//! Letting an app be used without a second factor for a while.

use crate::access;
use crate::behaviour::table::Rules;

pub(super) const RULES: Rules = &[("PUT /apps/{}/pre-authorizations", |world, call| {
    let app = call.app().to_owned();
    access::pre_authorize(world, &app);
    Ok(crate::exchange::Reply::one(serde_json::json!({})))
})];
