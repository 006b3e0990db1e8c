//! Apps of teams, and of organizations as teams were called before.

use super::table::Rules;
use super::{addons, apps};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{World, reference};

pub(super) const RULES: Rules = &[
    ("POST /teams/apps", create),
    ("POST /organizations/apps", create),
    ("PATCH /teams/apps/{}", update),
    ("PATCH /organizations/apps/{}", update),
];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = if call.key("team").is_some() {
        "team"
    } else {
        "organization"
    };
    let team = call
        .key(owner)
        .filter(|_| call.flag("personal") != Some(true));
    let team = team
        .map(|key| named(world, owner, "team", key))
        .transpose()?;
    let space = call
        .key("space")
        .map(|key| named(world, "space", "space", key))
        .transpose()?;
    let id = apps::insert(world, call)?;
    world.store.change("app", &id, |app| {
        if let Some(team) = team {
            app.set("team", reference(&team));
            app.set("organization", reference(&team));
        }
        if let Some(space) = space {
            app.set("space", reference(&space));
        }
        for field in ["internal_routing", "locked"] {
            if let Some(flag) = call.flag(field) {
                app.set(field, flag);
            }
        }
    });
    generic::created(world, call, &id)
}

/// Locks or unlocks an app, or gives it to an account or a team.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, now) = (generic::target(call)?, world.now());
    let owner = match call.key("owner") {
        Some(key) if key == "~" || key.contains('@') || world.known("account", key).is_some() => {
            let person = generic::find(world, "account", key, None).map(|row| row.id().to_owned());
            Some(("owner", person.unwrap_or_else(|| world.person(key))))
        }
        Some(key) => Some(("team", named(world, "owner", "team", key)?)),
        None => None,
    };
    world.store.change("app", &id, |app| {
        app.set("updated_at", now);
        if let Some(locked) = call.flag("locked") {
            app.set("locked", locked);
        }
        match owner {
            Some(("team", team)) => {
                app.set("team", reference(&team));
                app.set("organization", reference(&team));
            }
            Some((_, person)) => {
                app.set("owner", reference(&person));
                app.set("team", serde_json::Value::Null);
                app.set("organization", serde_json::Value::Null);
            }
            None => {}
        }
    });
    addons::bill(world, &id);
    generic::shown(world, call, &id)
}

/// The id of what a field of the body names.
fn named(world: &World, field: &str, table: &str, key: &str) -> Result<String, Refusal> {
    match world.known(table, key) {
        Some(row) => Ok(row.id().to_owned()),
        None => Err(generic::unknown(field, table)),
    }
}
