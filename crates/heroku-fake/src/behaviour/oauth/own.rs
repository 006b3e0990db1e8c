//! What `~` stands for in the paths of authorizations and sessions.

use serde_json::json;

use crate::access::{ROOT_IS_REVOKED, token_row_id};
use crate::world::{World, fixed_id};

use super::open_authorization;

/// The id of what `~` stands for among the things of a table, for who asks by a token with a key.
///
/// A session is the one of that token; an authorization is the one of the account's own API key,
/// whichever token asks.
pub(crate) fn own(world: &mut World, asks: &str, table: &str) -> Option<String> {
    match table {
        "oauth-authorization" => root(world),
        "oauth-session" => session(world, asks),
        _ => None,
    }
}

fn session(world: &World, asks: &str) -> Option<String> {
    let token = world.store.row("oauth-token", &token_row_id(asks))?;
    let authorization = token.referred("authorization")?;
    let authorization = world.store.row("oauth-authorization", authorization)?;
    authorization.referred("session").map(str::to_owned)
}

/// The authorization of the token that opened the world; it comes to be when it is first asked
/// for. Its token is not known, and told with asterisks.
pub(super) fn root(world: &mut World) -> Option<String> {
    let id = root_id(world);
    if world.store.row("oauth-authorization", &id).is_some() {
        return Some(id);
    }
    if world.my_account().noted(ROOT_IS_REVOKED) == true {
        return None;
    }
    let made = open_authorization(world, "API key", &["global".to_owned()]);
    let mut row = world.store.remove("oauth-authorization", &made)?;
    let token = format!("{}**********", world.key.get(..8).unwrap_or_default());
    let token_id = world.ids.uuid();
    row.set("id", id.as_str());
    row.set(
        "access_token",
        json!({ "expires_in": null, "id": token_id, "token": token }),
    );
    world.store.insert("oauth-authorization", row);
    Some(id)
}

/// Lets the token that opened the world count no more, where the authorization is its own.
pub(super) fn revoke_root(world: &mut World, authorization: &str) {
    if authorization == root_id(world) {
        world.change_my_account(|account| account.note(ROOT_IS_REVOKED, true));
    }
}

fn root_id(world: &World) -> String {
    fixed_id(&format!("oauth-authorization/{}/{}", world.key, world.me))
}
