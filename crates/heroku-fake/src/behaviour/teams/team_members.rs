//! Members of teams: adding, changing roles, removing.

use serde_json::Value;

use crate::behaviour::people::{collaborators, roles};
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("PUT /teams/{}/members", put),
    ("PUT /organizations/{}/members", put),
    ("GET /organizations/{}/members", |world, call| {
        roles::list_as_before(world, call, generic::rows(world, call))
    }),
    ("POST /teams/{}/members", create),
    ("PATCH /teams/{}/members", update),
    ("DELETE /teams/{}/members/{}", delete),
    ("DELETE /organizations/{}/members/{}", delete),
    ("GET /teams/{}/members/{}/apps", apps),
];

/// Adds a member, or changes the role of one who is there.
fn put(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (team, person) = prepare(world, call)?;
    if roles::membership(world, &team, &person).is_some() {
        let id = set_role(world, call, &team, &person)?;
        return generic::shown(world, call, &id);
    }
    add(world, call, &team, &person)
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (team, person) = prepare(world, call)?;
    let known = roles::membership(world, &team, &person);
    if known.is_some_and(|member| member.text("role") != "collaborator") {
        return Err(Refusal::invalid_params(
            "`email` is that of a member already; change the role with PATCH.",
        ));
    }
    add(world, call, &team, &person)
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (team, person) = prepare(world, call)?;
    if roles::membership(world, &team, &person).is_none() {
        return Err(Refusal::not_found("team-member"));
    }
    let id = set_role(world, call, &team, &person)?;
    generic::shown(world, call, &id)
}

/// The team and the person that a body is about, where the account that asks may decide.
fn prepare(world: &mut World, call: &Call<'_>) -> Result<(String, String), Refusal> {
    let team = call.place("team").to_owned();
    roles::need_admin(world, &team)?;
    let email = email(call)?;
    if call.flag("federated") == Some(true) {
        let providers = world.store.linked("identity-provider", &team);
        if providers.count() == 0 {
            return Err(Refusal::invalid_params(
                "`federated` needs an identity provider, and the team has none.",
            ));
        }
    }
    Ok((team, world.person(email)))
}

/// The email address in a body.
pub(in crate::behaviour) fn email<'a>(call: &'a Call<'_>) -> Result<&'a str, Refusal> {
    let email = call.text("email").unwrap_or_default();
    if is_email(email) {
        Ok(email)
    } else {
        Err(Refusal::invalid_params("`email` must be an email address."))
    }
}

/// Whether a text can be an email address.
pub(in crate::behaviour) fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    let sound = |part: &str| !part.is_empty() && !part.contains(['@', ' ']);
    parts.is_some_and(|(name, host)| sound(name) && sound(host))
}

fn add(world: &mut World, call: &Call<'_>, team: &str, person: &str) -> Result<Reply, Refusal> {
    check_limit(world, team)?;
    let id = join(world, team, person, call.text("role").unwrap_or("member"));
    world.store.change("team-member", &id, |member| {
        member.set("federated", call.flag("federated").unwrap_or_default());
    });
    generic::created(world, call, &id)
}

/// Refuses one more member where a team has as many as it may have.
pub(super) fn check_limit(world: &World, team: &str) -> Result<(), Refusal> {
    let limit = world
        .store
        .get("team", team)?
        .get("membership_limit")
        .as_u64();
    let members = world.store.linked("team-member", team).count();
    if limit.is_some_and(|limit| u64::try_from(members).is_ok_and(|members| members >= limit)) {
        return Err(Refusal::invalid_params(
            "The team has as many members as it may have; remove one first.",
        ));
    }
    Ok(())
}

/// Makes a person a member of a team, whatever they were before, and tells the member's id.
pub(in crate::behaviour) fn join(
    world: &mut World,
    team: &str,
    person: &str,
    role: &str,
) -> String {
    let known = roles::membership(world, team, person).map(|member| member.id().to_owned());
    let id = if let Some(id) = known {
        let now = world.now();
        world.store.change("team-member", &id, |member| {
            member.set("role", role);
            member.set("updated_at", now);
        });
        id
    } else {
        let email = world
            .store
            .row("account", person)
            .map(|row| row.get("email").clone());
        let row = generic::blank_row(world, "team-member")
            .owned_by(team)
            .with("email", email.unwrap_or_default())
            .with("federated", false)
            .with("role", role)
            .with("two_factor_authentication", false)
            .with_reference("user", person)
            .with_note("about", person);
        let id = row.id().to_owned();
        world.store.insert("team-member", row);
        id
    };
    settle(world, team);
    id
}

fn set_role(
    world: &mut World,
    call: &Call<'_>,
    team: &str,
    person: &str,
) -> Result<String, Refusal> {
    let role = call.text("role").unwrap_or("member");
    if role != "admin" {
        keep_an_admin(world, team, person)?;
    }
    Ok(join(world, team, person, role))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, team) = (generic::target(call)?, call.place("team").to_owned());
    let member = world.store.get("team-member", &id)?;
    let person = member.referred("user").unwrap_or_default().to_owned();
    if person != world.me {
        roles::need_admin(world, &team)?;
    }
    keep_an_admin(world, &team, &person)?;
    let gone = generic::shown(world, call, &id)?;
    world.store.remove("team-member", &id);
    for app in apps_of(world, &team) {
        collaborators::forget(world, &app, &person);
    }
    settle(world, &team);
    Ok(gone)
}

/// Refuses to take its last admin from a team.
fn keep_an_admin(world: &World, team: &str, person: &str) -> Result<(), Refusal> {
    let members = world.store.linked("team-member", team);
    let mut admins = members.filter(|member| ["admin", "owner"].contains(&member.text("role")));
    let is_admin = ["admin", "owner"].contains(&roles::role(world, team, person));
    if is_admin && !admins.any(|admin| admin.referred("user") != Some(person)) {
        return Err(Refusal::invalid_params(
            "A team needs an admin: make somebody else one first.",
        ));
    }
    Ok(())
}

/// Lets the team tell the role that the account that asks has in it.
pub(in crate::behaviour) fn settle(world: &mut World, team: &str) {
    let role = roles::role(world, team, &world.me);
    let role = Some(role.to_owned()).filter(|role| !role.is_empty());
    let role = role.map_or(Value::Null, Value::from);
    world
        .store
        .change("team", team, |team| team.set("role", role));
}

/// The apps of a team that a member has access to.
fn apps(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let member = world.store.get("team-member", call.place("team-member"))?;
    let person = member.referred("user").unwrap_or_default();
    let shared = |app: &&Row| collaborators::of(world, app.id(), person).is_some();
    let team = call.place("team");
    let apps = world
        .store
        .linked("app", team)
        .filter(|app| app.referred("team") == Some(team));
    generic::list_of(world, call, apps.filter(shared).collect())
}

/// The ids of the apps of a team.
pub(in crate::behaviour) fn apps_of(world: &World, team: &str) -> Vec<String> {
    let apps = world.store.linked("app", team);
    let own = apps.filter(|app| app.referred("team") == Some(team));
    own.map(|app| app.id().to_owned()).collect()
}
