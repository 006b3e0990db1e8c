//! The account that asks: changing it, its password, deleting it, its preferences.

use serde_json::json;

use super::passwords;
use crate::behaviour::table::Rules;
use crate::behaviour::teams::team_members;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("GET /account", info),
    ("PATCH /account", update),
    ("PATCH /users/{}", update),
    ("DELETE /account", delete),
    ("DELETE /users/{}", delete),
    ("GET /account/rate-limits", |world, _| {
        Ok(rate_limits(world))
    }),
    ("GET /users/{}/preferences", preferences),
    ("PATCH /users/{}/preferences", change_preferences),
    ("GET /users/{}/sms-number", |world, _| Ok(sms_number(world))),
    ("POST /users/{}/sms-number/actions/recover", |world, _| {
        Ok(sms_number(world))
    }),
    ("POST /users/{}/sms-number/actions/confirm", |world, _| {
        Ok(sms_number(world))
    }),
];

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let me = world.me.clone();
    generic::shown(world, call, &me)
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let me = world.me.clone();
    let email = call.text("email").map(str::to_ascii_lowercase);
    if let Some(email) = &email {
        check_password(world, call)?;
        check_email(world, &me, email)?;
    }
    if let Some(password) = call.text("new_password") {
        check_password(world, call)?;
        passwords::set(world, &me, "new_password", password)?;
    }
    generic::change(world, call, &me)?;
    if let Some(email) = email {
        set_email(world, &me, &email);
    }
    let now = world.now();
    world.store.change("account", &me, |account| {
        if call.flag("pipeline_cost_consent") == Some(true) {
            account.set("pipeline_cost_consent_at", now);
        }
    });
    generic::shown(world, call, &me)
}

/// Refuses a change for which the password is needed, and is missing or wrong.
fn check_password(world: &World, call: &Call<'_>) -> Result<(), Refusal> {
    let password = call.text("password").unwrap_or_default();
    if passwords::is(world, &world.me, password) {
        Ok(())
    } else {
        Err(Refusal::invalid_params(
            "`password` must be the password that the account has now.",
        ))
    }
}

fn check_email(world: &World, me: &str, email: &str) -> Result<(), Refusal> {
    if !team_members::is_email(email) {
        return Err(Refusal::invalid_params("`email` must be an email address."));
    }
    let mut accounts = world.store.rows("account");
    if accounts.any(|row| row.text("email") == email && row.id() != me) {
        return Err(Refusal::invalid_params(
            "`email` is already taken by another account.",
        ));
    }
    Ok(())
}

/// Sets the email address, also where it is repeated.
fn set_email(world: &mut World, me: &str, email: &str) {
    world
        .store
        .change("account", me, |account| account.set("email", email));
    for (table, link) in [("team-member", "user"), ("key", "")] {
        let rows = world.store.rows(table);
        let mine = rows.filter(|row| link.is_empty() || row.referred(link) == Some(me));
        let mine: Vec<String> = mine.map(|row| row.id().to_owned()).collect();
        for id in mine {
            world
                .store
                .change(table, &id, |row| row.set("email", email));
        }
    }
}

/// Deletes the account with all that it owns; the token is then that of a new account.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let deleted = info(world, call)?;
    world.start_over();
    Ok(deleted)
}

fn rate_limits(world: &mut World) -> Reply {
    let remaining = world.rate.remaining(world.clock.now());
    Reply::one(json!({ "remaining": remaining }))
}

fn preferences(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::only(world, call);
    generic::shown(world, call, &id)
}

fn change_preferences(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::only(world, call);
    generic::change(world, call, &id)?;
    generic::shown(world, call, &id)
}

/// The number for text messages. The fake sends none, so recovering and confirming change nothing.
fn sms_number(world: &World) -> Reply {
    let number = world.my_account().get("sms_number").clone();
    Reply::one(json!({ "sms_number": number }))
}
