//! Enterprise accounts: their members, and the archives of what was done in them.
//!
//! No request creates one, so each world has the one of the catalog, and the account that asks
//! manages it.

use serde_json::{Value, json};

use super::audit;
use crate::behaviour::billing::months::Month;
use crate::behaviour::people::collaborators;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, digest, reference};

pub(super) const RULES: Rules = &[
    ("PATCH /enterprise-accounts/{}", update),
    ("GET /enterprise-accounts/{}/members", members),
    ("POST /enterprise-accounts/{}/members", add_member),
    ("PATCH /enterprise-accounts/{}/members/{}", change_member),
    ("DELETE /enterprise-accounts/{}/members/{}", remove_member),
    ("GET /enterprise-accounts/{}/archives", |world, call| {
        Ok(archives(world, call))
    }),
    ("GET /enterprise-accounts/{}/archives/{}/{}", archive),
];

/// The permissions that members can have, and what they are for.
const PERMISSIONS: [(&str, &str); 4] = [
    ("view", "Sees the enterprise account and its teams"),
    ("create", "Creates teams in the enterprise account"),
    ("manage", "Manages the enterprise account and its members"),
    ("billing", "Sees usage and bills"),
];

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    audit::note(world, &id, None, None, ("enterprise_account", "update"));
    generic::update(world, call)
}

fn members(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    admit_myself(world, call.place("enterprise-account"));
    generic::list(world, call)
}

/// Makes the account that asks a member, who may do all.
fn admit_myself(world: &mut World, enterprise: &str) {
    let me = world.me.clone();
    if member(world, enterprise, &me).is_none() {
        let all: Vec<&str> = PERMISSIONS.iter().map(|(name, _)| *name).collect();
        admit(world, enterprise, &me, &all);
    }
}

fn add_member(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let enterprise = call.place("enterprise-account").to_owned();
    let person = collaborators::person(world, call, "user")?;
    admit_myself(world, &enterprise);
    if member(world, &enterprise, &person).is_some() {
        return Err(Refusal::invalid_params(
            "`user` is a member already; change the permissions with PATCH.",
        ));
    }
    let id = admit(world, &enterprise, &person, &names(call));
    audit::note(world, &enterprise, None, None, ("member", "create"));
    generic::created(world, call, &id)
}

fn change_member(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let names = names(call);
    if !names.contains(&"manage") {
        keep_a_manager(world, call.place("enterprise-account"), &id)?;
    }
    let permissions = described(&names);
    world.store.change(call.table, &id, |member| {
        member.set("permissions", permissions);
    });
    let enterprise = call.place("enterprise-account");
    audit::note(world, enterprise, None, None, ("member", "update"));
    generic::shown(world, call, &id)
}

fn remove_member(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let enterprise = call.place("enterprise-account");
    keep_a_manager(world, enterprise, &generic::target(call)?)?;
    audit::note(world, enterprise, None, None, ("member", "destroy"));
    generic::delete(world, call)
}

/// Refuses to take its last manager from an enterprise account.
fn keep_a_manager(world: &World, enterprise: &str, member: &str) -> Result<(), Refusal> {
    let manages = |row: &Row| {
        let held = row.get("permissions").as_array();
        let mut held = held.into_iter().flatten();
        held.any(|permission| permission["name"] == "manage")
    };
    let members = world.store.linked("enterprise-account-member", enterprise);
    let mut others = members.filter(|row| row.id() != member);
    if others.any(manages) {
        Ok(())
    } else {
        Err(Refusal::invalid_params(
            "An enterprise account needs a member who manages it.",
        ))
    }
}

fn member<'a>(world: &'a World, enterprise: &str, person: &str) -> Option<&'a Row> {
    let mut members = world.store.linked("enterprise-account-member", enterprise);
    members.find(|row| row.referred("user") == Some(person))
}

fn admit(world: &mut World, enterprise: &str, person: &str, names: &[&str]) -> String {
    let row = generic::blank_row(world, "enterprise-account-member")
        .owned_by(enterprise)
        .with_reference("enterprise_account", enterprise)
        .with("permissions", described(names))
        .with("two_factor_authentication", false)
        .with("user", reference(person))
        .with_note("about", person);
    let id = row.id().to_owned();
    world.store.insert("enterprise-account-member", row);
    id
}

/// The permissions that the body names.
fn names<'a>(call: &'a Call<'_>) -> Vec<&'a str> {
    let sent = call.body.get("permissions").and_then(Value::as_array);
    sent.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn described(names: &[&str]) -> Value {
    let held = PERMISSIONS.iter().filter(|(name, _)| names.contains(name));
    held.map(|(name, description)| json!({ "name": name, "description": description }))
        .collect()
}

fn archives(world: &World, call: &Call<'_>) -> Reply {
    let enterprise = call.place("enterprise-account");
    let months = archived(world);
    Reply::list(months.map(|month| show_archive(call, enterprise, month)))
}

fn archive(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let wanted = Month::parse(&format!("{}-{}", call.argument(1), call.argument(2)));
    let found = archived(world).find(|month| Some(*month) == wanted);
    let month = found.ok_or_else(|| Refusal::not_found("archive"))?;
    let enterprise = call.place("enterprise-account");
    Ok(Reply::one(show_archive(call, enterprise, month)))
}

/// The months that are over, of the last year.
fn archived(world: &World) -> impl Iterator<Item = Month> {
    let now = Month::of(world.clock.now());
    (1..=12).rev().map(move |back| now.earlier(back))
}

fn show_archive(call: &Call<'_>, enterprise: &str, month: Month) -> Value {
    let checksum = digest(format!("{enterprise}/{month}").as_bytes());
    json!({
        "checksum": format!("{checksum:032x}"),
        "created_at": month.next().start().to_string(),
        "month": format!("{:02}", month.number()),
        "size": 1024 + checksum % 65536,
        "url": format!("{}/archives/{enterprise}/{month}.gz", call.base.http),
        "year": month.year(),
    })
}
