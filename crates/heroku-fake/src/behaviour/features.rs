//! Features of accounts, apps and teams: the catalog says which there are, each owner which are
//! switched on.

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("GET /account/features", list),
    ("GET /account/features/{}", info),
    ("PATCH /account/features/{}", update),
    ("GET /apps/{}/features", list),
    ("GET /apps/{}/features/{}", info),
    ("PATCH /apps/{}/features/{}", update),
    ("GET /teams/{}/features", list),
    ("GET /teams/{}/features/{}", info),
];

/// The table of what owners have switched; a row is named for the owner and the feature.
const SWITCHES: &str = "feature-switch";

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = owner(world, call);
    let all = world.store.rows(call.table);
    let offered = all.filter(|feature| is_offered(world, &owner, feature));
    let rows: Vec<Row> = offered
        .map(|feature| as_switched(world, &owner, feature))
        .collect();
    generic::list_of(world, call, rows.iter().collect())
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (owner, id) = (owner(world, call), generic::target(call)?);
    let feature = world.store.get(call.table, &id)?;
    if !is_offered(world, &owner, feature) {
        return Err(Refusal::not_found(call.table));
    }
    let row = as_switched(world, &owner, feature);
    Ok(generic::shown_row(world, call, &row))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (owner, id) = (owner(world, call), generic::target(call)?);
    if is_offered(world, &owner, world.store.get(call.table, &id)?) {
        let switch = Row::new(switch_id(&owner, &id))
            .with("enabled", call.flag("enabled").unwrap_or_default())
            .with("updated_at", world.now())
            .owned_by(&owner);
        world.store.insert(SWITCHES, switch);
    }
    info(world, call)
}

/// The id of the app, team or account whose features the request is about.
fn owner(world: &World, call: &Call<'_>) -> String {
    let place = call.places.iter().flatten().next();
    place.unwrap_or(&world.me).clone()
}

/// Whether an owner can have a feature: some are for apps in spaces or for teams of one kind.
fn is_offered(world: &World, owner: &str, feature: &Row) -> bool {
    let in_space = || {
        let app = world.store.row("app", owner);
        app.is_some_and(|app| !app.get("space").is_null())
    };
    let kinds = feature.noted("team_types").as_array();
    let fits_team = kinds.is_none_or(|kinds| {
        let team = world.store.row("team", owner);
        team.is_some_and(|team| kinds.contains(team.get("type")))
    });
    fits_team && (feature.noted("space_only") != true || in_space())
}

fn as_switched(world: &World, owner: &str, feature: &Row) -> Row {
    let mut row = feature.clone();
    if let Some(switch) = world.store.row(SWITCHES, &switch_id(owner, feature.id())) {
        for field in ["enabled", "updated_at"] {
            row.set(field, switch.get(field).clone());
        }
    }
    row
}

fn switch_id(owner: &str, feature: &str) -> String {
    format!("{owner}/{feature}")
}
