//! Passwords, and resetting them. No mail is sent: the email address of the account serves as the
//! token of its reset.

use crate::behaviour::table::Rules;
use crate::behaviour::teams::team_members;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{World, key_of};

pub(super) const RULES: Rules = &[
    ("POST /password-resets", begin),
    ("POST /password-resets/{}/actions/finalize", finalize),
];

/// The shortest password that is taken.
const SHORTEST: usize = 8;

/// Whether a text is the password of an account. One that never set a password has any.
pub(super) fn is(world: &World, account: &str, password: &str) -> bool {
    let account = world.store.row("account", account);
    let key = account.and_then(|account| account.noted("password").as_str());
    !password.is_empty() && key.is_none_or(|key| key == key_of(password))
}

/// Sets the password of an account; `field` is where it was sent.
pub(super) fn set(
    world: &mut World,
    account: &str,
    field: &str,
    password: &str,
) -> Result<(), Refusal> {
    if password.chars().count() < SHORTEST {
        return Err(Refusal::invalid_params(format!(
            "`{field}` must have at least {SHORTEST} characters."
        )));
    }
    let key = key_of(password);
    world
        .store
        .change("account", account, |account| account.note("password", key));
    Ok(())
}

fn begin(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let email = team_members::email(call)?;
    let known = generic::find(world, "account", email, None);
    let account = known.map(|row| row.id().to_owned()).ok_or_else(|| {
        Refusal::invalid_params("`email` is the address of no account that is known.")
    })?;
    for id in world.store.linked_ids("password-reset", &account) {
        world.store.remove("password-reset", &id);
    }
    let row = generic::blank_row(world, "password-reset")
        .with_reference("user", &account)
        .owned_by(&account);
    let id = row.id().to_owned();
    world.store.insert("password-reset", row);
    generic::created(world, call, &id)
}

fn finalize(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let key = call.argument(0);
    let account = generic::find(world, "account", key, None);
    let account = account.ok_or_else(|| Refusal::not_found("password-reset"))?;
    let account = account.id().to_owned();
    let resets = world.store.linked_ids("password-reset", &account);
    let reset = resets.into_iter().next();
    let reset = reset.ok_or_else(|| Refusal::not_found("password-reset"))?;
    let password = call.text("password").unwrap_or_default();
    if call.text("password_confirmation") != Some(password) {
        return Err(Refusal::invalid_params(
            "`password_confirmation` must be the same as `password`.",
        ));
    }
    set(world, &account, "password", password)?;
    let done = generic::shown(world, call, &reset)?;
    world.store.remove("password-reset", &reset);
    Ok(done)
}
