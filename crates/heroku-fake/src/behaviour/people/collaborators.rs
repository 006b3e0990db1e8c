//! Collaborators: who has access to an app.

use serde_json::Value;

use super::roles;
use crate::behaviour::table::Rules;
use crate::behaviour::teams::team_members;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[
    ("GET /apps", |world, call| {
        let rows = generic::rows(world, call).into_iter();
        let seen = rows.filter(|app| roles::sees(world, app));
        generic::list_of(world, call, seen.collect())
    }),
    ("GET /users/{}/apps", |world, call| {
        let rows = generic::rows(world, call).into_iter();
        let shared = rows.filter(|app| of(world, app.id(), &world.me).is_some());
        generic::list_of(world, call, shared.collect())
    }),
    ("POST /apps/{}/collaborators", create),
    ("POST /teams/apps/{}/collaborators", create),
    ("POST /organizations/apps/{}/collaborators", create),
    ("PATCH /teams/apps/{}/collaborators/{}", update),
    ("GET /organizations/apps/{}/collaborators", |world, call| {
        roles::list_as_before(world, call, generic::rows(world, call))
    }),
    (
        "GET /organizations/apps/{}/collaborators/{}",
        |world, call| roles::shown_as_before(world, call, &generic::target(call)?),
    ),
    ("DELETE /apps/{}/collaborators/{}", delete),
    ("DELETE /teams/apps/{}/collaborators/{}", delete),
    ("DELETE /organizations/apps/{}/collaborators/{}", delete),
];

/// All permissions that somebody can have on an app of a team.
pub(in crate::behaviour) const ALL: [&str; 4] = ["view", "deploy", "operate", "manage"];
/// What somebody may do with an app of a team where nothing else is said.
const USUAL: [&str; 3] = ["view", "deploy", "operate"];

/// The access of a person to an app.
pub(in crate::behaviour) fn of<'a>(world: &'a World, app: &str, person: &str) -> Option<&'a Row> {
    let mut all = world.store.linked("collaborator", app);
    all.find(|row| row.referred("user") == Some(person))
}

/// Gives a new app its owner as the first collaborator.
pub(in crate::behaviour) fn add_owner(world: &mut World, app: &str) {
    let id = world.ids.early_uuid();
    let owner = world
        .store
        .row("app", app)
        .and_then(|app| app.referred("owner"));
    let owner = owner.unwrap_or(&world.me).to_owned();
    let row = draft(world, app, &owner, "owner", Vec::new()).with("id", id);
    world.store.insert("collaborator", row);
}

/// Makes another person the owner; who owned the app before keeps no access to it.
pub(in crate::behaviour) fn change_owner(world: &mut World, app: &str, person: &str) {
    forget(world, app, person);
    let Some(owner) = owner_of(world, app) else {
        return;
    };
    let now = world.now();
    world.store.change("collaborator", &owner, |row| {
        row.set("user", reference(person));
        row.set("updated_at", now);
        row.note("about", person);
    });
}

/// The id of the access that the owner of an app has.
fn owner_of(world: &World, app: &str) -> Option<String> {
    let mut all = world.store.linked("collaborator", app);
    let owner = all.find(|row| row.text("role") == "owner")?;
    Some(owner.id().to_owned())
}

/// Gives a person access, unless they have it.
pub(in crate::behaviour) fn share(
    world: &mut World,
    app: &str,
    person: &str,
    permissions: &[&str],
) -> String {
    if let Some(known) = of(world, app, person) {
        return known.id().to_owned();
    }
    let team = team_of(world, app);
    let role = match &team {
        Some(team) => roles::role(world, team, person).to_owned(),
        None => String::new(),
    };
    let role = if role.is_empty() || role == "viewer" {
        "collaborator"
    } else {
        role.as_str()
    };
    let row = draft(
        world,
        app,
        person,
        role,
        known_permissions(world, permissions),
    );
    let id = row.id().to_owned();
    world.store.insert("collaborator", row);
    if let Some(team) = team.filter(|team| roles::membership(world, team, person).is_none()) {
        team_members::join(world, &team, person, "collaborator");
    }
    id
}

/// Takes the access of a person away; the owner's stays.
pub(in crate::behaviour) fn forget(world: &mut World, app: &str, person: &str) {
    let known = of(world, app, person).filter(|row| row.text("role") != "owner");
    if let Some(id) = known.map(|row| row.id().to_owned()) {
        world.store.remove("collaborator", &id);
    }
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = call.app().to_owned();
    let permissions = wanted(world, call, &app)?;
    let person = person(world, call, "user")?;
    let joins = person == world.me && may_join(world, &app);
    if !joins {
        roles::need_manager(world, &app)?;
    }
    let known = of(world, &app, &person).map(|row| row.id().to_owned());
    if let Some(known) = known.as_deref().filter(|_| joins) {
        return generic::shown(world, call, known);
    }
    if known.is_some() {
        return Err(Refusal::invalid_params(
            "`user` already has access to the app.",
        ));
    }
    let permissions: Vec<&str> = permissions.iter().map(String::as_str).collect();
    let id = share(world, &app, &person, &permissions);
    generic::created(world, call, &id)
}

/// Whether the account that asks may give itself access: to an app of its team that is not locked.
fn may_join(world: &World, app: &str) -> bool {
    let app = world
        .store
        .row("app", app)
        .filter(|app| !app.flag("locked"));
    let team = app.and_then(|app| app.referred("team"));
    team.is_some_and(|team| roles::need_full_member(world, team).is_ok())
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, app) = (generic::target(call)?, call.app().to_owned());
    roles::need_manager(world, &app)?;
    let permissions = wanted(world, call, &app)?;
    let permissions: Vec<&str> = permissions.iter().map(String::as_str).collect();
    let permissions = known_permissions(world, &permissions);
    let now = world.now();
    world.store.change("collaborator", &id, |row| {
        row.set("permissions", permissions);
        row.set("updated_at", now);
    });
    generic::shown(world, call, &id)
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, app) = (generic::target(call)?, call.app().to_owned());
    let row = world.store.get("collaborator", &id)?;
    let person = row.referred("user").unwrap_or_default().to_owned();
    if row.text("role") == "owner" {
        return Err(Refusal::invalid_params(
            "The owner of an app cannot lose access to it; transfer the app instead.",
        ));
    }
    if person != world.me {
        roles::need_manager(world, &app)?;
    }
    let gone = generic::delete(world, call)?;
    leave_team(world, &app, &person);
    Ok(gone)
}

/// Takes from a team who was in it only for an app that they have no access to any more.
fn leave_team(world: &mut World, app: &str, person: &str) {
    let Some(team) = team_of(world, app) else {
        return;
    };
    let member = roles::membership(world, &team, person);
    let member = member.filter(|member| member.text("role") == "collaborator");
    let Some(member) = member.map(|member| member.id().to_owned()) else {
        return;
    };
    let mut apps = team_members::apps_of(world, &team).into_iter();
    if !apps.any(|app| of(world, &app, person).is_some()) {
        world.store.remove("team-member", &member);
        team_members::settle(world, &team);
    }
}

/// The id of the person that a field of the body names; email addresses of strangers will do.
pub(in crate::behaviour) fn person(
    world: &mut World,
    call: &Call<'_>,
    field: &str,
) -> Result<String, Refusal> {
    let key = call.key(field).unwrap_or_default();
    match generic::find(world, "account", key, None) {
        Some(row) => Ok(row.id().to_owned()),
        None if team_members::is_email(key) => Ok(world.person(key)),
        None => Err(Refusal::invalid_params(format!(
            "`{field}` is neither an email address nor a known id."
        ))),
    }
}

/// The permissions that the body asks for, or the usual ones; apps of nobody's team have none.
fn wanted(world: &World, call: &Call<'_>, app: &str) -> Result<Vec<String>, Refusal> {
    let in_team = team_of(world, app).is_some();
    let Some(sent) = call.body.get("permissions").and_then(Value::as_array) else {
        let usual = if in_team { USUAL.as_slice() } else { &[] };
        return Ok(usual.iter().map(|&name| name.to_owned()).collect());
    };
    if !in_team && !sent.is_empty() {
        return Err(Refusal::invalid_params(
            "`permissions` are for apps of teams only.",
        ));
    }
    let mut wanted = vec!["view".to_owned()];
    for name in sent.iter().filter_map(Value::as_str) {
        if !ALL.contains(&name) {
            return Err(Refusal::invalid_params(
                "`permissions` may hold view, deploy, operate and manage.",
            ));
        }
        wanted.push(name.to_owned());
    }
    Ok(wanted)
}

/// References to permissions by their names, the weakest first and each once.
fn known_permissions(world: &World, names: &[&str]) -> Vec<Value> {
    let held = ALL.iter().filter(|name| names.contains(name));
    let known = held.filter_map(|name| world.store.named("team-app-permission", name).next());
    known.map(|row| reference(row.id())).collect()
}

fn draft(world: &mut World, app: &str, person: &str, role: &str, permissions: Vec<Value>) -> Row {
    generic::blank_row(world, "collaborator")
        .owned_by(app)
        .with_reference("app", app)
        .with("permissions", permissions)
        .with("role", role)
        .with_reference("user", person)
        .with_note("about", person)
}

fn team_of(world: &World, app: &str) -> Option<String> {
    let team = world.store.row("app", app)?.referred("team")?;
    Some(team.to_owned())
}
