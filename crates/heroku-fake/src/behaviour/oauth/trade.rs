//! Trading codes and refresh tokens for access tokens.

use http::StatusCode;
use serde_json::{Value, json};

use super::expiry;
use super::issue::{give_access, give_refresh_token};
use crate::exchange::Refusal;
use crate::world::{Row, World, reference};

/// How long an access token lives, in seconds: eight hours.
const LIVES: i64 = 8 * 60 * 60;

/// Trades a code, once; tells the id of the new token.
pub(crate) fn by_code(world: &mut World, code: &str, secret: &str) -> Result<String, Refusal> {
    let row = authorization(world, "grant", "code", code)
        .filter(|row| expiry::left(world, row, "grant_expires_at") != 0)
        .ok_or_else(|| refused("The code is wrong, used, or too old."))?;
    check_secret(world, row, secret)?;
    let id = row.id().to_owned();
    world.store.change("oauth-authorization", &id, |row| {
        row.set("grant", Value::Null);
    });
    give_refresh_token(world, &id);
    Ok(give(world, &id, "authorization_code", code, secret))
}

/// Trades a refresh token; tells the id of the new token.
pub(crate) fn by_refresh_token(
    world: &mut World,
    token: &str,
    secret: &str,
) -> Result<String, Refusal> {
    let row = authorization(world, "refresh_token", "token", token);
    let row = row.ok_or_else(|| refused("The refresh token is wrong or revoked."))?;
    check_secret(world, row, secret)?;
    let id = row.id().to_owned();
    Ok(give(world, &id, "refresh_token", token, secret))
}

fn authorization<'a>(world: &'a World, field: &str, part: &str, secret: &str) -> Option<&'a Row> {
    let mut rows = world.store.rows("oauth-authorization");
    rows.find(|row| row.get(field).get(part).and_then(Value::as_str) == Some(secret))
}

fn check_secret(world: &World, authorization: &Row, secret: &str) -> Result<(), Refusal> {
    let client = authorization.referred("client");
    let client = client.and_then(|id| world.store.row("oauth-client", id));
    if client.is_some_and(|client| client.text("secret") == secret) {
        return Ok(());
    }
    Err(refused("The secret of the client is wrong."))
}

/// Gives an authorization a new access token, whose row tells what it was traded for.
fn give(world: &mut World, authorization: &str, kind: &str, code: &str, secret: &str) -> String {
    let id = give_access(world, authorization, Some(LIVES), false);
    let known = world.store.row("oauth-authorization", authorization);
    let session = known.and_then(|row| row.referred("session")).map(reference);
    let refresh = known.map(|row| row.get("refresh_token").clone());
    world.store.change("oauth-token", &id, |token| {
        token.set("client", json!({ "secret": secret }));
        token.set("grant", json!({ "code": code, "type": kind }));
        token.set("refresh_token", refresh);
        token.set("session", session);
    });
    id
}

fn refused(message: &str) -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
}
