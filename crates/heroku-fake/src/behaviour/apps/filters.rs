//! Many apps at once, by their ids.

use serde_json::Value;

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Reply};
use crate::generic;
use crate::show::View;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[("POST /filters/apps", |world, call| Ok(apps(world, call)))];

/// The apps whose ids are given; ids of no app have no effect.
fn apps(world: &World, call: &Call<'_>) -> Reply {
    let wanted = call
        .body
        .get("in")
        .and_then(|conditions| conditions.get("id"));
    let wanted = wanted.and_then(Value::as_array);
    let is_wanted = |app: &&Row| {
        let mut ids = wanted.into_iter().flatten();
        wanted.is_none() || ids.any(|id| id.as_str() == Some(app.id()))
    };
    let apps = generic::rows(world, call).into_iter().filter(is_wanted);
    let view = View::new(&world.store, call);
    Reply::one(apps.map(|app| view.answer(call, app)).collect())
}
