//! The account behind the credential.

use serde_json::{Value, json};

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply, Version};
use crate::world::{Account, World};

pub(super) const RULES: Rules = &[
    ("GET /account", |world, call| Ok(info(world, call))),
    ("PATCH /account", |world, call| Ok(update(world, call))),
    ("DELETE /account", |world, call| Ok(delete(world, call))),
    ("GET /users/{}", |world, call| {
        check_user(world, call)?;
        Ok(info(world, call))
    }),
    ("PATCH /users/{}", |world, call| {
        check_user(world, call)?;
        Ok(update(world, call))
    }),
    ("DELETE /users/{}", |world, call| {
        check_user(world, call)?;
        Ok(delete(world, call))
    }),
    ("GET /account/rate-limits", |world, _| {
        Ok(rate_limits(world))
    }),
    ("GET /account/keys", |_, _| Ok(Reply::list([]))),
];

fn info(world: &World, call: &Call<'_>) -> Reply {
    Reply::one(show(&world.account, call.version))
}

/// Deletes the account with all that it owns; the token is then that of a new account.
fn delete(world: &mut World, call: &Call<'_>) -> Reply {
    let deleted = info(world, call);
    world.start_over();
    deleted
}

fn update(world: &mut World, call: &Call<'_>) -> Reply {
    let account = &mut world.account;
    account.allow_tracking = call
        .flag("allow_tracking")
        .unwrap_or(account.allow_tracking);
    account.beta = call.flag("beta").unwrap_or(account.beta);
    account.eco_dynos_enabled = call
        .flag("eco_dynos_enabled")
        .unwrap_or(account.eco_dynos_enabled);
    if let Some(name) = call.body.get("name") {
        account.name = name.as_str().map(str::to_owned);
    }
    if let Some(email) = call.text("email") {
        account.me.email = email.to_ascii_lowercase();
    }
    account.updated_at = world.clock.now();
    info(world, call)
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

fn show(account: &Account, version: &Version) -> Value {
    let mut shown = json!({
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
    });
    if version.is_sdk() {
        shown["acknowledged_msa"] = false.into();
        shown["acknowledged_msa_at"] = Value::Null;
        shown["eco_dynos_enabled"] = account.eco_dynos_enabled.into();
        shown["eco_dynos_shutdown_at"] = Value::Null;
        shown["italian_customer_terms"] = Value::Null;
        shown["italian_partner_terms"] = Value::Null;
        shown["mfa_enabled"] = false.into();
        shown["mfa_exemption"] = false.into();
        shown["mfa_exemption_reason"] = Value::Null;
        shown["mfa_experience"] = "vaas".into();
        shown["pipeline_cost_consent_at"] = Value::Null;
    }
    shown
}
