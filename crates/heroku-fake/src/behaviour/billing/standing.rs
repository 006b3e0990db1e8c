//! Where the account and its teams stand: what they may do, what they owe, what they bought.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::months::{Month, day_of};
use crate::behaviour::people::roles;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("GET /account/delinquency", |world, _| {
        Ok(delinquency(world.my_account()))
    }),
    ("GET /teams/{}/delinquency", |world, call| {
        Ok(delinquency(world.store.get("team", call.place("team"))?))
    }),
    ("PUT /users/~/capabilities", |world, call| {
        Ok(capabilities(world, call))
    }),
    ("POST /users/~/gateway-tokens", |world, _| {
        Ok(gateway_token(world))
    }),
    ("GET /teams/{}/licenses", licenses),
    ("GET /teams/{}/license-collections", license_collections),
];

/// When who does not pay is suspended, and when all is deleted.
const SUSPENDED_AFTER: SignedDuration = SignedDuration::from_hours(24 * 10);
const DELETED_AFTER: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long a token for gateways is good, in seconds.
const TOKEN_SECONDS: i64 = 600;
/// How many members the license of a team in an enterprise account is for.
const LICENSED: usize = 100;
/// Actions on things of a team that need a role in it.
const READING: [&str; 3] = ["view", "read", "list"];

/// What threatens an account or a team, if it owes since some time.
fn delinquency(owner: &Row) -> Reply {
    let since: Option<Timestamp> = owner.text("delinquent_at").parse().ok();
    let after = |delay| {
        let then = since?.saturating_add(delay).ok()?;
        Some(then.to_string())
    };
    Reply::one(json!({
        "scheduled_deletion_time": after(DELETED_AFTER),
        "scheduled_suspension_time": after(SUSPENDED_AFTER),
    }))
}

fn capabilities(world: &World, call: &Call<'_>) -> Reply {
    let asked = call.body.get("capabilities").and_then(Value::as_array);
    let told = asked.into_iter().flatten().map(|asked| {
        let text = |field: &str| asked[field].as_str().unwrap_or_default();
        let thing = world.known(text("resource_type"), text("resource_id"));
        json!({
            "capability": text("capability"),
            "capable": thing.is_some_and(|thing| {
                is_capable(world, text("resource_type"), thing, text("capability"))
            }),
            "requires_second_factor": false,
            "resource_canonical_id": thing.map_or(text("resource_id"), Row::id),
            "resource_id": asked["resource_id"],
            "resource_type": text("resource_type"),
        })
    });
    Reply::one(json!({ "capabilities": told.collect::<Vec<_>>() }))
}

/// Whether the account that asks may do something with a thing: reading is for members, all else
/// for those who decide.
fn is_capable(world: &World, table: &str, thing: &Row, capability: &str) -> bool {
    let reads = READING.iter().any(|word| capability.contains(word));
    match table {
        "team" if reads => roles::need_member(world, thing.id()).is_ok(),
        "team" => roles::is_admin(world, thing.id()),
        "app" => reads || roles::manages(world, thing),
        "account" => thing.id() == world.me,
        _ => true,
    }
}

fn gateway_token(world: &World) -> Reply {
    let now = world.clock.now().as_second();
    let me = world.my_account();
    Reply::one(json!({
        "authorization_id": null,
        "exp": now + TOKEN_SECONDS,
        "iat": now,
        "iss": "https://api.heroku.com",
        "rate_limit_enabled": true,
        "rate_limit_multiplier": 1,
        "second_factor": me.flag("two_factor_authentication"),
        "sub": me.id(),
        "sudo": false,
        "sudo_force": false,
        "sudo_reason": null,
        "sudo_user_id": null,
        "user_email": me.text("email"),
        "user_id": me.id(),
    }))
}

fn licenses(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let team = world.store.get("team", call.place("team"))?;
    Ok(Reply::list(license(world, team)))
}

fn license_collections(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let team = world.store.get("team", call.place("team"))?;
    let month = Month::of(world.clock.now()).to_string();
    let collection =
        license(world, team).map(|license| json!({ "licenses": [license], "period": month }));
    Ok(Reply::list(collection))
}

/// The license of a team: those in an enterprise account have one for their members.
fn license(world: &World, team: &Row) -> Option<Value> {
    let began: Timestamp = team.text("created_at").parse().ok()?;
    let first = day_of(began).first_of_year();
    let last = Date::last_of_year(first);
    (team.text("type") == "enterprise").then(|| {
        json!({
            "code": "enterprise-members",
            "consumed": world.store.linked("team-member", team.id()).count(),
            "end_date": last.to_string(),
            "name": "Members",
            "qty": LICENSED,
            "start_date": first.to_string(),
        })
    })
}
