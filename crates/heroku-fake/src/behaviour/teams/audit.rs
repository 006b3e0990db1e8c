//! Audit trails: what was done in enterprise accounts.

use serde_json::{Value, json};

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[("GET /enterprise-accounts/{}/events", list)];

/// What an event is about besides the enterprise account: these may be gone when it is told, so
/// that the row notes their ids and names.
const SUBJECTS: [&str; 3] = ["app", "owner", "team"];

/// Notes what was done in an enterprise account: in which team and to which app, if to one, and
/// the type and the action of the event.
pub(super) fn note(
    world: &mut World,
    enterprise: &str,
    team: Option<&str>,
    app: Option<&str>,
    (kind, action): (&str, &str),
) {
    let owner = app.and_then(|app| world.store.row("app", app)?.referred("owner"));
    let owner = owner.unwrap_or(&world.me).to_owned();
    let owner = short(world, "account", Some(&owner), "email");
    let team = short(world, "team", team, "name");
    let app = short(world, "app", app, "name");
    let me = world.me.clone();
    let row = generic::blank_row(world, "audit-trail-event")
        .owned_by(enterprise)
        .with("type", kind)
        .with("action", action)
        .with_reference("actor", &me)
        .with_reference("enterprise_account", enterprise)
        .with("request", json!({ "ip_address": "127.0.0.1" }))
        .with("data", json!({}))
        .with_note("app", app)
        .with_note("owner", owner)
        .with_note("team", team);
    world.store.insert("audit-trail-event", row);
}

/// The id of a thing and what it is called; empty where an event is about none.
fn short(world: &World, table: &str, id: Option<&str>, field: &str) -> Value {
    let row = id.and_then(|id| world.store.row(table, id));
    let row = row.cloned().unwrap_or_default();
    json!({ "id": row.text("id"), field: row.text(field) })
}

/// Notes what was done to an app, where its team is in an enterprise account.
pub(super) fn of_app(world: &mut World, app: &str, action: &str) {
    let team = world.store.row("app", app);
    let team = team.and_then(|app| app.referred("team"));
    let team = team.unwrap_or_default().to_owned();
    let enterprise = world.store.row("team", &team);
    let enterprise = enterprise.and_then(|team| team.referred("enterprise_account"));
    if let Some(enterprise) = enterprise.map(str::to_owned) {
        note(world, &enterprise, Some(&team), Some(app), ("app", action));
    }
}

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let rows = generic::rows(world, call).into_iter().cloned();
    let rows: Vec<Row> = rows
        .map(|mut row| {
            for subject in SUBJECTS {
                row.set(subject, row.noted(subject).clone());
            }
            row
        })
        .collect();
    generic::list_of(world, call, rows.iter().collect())
}
