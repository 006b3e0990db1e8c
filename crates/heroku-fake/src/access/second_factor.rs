//! The second factor of accounts that have one.

use http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::Asker;
use crate::exchange::Refusal;
use crate::world::{Row, World};

/// The note of an account with the code that it asks for.
const CODE: &str = "two_factor_code";
/// The note of an app with the time until which it asks for none.
const OPEN_UNTIL: &str = "pre_authorized_until";
/// How long an app asks for no code once it was pre-authorized.
const OPEN_FOR: SignedDuration = SignedDuration::from_mins(30);

/// Lets the account ask for a code from now on.
pub(crate) fn require(world: &mut World, code: &str) {
    world.change_my_account(|account| {
        account.note(CODE, code);
        account.set("two_factor_authentication", true);
    });
}

/// Lets an account ask for no code any more.
pub(super) fn drop(account: &mut Row) {
    account.notes.shift_remove(CODE);
    account.set("two_factor_authentication", false);
}

/// Refuses a request of an account with a second factor that comes without the right code.
///
/// `app` is the id of the app that the request is about, if it is about one.
pub(super) fn check(
    world: &World,
    asker: &Asker,
    app: Option<&str>,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let account = world.store.row("account", &world.me);
    let Some(code) = account.and_then(|account| account.noted(CODE).as_str()) else {
        return Ok(());
    };
    match headers.get("heroku-two-factor-code") {
        Some(sent) if sent.as_bytes() == code.as_bytes() => Ok(()),
        Some(_) => {
            let message = "The code of the second factor is not right.";
            let status = StatusCode::UNAUTHORIZED;
            Err(Refusal::new(status, "invalid_two_factor_code", message))
        }
        None if asker.skips_second_factor => Ok(()),
        None if app.is_some_and(|app| is_open(world, app)) => Ok(()),
        None => Err(required(world, app)),
    }
}

/// Lets an app be used without a code for a while.
pub(crate) fn pre_authorize(world: &mut World, app: &str) {
    let until = world.clock.now().saturating_add(OPEN_FOR);
    let until = until.unwrap_or(Timestamp::MAX).to_string();
    let note = |app: &mut Row| app.note(OPEN_UNTIL, until);
    world.store.change("app", app, note);
}

/// Whether an app was pre-authorized, and still is.
fn is_open(world: &World, app: &str) -> bool {
    let until = world.store.row("app", app);
    let until = until.and_then(|app| app.noted(OPEN_UNTIL).as_str()?.parse::<Timestamp>().ok());
    until.is_some_and(|until| world.clock.now() < until)
}

/// The refusal of who has sent no code.
fn required(world: &World, app: Option<&str>) -> Refusal {
    let message = "A second factor is needed: send its code in Heroku-Two-Factor-Code.";
    let refusal = Refusal::new(StatusCode::FORBIDDEN, "two_factor", message)
        .with_header("heroku-two-factor-required", "true");
    match app.and_then(|app| world.store.row("app", app)) {
        Some(app) => refusal.with("app", json!({ "id": app.id(), "name": app.get("name") })),
        None => refusal,
    }
}
