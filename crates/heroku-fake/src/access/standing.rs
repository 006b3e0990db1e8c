//! What an account may not do while it is suspended, or has not paid.

use heroku_schema::Action;
use http::StatusCode;
use serde_json::Value;

use super::second_factor;
use crate::exchange::Refusal;
use crate::world::World;

/// The field of an account with the time at which it was suspended.
const SUSPENDED: &str = "suspended_at";
/// The field of an account with the time at which its bills were due.
const DELINQUENT: &str = "delinquent_at";

/// Suspends the account.
pub(crate) fn suspend(world: &mut World) {
    let now = world.now();
    world.change_my_account(|account| account.set(SUSPENDED, now));
}

/// Leaves the bills of the account unpaid.
pub(crate) fn leave_unpaid(world: &mut World) {
    let now = world.now();
    world.change_my_account(|account| account.set(DELINQUENT, now));
}

/// Lets the account be as it is at first: it may do everything, and asks for no second factor.
pub(crate) fn put_in_good_standing(world: &mut World) {
    world.change_my_account(|account| {
        second_factor::drop(account);
        account.set(SUSPENDED, Value::Null);
        account.set(DELINQUENT, Value::Null);
    });
}

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
    if !account.get(SUSPENDED).is_null() && (!is_own || !reads) {
        let message = "The account is suspended.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "suspended", message));
    }
    let costs =
        !reads && action.method != "DELETE" && !is_own && !action.path.starts_with("/oauth");
    if !account.get(DELINQUENT).is_null() && costs {
        let message = "The account has bills that are not paid.";
        let status = StatusCode::PAYMENT_REQUIRED;
        return Err(Refusal::new(status, "delinquent", message));
    }
    Ok(())
}
