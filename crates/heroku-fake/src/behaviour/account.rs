//! The account behind the credential.

use serde_json::{Value, json};

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{Account, World};

pub(super) const RULES: Rules = &[
    ("GET /account", |world, _| {
        Ok(Reply::one(show(&world.account)))
    }),
    ("PATCH /account", |world, call| Ok(update(world, call))),
    ("GET /users/{}", info_of_user),
    ("PATCH /users/{}", update_user),
    ("GET /account/rate-limits", |world, _| {
        Ok(rate_limits(world))
    }),
    ("GET /account/keys", |_, _| Ok(Reply::list([]))),
];

fn info_of_user(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    check_user(world, call)?;
    Ok(Reply::one(show(&world.account)))
}

fn update_user(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    check_user(world, call)?;
    Ok(update(world, call))
}

fn update(world: &mut World, call: &Call<'_>) -> Reply {
    let account = &mut world.account;
    account.allow_tracking = call
        .flag("allow_tracking")
        .unwrap_or(account.allow_tracking);
    account.beta = call.flag("beta").unwrap_or(account.beta);
    if let Some(name) = call.body.get("name") {
        account.name = name.as_str().map(str::to_owned);
    }
    if let Some(email) = call.text("email") {
        account.me.email = email.to_ascii_lowercase();
    }
    account.updated_at = world.clock.now();
    Reply::one(show(account))
}

fn rate_limits(world: &mut World) -> Reply {
    let remaining = world.rate.remaining(world.clock.now());
    Reply::one(json!({ "remaining": remaining }))
}

fn check_user(world: &World, call: &Call<'_>) -> Result<(), Refusal> {
    if world.account.is_me(call.argument(0)) {
        Ok(())
    } else {
        Err(Refusal::not_found("user"))
    }
}

fn show(account: &Account) -> Value {
    json!({
        "allow_tracking": account.allow_tracking,
        "beta": account.beta,
        "country_of_residence": null,
        "created_at": account.created_at.to_string(),
        "default_organization": null,
        "default_team": null,
        "delinquent_at": null,
        "email": account.me.email,
        "federated": false,
        "id": account.me.id,
        "identity_provider": null,
        "last_login": account.created_at.to_string(),
        "name": account.name,
        "sms_number": null,
        "suspended_at": null,
        "two_factor_authentication": false,
        "updated_at": account.updated_at.to_string(),
        "verified": true,
    })
}
