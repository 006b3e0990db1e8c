//! Pipelines and the apps in their stages.

use serde_json::{Map, Value, json};

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("POST /pipelines", create),
    ("POST /pipeline-transfers", transfer),
    ("POST /pipeline-couplings", couple),
    ("GET /apps/{}/pipeline-couplings", coupling_of_app),
    ("GET /teams/{}/pipeline-couplings", couplings_of_team),
    ("GET /pipelines/{}/latest-builds", latest_builds),
    ("GET /pipelines/{}/latest-releases", latest_releases),
    ("GET /pipelines/{}/latest-deployments", latest_releases),
    ("GET /pipelines/{}/pipeline-stack", |world, call| {
        Ok(stack(world, call))
    }),
    ("GET /pipelines/{}/stage/{}/config-vars", config_vars),
    (
        "PATCH /pipelines/{}/stage/{}/config-vars",
        update_config_vars,
    ),
];

/// The stages, from the first to the last.
const STAGES: [&str; 5] = ["test", "review", "development", "staging", "production"];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = match call.body.get("owner") {
        None | Some(Value::Null) => json!({ "id": world.me, "type": "user" }),
        Some(owner) => owner_of(world, owner, "owner")?,
    };
    let generation = call.key("generation").unwrap_or("cedar");
    let generation = world
        .known("generation", generation)
        .ok_or_else(|| generic::unknown("generation", "generation"))?;
    let generation = json!({ "id": generation.id(), "name": generation.get("name") });
    let row = generic::draft(world, call)?
        .with("owner", owner)
        .with("generation", generation);
    let id = row.id().to_owned();
    world.store.insert("pipeline", row);
    generic::created(world, call, &id)
}

/// The account or team that is to own a pipeline.
fn owner_of(world: &World, owner: &Value, at: &str) -> Result<Value, Refusal> {
    let text = |field: &str| owner.get(field).and_then(Value::as_str).unwrap_or_default();
    let (id, kind) = (text("id"), text("type"));
    let table = match kind {
        "user" => "account",
        "team" | "organization" => "team",
        _ => {
            let message = format!("`{at}.type` must be one of user, team.");
            return Err(Refusal::invalid_params(message));
        }
    };
    match generic::find(world, table, id, None) {
        Some(row) => Ok(json!({ "id": row.id(), "type": kind })),
        None => Err(generic::unknown(&format!("{at}.id"), table)),
    }
}

fn transfer(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let pipeline = pipeline_of(world, call)?;
    let owner = call.body.get("new_owner").cloned().unwrap_or_default();
    let owner = owner_of(world, &owner, "new_owner")?;
    let before = world.store.get("pipeline", &pipeline)?.get("owner").clone();
    let now = world.now();
    world.store.change("pipeline", &pipeline, |row| {
        row.set("owner", owner.clone());
        row.set("updated_at", now);
    });
    Ok(Reply::created(json!({
        "pipeline": { "id": pipeline },
        "previous_owner": before,
        "new_owner": owner,
    })))
}

/// The id of the pipeline that a body names.
pub(super) fn pipeline_of(world: &World, call: &Call<'_>) -> Result<String, Refusal> {
    let key = call.key("pipeline").unwrap_or_default();
    let row = generic::find(world, "pipeline", key, None);
    row.map(|row| row.id().to_owned())
        .ok_or_else(|| generic::unknown("pipeline", "pipeline"))
}

fn couple(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let mut row = generic::draft(world, call)?;
    let app = row.referred("app").unwrap_or_default().to_owned();
    if coupling(world, &app).is_some() {
        let message = "`app` is in a pipeline already; remove it from that one first.";
        return Err(Refusal::invalid_params(message));
    }
    row.set("generation", generation(world, &app));
    let id = row.id().to_owned();
    world.store.insert("pipeline-coupling", row);
    generic::created(world, call, &id)
}

/// Adds an app to a stage of a pipeline.
pub(super) fn add_coupling(world: &mut World, app: &str, pipeline: &str, stage: &str) {
    let generation = generation(world, app);
    let row = generic::blank_row(world, "pipeline-coupling")
        .owned_by(app)
        .owned_by(pipeline)
        .with_reference("app", app)
        .with_reference("pipeline", pipeline)
        .with("generation", generation)
        .with("stage", stage);
    world.store.insert("pipeline-coupling", row);
}

fn generation(world: &World, app: &str) -> Value {
    let app = world.store.row("app", app);
    app.map_or(Value::Null, |app| app.get("generation")["name"].clone())
}

/// The coupling of an app.
pub(super) fn coupling<'a>(world: &'a World, app: &str) -> Option<&'a Row> {
    world.store.linked("pipeline-coupling", app).next()
}

fn coupling_of_app(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let found = coupling(world, call.app());
    let found = found.ok_or_else(|| Refusal::not_found("pipeline-coupling"))?;
    let id = found.id().to_owned();
    generic::shown(world, call, &id)
}

fn couplings_of_team(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let team = call.place("team");
    let of_team = |row: &&Row| {
        let app = world
            .store
            .row("app", row.referred("app").unwrap_or_default());
        app.is_some_and(|app| app.referred("team") == Some(team))
    };
    let rows = world.store.rows("pipeline-coupling").filter(of_team);
    generic::list_of(world, call, rows.collect())
}

/// The apps of a pipeline, those of the last stage first.
fn apps(world: &World, pipeline: &str) -> Vec<String> {
    let mut couplings: Vec<&Row> = world.store.linked("pipeline-coupling", pipeline).collect();
    let stage = |row: &&Row| STAGES.iter().position(|stage| *stage == row.text("stage"));
    couplings.sort_by_key(|row| std::cmp::Reverse(stage(row)));
    let apps = couplings.into_iter().filter_map(|row| row.referred("app"));
    apps.map(str::to_owned).collect()
}

fn latest_builds(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    latest(world, call, "build", "created_at")
}

fn latest_releases(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    latest(world, call, "release", "version")
}

/// The latest of what each app of a pipeline has in a table.
fn latest(world: &mut World, call: &Call<'_>, table: &str, field: &str) -> Result<Reply, Refusal> {
    let order = |row: &&Row| (row.number(field), row.text(field).to_owned());
    let apps = apps(world, call.place("pipeline"));
    let rows = apps
        .iter()
        .filter_map(|app| world.store.linked(table, app).max_by_key(order));
    generic::list_of(world, call, rows.collect())
}

/// The stack that new apps of a pipeline get: that of the app in the last stage.
fn stack(world: &World, call: &Call<'_>) -> Reply {
    let apps = apps(world, call.place("pipeline"));
    let stack = apps
        .first()
        .and_then(|app| world.store.row("app", app)?.referred("build_stack"))
        .and_then(|id| world.store.row("stack", id))
        .map(|stack| json!({ "id": stack.id(), "name": stack.get("name") }));
    Reply::one(json!({ "stack": stack }))
}

/// The name under which a pipeline keeps the config vars of a stage.
fn note_of(call: &Call<'_>) -> Result<String, Refusal> {
    let stage = call.argument(1);
    if STAGES.contains(&stage) {
        Ok(format!("config of {stage}"))
    } else {
        Err(Refusal::not_found("stage"))
    }
}

fn config_vars(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let pipeline = world.store.get("pipeline", call.place("pipeline"))?;
    let known = pipeline.noted(&note_of(call)?).clone();
    Ok(Reply::one(if known.is_null() { json!({}) } else { known }))
}

fn update_config_vars(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (pipeline, note) = (call.place("pipeline"), note_of(call)?);
    let known = world.store.get("pipeline", pipeline)?.noted(&note);
    let mut vars: Map<String, Value> = known.as_object().cloned().unwrap_or_default();
    for (name, value) in call.body {
        match value {
            Value::Null => vars.remove(name),
            Value::String(_) => vars.insert(name.clone(), value.clone()),
            other => vars.insert(name.clone(), other.to_string().into()),
        };
    }
    let shown = Value::Object(vars);
    world
        .store
        .change("pipeline", pipeline, |row| row.note(&note, shown.clone()));
    Ok(Reply::one(shown))
}
