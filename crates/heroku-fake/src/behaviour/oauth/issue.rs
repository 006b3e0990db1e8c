//! Giving out authorizations, tokens and sessions.

use serde_json::{Value, json};

use super::expiry;
use crate::access::token_row_id;
use crate::generic;
use crate::world::{Row, World, key_of, reference};

/// How long a token lives, in seconds; none for one that does not end.
pub(crate) type Lifetime = Option<i64>;

/// Adds an authorization of the account without tokens, and tells its id.
pub(crate) fn open_authorization(
    world: &mut World,
    description: &str,
    scopes: &[String],
) -> String {
    let name = world.my_account().get("name").clone();
    let row = generic::blank_row(world, "oauth-authorization")
        .with("access_token", Value::Null)
        .with("client", Value::Null)
        .with("description", description)
        .with("grant", Value::Null)
        .with("refresh_token", Value::Null)
        .with("scope", scopes.to_vec())
        .with("session", Value::Null)
        .with("user", json!({ "id": world.me, "full_name": name }));
    let id = row.id().to_owned();
    world.store.insert("oauth-authorization", row);
    id
}

/// Adds a session of the account, and tells its id.
pub(crate) fn open_session(world: &mut World, description: &str, lifetime: Lifetime) -> String {
    let ends = expiry::ahead(world, lifetime);
    let row = generic::blank_row(world, "oauth-session")
        .with("description", description)
        .with("expires_in", lifetime)
        .with_note(expiry::ENDS, ends);
    let id = row.id().to_owned();
    world.store.insert("oauth-session", row);
    id
}

/// Gives an authorization a new access token, and tells the id of its row.
///
/// Older ones work on until they end or are revoked.
pub(crate) fn give_access(
    world: &mut World,
    authorization: &str,
    lifetime: Lifetime,
    skips_second_factor: bool,
) -> String {
    let token = format!("HRKU-{}", world.ids.uuid());
    world.issue(&token);
    let id = token_row_id(&key_of(&token));
    let told = json!({ "expires_in": lifetime, "id": id, "token": token });
    let (now, ends) = (world.now(), expiry::ahead(world, lifetime));
    let row = Row::new(id.as_str())
        .owned_by(authorization)
        .with("access_token", told.clone())
        .with_reference("authorization", authorization)
        .with("client", Value::Null)
        .with("created_at", now.as_str())
        .with("updated_at", now.as_str())
        .with_reference("user", &world.me)
        .with_note(expiry::ENDS, ends)
        .with_note("skips_second_factor", skips_second_factor);
    world.store.insert("oauth-token", row);
    world
        .store
        .change("oauth-authorization", authorization, |row| {
            row.set("access_token", told);
            row.set("updated_at", now);
        });
    id
}

/// Gives an authorization a code that its client trades for tokens, and tells it.
pub(super) fn give_code(world: &mut World, authorization: &str, lifetime: i64) -> String {
    let (id, code) = (world.ids.uuid(), world.ids.uuid());
    world.issue(&code);
    let grant = json!({ "code": code, "expires_in": lifetime, "id": id });
    let ends = expiry::ahead(world, Some(lifetime));
    world
        .store
        .change("oauth-authorization", authorization, |row| {
            row.set("grant", grant);
            row.note("grant_expires_at", ends);
        });
    code
}

/// Gives an authorization what its client trades for new access tokens.
pub(super) fn give_refresh_token(world: &mut World, authorization: &str) {
    let (id, token) = (world.ids.uuid(), world.ids.uuid());
    world.issue(&token);
    let refresh = json!({ "expires_in": null, "id": id, "token": token });
    world
        .store
        .change("oauth-authorization", authorization, |row| {
            row.set("refresh_token", refresh);
        });
}

/// Lets an authorization be that of a client, and go with it and with the session.
pub(super) fn bind(world: &mut World, authorization: &str, client: &str, session: &str) {
    world
        .store
        .change("oauth-authorization", authorization, |row| {
            row.owners.extend([client.to_owned(), session.to_owned()]);
            row.set("client", reference(client));
            row.set("session", reference(session));
        });
}
