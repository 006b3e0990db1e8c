//! Apps of teams, and of organizations as teams were called before.

use serde_json::Value;

use super::{audit, team};
use crate::behaviour::addons;
use crate::behaviour::apps;
use crate::behaviour::people::{collaborators, roles};
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{World, reference};

pub(super) const RULES: Rules = &[
    ("POST /teams/apps", create),
    ("POST /organizations/apps", create),
    ("PATCH /teams/apps/{}", update),
    ("PATCH /organizations/apps/{}", update),
    ("GET /organizations/apps", list),
    ("GET /teams/{}/permissions", |world, call| {
        Ok(permissions(world, call))
    }),
];

/// Who has an app.
pub(in crate::behaviour) enum Owner {
    /// An account.
    Person(String),
    /// A team.
    Team(String),
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let space = named(world, call, "space")?;
    let team = team_of(world, call, space.as_deref())?;
    if let Some(team) = &team {
        roles::need_full_member(world, team)?;
    }
    let id = apps::insert(world, call)?;
    world.store.change("app", &id, |app| {
        if let Some(space) = space {
            app.set("space", reference(&space));
        }
        for field in ["internal_routing", "locked"] {
            if let Some(flag) = call.flag(field) {
                app.set(field, flag);
            }
        }
    });
    if let Some(team) = team {
        let me = world.me.clone();
        transfer(world, &id, &Owner::Team(team));
        collaborators::share(world, &id, &me, &collaborators::ALL);
        audit::of_app(world, &id, "create");
    }
    generic::created(world, call, &id)
}

/// The team that a new app is for: the one in the body, or that of its space.
fn team_of(world: &World, call: &Call<'_>, space: Option<&str>) -> Result<Option<String>, Refusal> {
    let host = space.and_then(|space| world.store.row("space", space)?.referred("team"));
    let host = host.map(str::to_owned);
    if call.flag("personal") == Some(true) {
        return match host {
            Some(_) => Err(Refusal::invalid_params(
                "`personal` is for apps outside of spaces only.",
            )),
            None => Ok(None),
        };
    }
    let team = named(world, call, "team")?;
    let team = team.or(named(world, call, "organization")?);
    if host.is_some() && team.is_some() && host != team {
        return Err(Refusal::invalid_params(
            "`team` must be the team that has the space.",
        ));
    }
    Ok(team.or(host))
}

/// Locks or unlocks an app, or gives it to an account or a team.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, now) = (generic::target(call)?, world.now());
    roles::need_manager(world, &id)?;
    let owner = new_owner(world, call)?;
    world.store.change("app", &id, |app| {
        app.set("updated_at", now);
        if let Some(locked) = call.flag("locked") {
            app.set("locked", locked);
        }
    });
    if let Some(owner) = owner {
        audit::of_app(world, &id, "transfer");
        transfer(world, &id, &owner);
    }
    generic::shown(world, call, &id)
}

/// Who gets the app by the body.
fn new_owner(world: &mut World, call: &Call<'_>) -> Result<Option<Owner>, Refusal> {
    let Some(key) = call.key("owner") else {
        return Ok(None);
    };
    let team = world.known("team", key).map(|team| team.id().to_owned());
    if let Some(team) = team.or_else(|| team::managed_by(world, key)) {
        roles::need_full_member(world, &team)?;
        return Ok(Some(Owner::Team(team)));
    }
    let person = collaborators::person(world, call, "owner").map_err(|_| {
        Refusal::invalid_params("`owner` is the id, name or email address of no account or team.")
    })?;
    Ok(Some(Owner::Person(person)))
}

/// Gives an app to an account or a team; a person who had it stays a collaborator.
pub(in crate::behaviour) fn transfer(world: &mut World, app: &str, owner: &Owner) {
    let before = world.store.row("app", app).and_then(|app| {
        let owner = app
            .referred("owner")
            .filter(|_| app.referred("team").is_none());
        owner.map(str::to_owned)
    });
    let (team, person) = match owner {
        Owner::Person(person) => (Value::Null, Some(person.clone())),
        Owner::Team(team) => (reference(team), team::manager(world, team)),
    };
    let person = person.unwrap_or_else(|| world.me.clone());
    let now = world.now();
    world.store.change("app", app, |app| {
        app.set("updated_at", now);
        app.set("owner", reference(&person));
        app.set("team", team.clone());
        app.set("organization", team);
    });
    collaborators::change_owner(world, app, &person);
    addons::bill(world, app);
    if let Some(before) = before.filter(|before| *before != person) {
        collaborators::share(world, app, &before, &collaborators::ALL);
    }
}

/// The apps of all teams.
fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let rows = generic::rows(world, call);
    let rows = rows.into_iter().filter(|app| !app.get("team").is_null());
    generic::list_of(world, call, rows.collect())
}

/// Who may do what with the apps and spaces of a team.
fn permissions(world: &World, call: &Call<'_>) -> Reply {
    let team = call.place("team");
    let mut entities = Vec::new();
    for (table, access) in [("app", "collaborator"), ("space", "space-app-access")] {
        let things = world.store.linked(table, team);
        for thing in things.filter(|thing| thing.referred("team") == Some(team)) {
            let held = world.store.linked(access, thing.id());
            let users: Vec<Value> = held.filter_map(|row| user(world, row)).collect();
            entities.push(serde_json::json!({
                "id": thing.id(),
                "name": thing.text("name"),
                "team_id": team,
                "type": table,
                "users": users,
            }));
        }
    }
    Reply::list(entities)
}

/// A person with the names of their permissions; none for what stands for a team.
fn user(world: &World, access: &crate::world::Row) -> Option<Value> {
    let account = world.store.row("account", access.referred("user")?)?;
    if team::managed_by(world, account.text("email")).is_some() {
        return None;
    }
    let held = access.get("permissions").as_array()?.iter();
    let names = held.filter_map(|held| {
        let id = held.get("id")?.as_str()?;
        Some(
            world
                .store
                .row("team-app-permission", id)?
                .get("name")
                .clone(),
        )
    });
    Some(serde_json::json!({
        "email": account.text("email"),
        "id": account.id(),
        "permissions": names.collect::<Vec<_>>(),
    }))
}

/// The id of what a field of the body names, which holds a team, an organization or a space.
fn named(world: &World, call: &Call<'_>, field: &str) -> Result<Option<String>, Refusal> {
    let Some(key) = call.key(field) else {
        return Ok(None);
    };
    let table = if field == "space" { "space" } else { "team" };
    match world.known(table, key) {
        Some(row) => Ok(Some(row.id().to_owned())),
        None => Err(generic::unknown(field, table)),
    }
}
