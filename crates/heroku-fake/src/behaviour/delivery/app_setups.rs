//! App setups: an app with its settings and its first build, in one request.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::{pipelines, review_apps};
use crate::behaviour::apps;
use crate::behaviour::deploy::builds;
use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{World, reference};

pub(super) const RULES: Rules = &[("POST /app-setups", create)];

pub(super) const EVENTS: Events = &[("an app setup ends", end)];

/// How long the setup of an app takes, its build included.
const TAKES: SignedDuration = SignedDuration::from_secs(5);

/// What is wanted of a setup.
#[derive(Default)]
pub(super) struct Wish {
    pub(super) name: Option<String>,
    pub(super) region: Option<String>,
    pub(super) stack: Option<String>,
    /// The fields of the app that are set as they were sent.
    pub(in crate::behaviour) fields: Map<String, Value>,
    /// The config vars.
    pub(super) environment: Value,
    /// The address of the source and its version.
    pub(super) source: Value,
    /// The id of the pipeline, and the stage.
    pub(super) pipeline: Option<(String, String)>,
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = call.body.get("app").cloned().unwrap_or_default();
    let text = |field: &str| app.get(field).and_then(Value::as_str);
    let id_of = |field: &str, table: &str| match text(field) {
        Some(key) => match world.known(table, key) {
            Some(row) => Ok(Some(row.id().to_owned())),
            None => Err(generic::unknown(&format!("app.{field}"), table)),
        },
        None => Ok(None),
    };
    let mut fields = Map::new();
    if let Some(locked) = app.get("locked").and_then(Value::as_bool) {
        fields.insert("locked".to_owned(), locked.into());
    }
    for (field, table, known) in [
        ("organization", "team", &["team", "organization"] as &[&str]),
        ("space", "space", &["space"]),
    ] {
        if let Some(id) = id_of(field, table)? {
            for name in known {
                fields.insert((*name).to_owned(), reference(&id));
            }
        }
    }
    let wish = Wish {
        name: text("name").map(str::to_owned),
        region: id_of("region", "region")?,
        stack: id_of("stack", "stack")?,
        fields,
        environment: call
            .body
            .get("overrides")
            .map(|all| all["env"].clone())
            .unwrap_or_default(),
        source: call.body.get("source_blob").cloned().unwrap_or_default(),
        pipeline: coupling(world, call.body.get("pipeline_coupling"))?,
    };
    let id = start(world, wish)?;
    generic::created(world, call, &id)
}

fn coupling(world: &World, sent: Option<&Value>) -> Result<Option<(String, String)>, Refusal> {
    let Some(sent) = sent.filter(|sent| sent.is_object()) else {
        return Ok(None);
    };
    let key = sent
        .get("pipeline")
        .and_then(crate::exchange::key_of)
        .unwrap_or_default();
    let pipeline = generic::find(world, "pipeline", key, None)
        .ok_or_else(|| generic::unknown("pipeline_coupling.pipeline", "pipeline"))?;
    let stage = sent
        .get("stage")
        .and_then(Value::as_str)
        .unwrap_or("development");
    Ok(Some((pipeline.id().to_owned(), stage.to_owned())))
}

/// Starts the setup of an app, and tells its id.
pub(super) fn start(world: &mut World, wish: Wish) -> Result<String, Refusal> {
    let name = match wish.name {
        Some(name) if world.store.named("app", &name).next().is_some() => {
            return Err(Refusal::invalid_params(
                "`app.name` is already taken by another app.",
            ));
        }
        Some(name) => name,
        None => world.invent_name("app"),
    };
    let app = apps::add(world, &name, wish.region.as_deref(), wish.stack.as_deref());
    let vars = wish.environment.as_object().cloned().unwrap_or_default();
    world.store.change("app", &app, |row| {
        for (field, value) in wish.fields {
            row.set(&field, value);
        }
        if !vars.is_empty() {
            row.note("config", vars);
        }
    });
    if let Some((pipeline, stage)) = wish.pipeline {
        pipelines::add_coupling(world, &app, &pipeline, &stage);
    }
    let build = first_build(world, &app, &wish.source);
    let row = generic::blank_row(world, "app-setup")
        .owned_by(&app)
        .with_reference("app", &app)
        .with("manifest_errors", json!([]))
        .with("build", build.as_deref().map(reference))
        .with("status", "pending");
    let id = row.id().to_owned();
    world.store.insert("app-setup", row);
    world.later(TAKES, EVENTS[0].0, id.as_str());
    Ok(id)
}

/// Starts the first build of an app, where there is a source to build, and tells its id.
fn first_build(world: &mut World, app: &str, source: &Value) -> Option<String> {
    let source = source.as_object()?;
    let url = source.get("url").and_then(Value::as_str)?;
    url.starts_with("http")
        .then(|| builds::start(world, app, source.clone(), Vec::new()))
}

/// Ends a setup as its build ended.
fn end(world: &mut World, about: &Value) {
    let id = about.as_str().unwrap_or_default();
    let Some(setup) = world.store.row("app-setup", id) else {
        return;
    };
    let review_app = setup.noted("review app").as_str().map(str::to_owned);
    let build = setup
        .referred("build")
        .and_then(|id| world.store.row("build", id));
    let failure = build
        .is_some_and(|build| build.text("status") == "failed")
        .then_some("The build failed; its output tells why.");
    let url = setup
        .referred("app")
        .and_then(|id| world.store.row("app", id));
    let url = url
        .map(|app| app.get("web_url").clone())
        .unwrap_or_default();
    let now = world.now();
    world.store.change("app-setup", id, |row| {
        row.set("failure_message", failure);
        if failure.is_none() {
            row.set("resolved_success_url", url);
        }
        row.set(
            "status",
            if failure.is_some() {
                "failed"
            } else {
                "succeeded"
            },
        );
        row.set("updated_at", now);
    });
    if let Some(review_app) = review_app {
        review_apps::app_is_set_up(world, &review_app, failure);
    }
}
