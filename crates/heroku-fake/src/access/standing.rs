//! What an account may not do while it is suspended, or has not paid.

use heroku_schema::Action;
use http::StatusCode;

use crate::exchange::Refusal;
use crate::world::World;

/// Refuses what the account may not do as it stands.
///
/// A suspended account only learns about itself. One that has not paid still reads, deletes, and
/// changes the account, but for the rest changes nothing, since that may cost more.
pub(super) fn check(world: &World, action: &Action) -> Result<(), Refusal> {
    let Some(account) = world.store.row("account", &world.me) else {
        return Ok(());
    };
    let paths = ["/account", "/users/{account}"];
    let is_own = paths.contains(&action.path.as_str()) || action.path.starts_with("/account/");
    let reads = action.method == "GET";
    if !account.get("suspended_at").is_null() && (!is_own || !reads) {
        let message = "The account is suspended.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "suspended", message));
    }
    let costs =
        !reads && action.method != "DELETE" && !is_own && !action.path.starts_with("/oauth");
    if !account.get("delinquent_at").is_null() && costs {
        let message = "The account has bills that are not paid.";
        let status = StatusCode::PAYMENT_REQUIRED;
        return Err(Refusal::new(status, "delinquent", message));
    }
    Ok(())
}
