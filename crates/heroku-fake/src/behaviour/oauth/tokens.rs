//! Tokens: what clients get for codes and refresh tokens.

use serde_json::Value;

use super::{by_code, by_refresh_token};
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(in crate::behaviour) const RULES: Rules = &[("POST /oauth/tokens", create)];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let part = |field: &str, part: &str| {
        let value = call.body.get(field).and_then(|value| value.get(part));
        let missing = || Refusal::invalid_params(format!("`{field}.{part}` is missing."));
        value.and_then(Value::as_str).ok_or_else(missing)
    };
    let secret = part("client", "secret")?;
    let id = match part("grant", "type")? {
        "authorization_code" => by_code(world, part("grant", "code")?, secret)?,
        "refresh_token" => by_refresh_token(world, part("refresh_token", "token")?, secret)?,
        _ => {
            let message = "`grant.type` must be authorization_code or refresh_token.";
            return Err(Refusal::invalid_params(message));
        }
    };
    generic::created(world, call, &id)
}
