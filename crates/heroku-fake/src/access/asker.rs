//! Who sent a request, as its token tells.

use jiff::Timestamp;

use crate::world::{Row, World, fixed_id};

/// What the account notes where the token that opened the world counts no more.
pub(crate) const ROOT_IS_REVOKED: &str = "root_is_revoked";

/// Who sent a request, as its token tells.
pub(crate) struct Asker {
    /// What the token may do.
    pub(crate) scopes: Vec<String>,
    /// Whether the token stands for a second factor that was given already.
    pub(crate) skips_second_factor: bool,
}

impl Asker {
    /// Who asks by the token with a key; none where the token is revoked or has expired.
    ///
    /// A token that the world did not give out itself is the one that opened it.
    pub(crate) fn of(world: &World, key: &str) -> Option<Self> {
        if key == world.key {
            let account = world.store.row("account", &world.me);
            let is_revoked = account.map(|account| account.noted(ROOT_IS_REVOKED) == true);
            return (is_revoked != Some(true)).then(|| Self {
                scopes: vec!["global".to_owned()],
                skips_second_factor: false,
            });
        }
        let token = world.store.row("oauth-token", &token_row_id(key))?;
        let authorization = token.referred("authorization")?;
        let authorization = world.store.row("oauth-authorization", authorization)?;
        (!has_expired(token, world.clock.now())).then(|| Self {
            scopes: scopes(authorization),
            skips_second_factor: token.noted("skips_second_factor") == true,
        })
    }

    /// Whether the token has a scope.
    pub(super) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|known| known == scope)
    }
}

/// The id of the row of the token with a key.
pub(crate) fn token_row_id(key: &str) -> String {
    fixed_id(&format!("oauth-token/{key}"))
}

fn has_expired(token: &Row, now: Timestamp) -> bool {
    let ends = token.noted("expires_at").as_str();
    ends.and_then(|ends| ends.parse::<Timestamp>().ok())
        .is_some_and(|ends| ends <= now)
}

fn scopes(authorization: &Row) -> Vec<String> {
    let scopes = authorization.get("scope").as_array();
    let texts = scopes.into_iter().flatten();
    texts
        .filter_map(|scope| scope.as_str().map(str::to_owned))
        .collect()
}
