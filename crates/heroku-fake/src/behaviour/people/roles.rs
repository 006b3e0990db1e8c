//! Who may do what: roles in teams, and who an app belongs to.

use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

/// The membership of a person in a team.
pub(in crate::behaviour) fn membership<'a>(
    world: &'a World,
    team: &str,
    person: &str,
) -> Option<&'a Row> {
    let mut members = world.store.linked("team-member", team);
    members.find(|member| member.referred("user") == Some(person))
}

/// The role of a person in a team; empty where they have none.
pub(in crate::behaviour) fn role<'a>(world: &'a World, team: &str, person: &str) -> &'a str {
    membership(world, team, person).map_or("", |member| member.text("role"))
}

/// Whether the account that asks administers a team.
pub(in crate::behaviour) fn is_admin(world: &World, team: &str) -> bool {
    ["admin", "owner"].contains(&role(world, team, &world.me))
}

/// Refuses what only those may do who administer a team.
pub(in crate::behaviour) fn need_admin(world: &World, team: &str) -> Result<(), Refusal> {
    if is_admin(world, team) {
        Ok(())
    } else {
        Err(Refusal::forbidden(
            "Only an admin of the team may do that; ask one of them.",
        ))
    }
}

/// Refuses what only those may do who belong to a team, if only as a collaborator.
pub(in crate::behaviour) fn need_member(world: &World, team: &str) -> Result<(), Refusal> {
    if role(world, team, &world.me).is_empty() {
        Err(Refusal::forbidden(
            "Only members of the team may do that; ask an admin to add you.",
        ))
    } else {
        Ok(())
    }
}

/// Refuses what only those may do who can add apps and the like to a team.
pub(in crate::behaviour) fn need_full_member(world: &World, team: &str) -> Result<(), Refusal> {
    if ["admin", "owner", "member"].contains(&role(world, team, &world.me)) {
        Ok(())
    } else {
        Err(Refusal::forbidden(
            "Only members and admins of the team may do that; ask an admin to change your role.",
        ))
    }
}

/// Whether the account that asks decides about an app: it owns the app, administers its team, or
/// has the permission to manage it.
pub(in crate::behaviour) fn manages(world: &World, app: &Row) -> bool {
    match app.referred("team") {
        Some(team) => is_admin(world, team) || has_permission(world, app.id(), "manage"),
        None => app.referred("owner") == Some(world.me.as_str()),
    }
}

/// Whether the account that asks has access to an app, or is in its team for more than single apps.
pub(super) fn sees(world: &World, app: &Row) -> bool {
    let role = app
        .referred("team")
        .map_or("", |team| role(world, team, &world.me));
    let is_member = !["", "collaborator"].contains(&role);
    is_member || super::collaborators::of(world, app.id(), &world.me).is_some()
}

/// Refuses what only those may do who decide about an app.
pub(in crate::behaviour) fn need_manager(world: &World, app: &str) -> Result<(), Refusal> {
    if manages(world, world.store.get("app", app)?) {
        Ok(())
    } else {
        Err(Refusal::forbidden(
            "Only the owner of the app, or an admin of its team, may do that.",
        ))
    }
}

fn has_permission(world: &World, app: &str, permission: &str) -> bool {
    let mine = super::collaborators::of(world, app, &world.me);
    let held = mine.and_then(|row| row.get("permissions").as_array());
    let mut held = held
        .into_iter()
        .flatten()
        .filter_map(|held| held.get("id")?.as_str());
    held.any(|id| {
        let known = world.store.row("team-app-permission", id);
        known.is_some_and(|known| known.text("name") == permission)
    })
}

/// A list as the API of 2014 tells it, which knew fewer roles.
pub(in crate::behaviour) fn list_as_before(
    world: &World,
    call: &Call<'_>,
    rows: Vec<&Row>,
) -> Result<Reply, Refusal> {
    let rows: Vec<Row> = rows.into_iter().map(as_before).collect();
    generic::list_of(world, call, rows.iter().collect())
}

/// A thing as the API of 2014 tells it.
pub(in crate::behaviour) fn shown_as_before(
    world: &World,
    call: &Call<'_>,
    id: &str,
) -> Result<Reply, Refusal> {
    let row = as_before(world.store.get(call.table, id)?);
    Ok(generic::shown_row(world, call, &row))
}

/// A row with the role in its place that came closest when there were fewer.
fn as_before(row: &Row) -> Row {
    let role = match row.text("role") {
        "owner" => "admin",
        "viewer" => "member",
        _ => return row.clone(),
    };
    row.clone().with("role", role)
}
