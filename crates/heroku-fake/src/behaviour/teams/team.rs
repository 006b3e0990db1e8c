//! Teams, and organizations as teams were called before.

use serde_json::Value;

use super::{audit, team_members};
use crate::behaviour::people::roles;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::schema::matches;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[
    ("GET /teams", list),
    ("GET /organizations", list_as_before),
    ("GET /teams/{}", info),
    ("POST /teams", create),
    ("PATCH /teams/{}", update),
    ("PATCH /organizations/{}", |world, call| {
        update(world, call)?;
        roles::shown_as_before(world, call, &generic::target(call)?)
    }),
    ("DELETE /teams/{}", delete),
    ("POST /enterprise-accounts/{}/teams", create_in_enterprise),
    ("PATCH /teams/{}/preferences", change_preferences),
];

/// What names of teams look like.
const NAME: &str = "^[a-z][a-z0-9-]{1,28}[a-z0-9]$";
/// Names that paths below `/teams` and `/organizations` have taken.
const RESERVED: [&str; 3] = ["apps", "invitations", "permissions"];
/// How many members a team has at most that is in no enterprise account.
const MEMBERS: i64 = 25;
/// Where the accounts have their email addresses that stand for teams as owners of apps.
const MANAGERS: &str = "@herokumanager.com";

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    generic::list_of(world, call, mine(world, call))
}

fn list_as_before(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    roles::list_as_before(world, call, mine(world, call))
}

/// The teams that the account belongs to.
fn mine<'a>(world: &'a World, call: &Call<'_>) -> Vec<&'a Row> {
    let rows = generic::rows(world, call).into_iter();
    rows.filter(|team| !team.get("role").is_null()).collect()
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    roles::need_member(world, &generic::target(call)?)?;
    generic::info(world, call)
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = add(world, call, None)?;
    generic::created(world, call, &id)
}

fn create_in_enterprise(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let enterprise = call.place("enterprise-account").to_owned();
    let id = add(world, call, Some(&enterprise))?;
    audit::note(world, &enterprise, Some(&id), None, ("team", "create"));
    generic::created(world, call, &id)
}

/// Adds the team that the body describes, whose admin is the account that asks.
fn add(world: &mut World, call: &Call<'_>, enterprise: Option<&str>) -> Result<String, Refusal> {
    let name = call.text("name").unwrap_or_default();
    check_name(world, name, None)?;
    let mut team = generic::blank_row(world, "team")
        .with("name", name)
        .with("default", false)
        .with("credit_card_collections", enterprise.is_none())
        .with("provisioned_licenses", enterprise.is_some())
        .with(
            "type",
            if enterprise.is_some() {
                "enterprise"
            } else {
                "team"
            },
        );
    match enterprise {
        Some(id) => team = team.with_reference("enterprise_account", id).owned_by(id),
        None => team.set("membership_limit", MEMBERS),
    }
    let id = team.id().to_owned();
    world.store.insert("team", team);
    let manager = world.person(&manager_email(name));
    world.store.change("account", &manager, |account| {
        account.owners.push(id.clone());
    });
    let preferences = Row::new(id.as_str()).with("name", name).owned_by(&id);
    let preferences = preferences
        .with("default-permission", Value::Null)
        .with("addons-controls", false);
    world.store.insert("team-preferences", preferences);
    let me = world.me.clone();
    team_members::join(world, &id, &me, "admin");
    Ok(id)
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (id, now) = (generic::target(call)?, world.now());
    let name = call.text("name");
    if name.is_some() {
        roles::need_admin(world, &id)?;
    }
    roles::need_member(world, &id)?;
    if let Some(name) = name {
        check_name(world, name, Some(&id))?;
        rename(world, &id, name);
    }
    if let Some(default) = call.flag("default") {
        make_default(world, &id, default);
    }
    world
        .store
        .change("team", &id, |team| team.set("updated_at", now));
    generic::shown(world, call, &id)
}

fn rename(world: &mut World, id: &str, name: &str) {
    if let Some(manager) = manager(world, id) {
        let email = manager_email(name);
        world
            .store
            .change("account", &manager, |account| account.set("email", email));
    }
    for table in ["team", "team-preferences"] {
        world.store.change(table, id, |row| row.set("name", name));
    }
    for provider in world.store.linked_ids("identity-provider", id) {
        world.store.change("identity-provider", &provider, |row| {
            if let Some(owner) = row.fields.get_mut("owner") {
                owner["name"] = name.into();
            }
        });
    }
}

/// Makes a team the one that is meant where a request names none, or lets there be none.
fn make_default(world: &mut World, id: &str, default: bool) {
    let teams: Vec<String> = world
        .store
        .rows("team")
        .map(|row| row.id().to_owned())
        .collect();
    for team in teams {
        let is_default = default && team == id;
        world
            .store
            .change("team", &team, |row| row.set("default", is_default));
    }
    let me = world.me.clone();
    world.store.change("account", &me, |account| {
        for field in ["default_team", "default_organization"] {
            let team = if default { reference(id) } else { Value::Null };
            account.set(field, team);
        }
    });
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    roles::need_admin(world, &id)?;
    for (table, things) in [("app", "apps"), ("space", "spaces")] {
        let mut linked = world.store.linked(table, &id);
        if linked.any(|row| row.referred("team") == Some(id.as_str())) {
            let message =
                format!("The team still has {things}; delete them or give them away first.");
            return Err(Refusal::invalid_params(message));
        }
    }
    generic::delete(world, call)
}

fn change_preferences(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    roles::need_admin(world, &generic::target(call)?)?;
    generic::update(world, call)
}

/// The id of the account that stands for a team as the owner of its apps.
pub(super) fn manager(world: &World, team: &str) -> Option<String> {
    let mut accounts = world.store.linked("account", team);
    let manager = accounts.find(|account| account.owners.iter().any(|owner| owner == team))?;
    Some(manager.id().to_owned())
}

/// The id of the team that an account stands for, by its email address.
pub(super) fn managed_by(world: &World, email: &str) -> Option<String> {
    let name = email.strip_suffix(MANAGERS)?;
    Some(world.store.named("team", name).next()?.id().to_owned())
}

fn manager_email(team: &str) -> String {
    format!("{team}{MANAGERS}")
}

fn check_name(world: &World, name: &str, own: Option<&str>) -> Result<(), Refusal> {
    if !matches(NAME, name) || RESERVED.contains(&name) {
        return Err(Refusal::invalid_params(
            "`name` must be 3 to 30 lower-case letters, digits and dashes, start with a letter, \
             end with no dash, and be no word that paths use.",
        ));
    }
    let mut known = world.store.named("team", name);
    match known.find(|team| Some(team.id()) != own) {
        Some(_) => Err(Refusal::invalid_params("`name` is already taken.")),
        None => Ok(()),
    }
}
