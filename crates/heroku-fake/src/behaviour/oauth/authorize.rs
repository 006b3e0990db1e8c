//! What users grant to clients.

use super::issue::{bind, give_code, open_authorization, open_session};
use crate::access::SCOPES;
use crate::exchange::Refusal;
use crate::world::World;

/// How long a code may be traded, in seconds.
const CODE_LIVES: i64 = 300;

/// What a user is to grant to a client.
pub(crate) struct Wish<'a> {
    pub(crate) client: &'a str,
    pub(crate) description: &'a str,
    pub(crate) scopes: &'a [String],
}

/// Grants a client what it wishes; tells the id of the authorization, and the code for its tokens.
pub(crate) fn authorize(world: &mut World, wish: &Wish<'_>) -> (String, String) {
    let session = open_session(world, wish.description, None);
    let authorization = open_authorization(world, wish.description, wish.scopes);
    bind(world, &authorization, wish.client, &session);
    let code = give_code(world, &authorization, CODE_LIVES);
    (authorization, code)
}

/// Refuses scopes that do not exist, and having none.
pub(crate) fn check_scopes(scopes: &[String]) -> Result<(), Refusal> {
    let are_known = scopes.iter().all(|scope| SCOPES.contains(&scope.as_str()));
    if !scopes.is_empty() && are_known {
        return Ok(());
    }
    let known = SCOPES.join(", ");
    Err(Refusal::invalid_params(format!(
        "`scope` must hold one or more of {known}."
    )))
}
