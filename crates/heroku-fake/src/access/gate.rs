//! Whether a request may be carried out.

use heroku_schema::Action;
use http::HeaderMap;

use super::{Asker, scope, second_factor, standing};
use crate::exchange::Refusal;
use crate::world::World;

/// Actions that need no token: what they bring tells who asks.
const OPEN: [(&str, &str); 1] = [("POST", "/oauth/tokens")];

/// Whether an action needs no token.
pub(crate) fn is_open(action: &Action) -> bool {
    OPEN.contains(&(action.method.as_str(), action.path.as_str()))
}

/// Refuses what who asks may not do; `app` is the id of the app that it is about.
pub(crate) fn pass(
    world: &World,
    asker: &Asker,
    action: &Action,
    app: Option<&str>,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    standing::check(world, action)?;
    if !action.free {
        second_factor::check(world, asker, app, headers)?;
    }
    let accepted = scope::accepted(action);
    if accepted.iter().any(|scope| asker.has(scope)) {
        return Ok(());
    }
    let message = format!(
        "The token must have one of these scopes: {}.",
        accepted.join(", ")
    );
    Err(Refusal::forbidden(message))
}
