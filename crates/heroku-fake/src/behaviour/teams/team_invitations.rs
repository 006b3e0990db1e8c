//! Invitations to teams. No mail is sent: the id of an invitation is its token.

use super::team_members;
use crate::behaviour::people::roles;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("PUT /teams/{}/invitations", put),
    ("DELETE /teams/{}/invitations/{}", revoke),
    ("GET /teams/invitations/{}", info),
    ("POST /teams/invitations/{}/accept", accept),
];

/// Invites somebody, or changes the role in an invitation that is open.
fn put(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let team = call.place("team").to_owned();
    roles::need_admin(world, &team)?;
    let person = world.person(team_members::email(call)?);
    let known = roles::membership(world, &team, &person);
    if known.is_some_and(|member| member.text("role") != "collaborator") {
        return Err(Refusal::invalid_params(
            "`email` is that of a member already; change the role with PATCH.",
        ));
    }
    team_members::check_limit(world, &team)?;
    let role = call.text("role").unwrap_or("member");
    let open = generic::find(world, "team-invitation", &person, Some(&team));
    let row = match open.cloned() {
        Some(row) => row.with("updated_at", world.now()),
        None => generic::blank_row(world, "team-invitation")
            .owned_by(&team)
            .with_reference("invited_by", &world.me)
            .with_reference("team", &team)
            .with_reference("user", &person)
            .with_note("about", person),
    };
    let id = row.id().to_owned();
    world
        .store
        .insert("team-invitation", row.with("role", role));
    generic::shown(world, call, &id)
}

fn revoke(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    roles::need_admin(world, call.place("team"))?;
    generic::delete(world, call)
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = open(world, call)?.id().to_owned();
    generic::shown(world, call, &id)
}

/// Makes the person who was invited a member.
fn accept(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let invitation = open(world, call)?.clone();
    let team = invitation.referred("team").unwrap_or_default();
    let person = invitation.referred("user").unwrap_or_default();
    team_members::check_limit(world, team)?;
    let member = team_members::join(world, team, person, invitation.text("role"));
    world.store.remove("team-invitation", invitation.id());
    generic::created(world, call, &member)
}

/// The open invitation that the token in the path belongs to.
fn open<'a>(world: &'a World, call: &Call<'_>) -> Result<&'a Row, Refusal> {
    world.store.get("team-invitation", call.argument(0))
}
