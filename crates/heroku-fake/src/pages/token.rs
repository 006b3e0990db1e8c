//! Where clients trade codes and refresh tokens, as programs for OAuth do.

use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::find::body;
use super::form::Form;
use super::html;
use crate::behaviour::oauth::{by_code, by_refresh_token};
use crate::doors::Visit;
use crate::exchange::Refusal;
use crate::outcome::Content;
use crate::world::World;

/// What leads to the world that the grant is of.
pub(super) fn grant(form: &Form) -> &str {
    match form.get("grant_type") {
        "refresh_token" => form.get("refresh_token"),
        _ => form.get("code"),
    }
}

/// Gives tokens for a grant.
pub(super) fn give(world: &mut World, visit: &Visit<'_>) -> Response<Content> {
    match traded(world, &body(visit.request)) {
        Ok(token) => html::json(StatusCode::OK, &told(world, &token)),
        Err(refusal) => html::json(refusal.status(), &refusal.body()),
    }
}

/// The id of the token that a grant is traded for.
fn traded(world: &mut World, form: &Form) -> Result<String, Refusal> {
    let secret = form.get("client_secret");
    match form.get("grant_type") {
        "authorization_code" => by_code(world, form.get("code"), secret),
        "refresh_token" => by_refresh_token(world, form.get("refresh_token"), secret),
        _ => {
            let message = "grant_type must be authorization_code or refresh_token.";
            Err(Refusal::bad_request(message))
        }
    }
}

/// A token as programs for OAuth read it.
fn told(world: &World, token: &str) -> Value {
    let Some(row) = world.store.row("oauth-token", token) else {
        return Value::Null;
    };
    json!({
        "access_token": row.get("access_token")["token"],
        "expires_in": row.get("access_token")["expires_in"],
        "refresh_token": row.get("refresh_token")["token"],
        "session_nonce": row.referred("session"),
        "token_type": "Bearer",
        "user_id": row.referred("user"),
    })
}
