//! An example of what an action answers.

use heroku_schema::Returns;
use serde_json::{Value, json};

use super::context::Context;
use crate::exchange::{Call, Reply};
use crate::schema::Schema;
use crate::world::World;

/// An example of what an action answers, which repeats what was sent.
pub(crate) fn reply(schema: &Schema, world: &World, call: &Call<'_>) -> Reply {
    let mut context = Context::new(schema, world, call);
    let creates = call.action.method == "POST" && call.action.rel == "create";
    match &call.action.returns {
        Returns::Page(item) => Reply::list([context.item(item, 0), context.item(item, 1)]),
        Returns::Many(item) => Reply::one(Value::Array(vec![context.item(item, 0)])),
        Returns::One(ty) if creates => Reply::created(context.whole(ty)),
        Returns::One(ty) => Reply::one(context.whole(ty)),
        _ if creates => Reply::created(json!({})),
        _ => Reply::one(json!({})),
    }
}
