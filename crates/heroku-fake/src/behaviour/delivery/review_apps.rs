//! Review apps, and how a pipeline makes them.

use serde_json::{Value, json};

use super::{app_setups, pipelines};
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("POST /review-apps", create),
    ("DELETE /review-apps/{}", delete),
    ("GET /apps/{}/review-app", info_of_app),
    ("GET /pipelines/{}/review-apps", list),
    ("POST /pipelines/{}/review-app-config", enable),
    ("GET /pipelines/{}/review-app-config", config),
    ("PATCH /pipelines/{}/review-app-config", update_config),
    ("DELETE /pipelines/{}/review-app-config", disable),
];

/// Says in place of an address that the branch is to be found.
const RESOLVE: &str = "resolve";

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let pipeline = pipelines::pipeline_of(world, call)?;
    let config = config_of(world, &pipeline).ok_or_else(|| {
        Refusal::invalid_params("`pipeline` has no review apps; enable them first.")
    })?;
    let branch = call.text("branch").unwrap_or_default();
    let same = |row: &&Row| row.text("branch") == branch && row.text("status") != "deleted";
    if world
        .store
        .linked("review-app", &pipeline)
        .any(|row| same(&row))
    {
        return Err(Refusal::conflict("The branch has a review app already."));
    }
    let source = source(call, config, branch);
    let base = config.text("base_name").to_owned();
    let name = match base.as_str() {
        "" => world.invent_name("app"),
        base => format!("{base}-{}", &world.ids.twelve_digits()[..6]),
    };
    let wish = app_setups::Wish {
        name: Some(name),
        environment: call.body.get("environment").cloned().unwrap_or_default(),
        source,
        pipeline: Some((pipeline.clone(), "review".to_owned())),
        ..app_setups::Wish::default()
    };
    let setup = app_setups::start(world, wish)?;
    let app = world.store.row("app-setup", &setup);
    let app = app
        .and_then(|setup| setup.referred("app"))
        .unwrap_or_default()
        .to_owned();
    let row = generic::draft(world, call)?
        .owned_by(&pipeline)
        .with_reference("app", &app)
        .with_reference("app_setup", &setup)
        .with("creator", json!({ "id": world.me }))
        .with_reference("pipeline", &pipeline)
        .with("status", "creating");
    let id = row.id().to_owned();
    world.store.insert("review-app", row);
    world.store.change("app-setup", &setup, |row| {
        row.note("review app", id.as_str());
    });
    generic::created(world, call, &id)
}

/// What a review app is built from. In place of an address, clients may leave it to Heroku to find
/// the branch in the repository.
fn source(call: &Call<'_>, config: &Row, branch: &str) -> Value {
    let mut source = call.body.get("source_blob").cloned().unwrap_or_default();
    if source["url"] == RESOLVE {
        let repository = config.noted("repo").as_str().unwrap_or_default();
        let archive = format!("https://github.com/{repository}/archive/{branch}.tar.gz");
        source["url"] = archive.into();
    }
    source
}

/// Notes how the app of a review app came out.
pub(super) fn app_is_set_up(world: &mut World, id: &str, failure: Option<&str>) {
    let now = world.now();
    world.store.change("review-app", id, |row| {
        row.set(
            "status",
            if failure.is_some() {
                "errored"
            } else {
                "created"
            },
        );
        row.set("error_status", failure.map(|_| "errored"));
        row.set("message", failure);
        row.set("updated_at", now);
    });
}

/// Deletes a review app with its app.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let now = world.now();
    let app = world.store.get("review-app", &id)?.referred("app");
    let app = app.map(str::to_owned);
    world.store.change("review-app", &id, |row| {
        row.set("status", "deleting");
        row.set("updated_at", now);
    });
    let shown = generic::shown(world, call, &id);
    if let Some(app) = app {
        world.store.remove("app", &app);
    }
    world.store.remove("review-app", &id);
    shown
}

fn info_of_app(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let found = world.store.linked("review-app", call.app()).next();
    let found = found.ok_or_else(|| Refusal::not_found("review-app"))?;
    let id = found.id().to_owned();
    generic::shown(world, call, &id)
}

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    generic::list(world, call)
}

/// How a pipeline makes review apps, if it does.
fn config_of<'a>(world: &'a World, pipeline: &str) -> Option<&'a Row> {
    world.store.linked("review-app-config", pipeline).next()
}

fn enabled(world: &World, call: &Call<'_>) -> Result<String, Refusal> {
    let found = config_of(world, call.place("pipeline"));
    let found = found.ok_or_else(|| Refusal::not_found("review-app-config"))?;
    Ok(found.id().to_owned())
}

fn enable(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let pipeline = call.place("pipeline");
    if config_of(world, pipeline).is_some() {
        return Err(Refusal::conflict("Review apps are enabled already."));
    }
    let repo = call.text("repo").unwrap_or_default();
    let sent = |field: &str, default: Value| call.body.get(field).cloned().unwrap_or(default);
    let row = generic::blank_row(world, "review-app-config")
        .owned_by(pipeline)
        .with(
            "automatic_review_apps",
            sent("automatic_review_apps", false.into()),
        )
        .with("base_name", sent("base_name", Value::Null))
        .with("deploy_target", sent("deploy_target", Value::Null))
        .with(
            "destroy_stale_apps",
            sent("destroy_stale_apps", false.into()),
        )
        .with("pipeline_id", pipeline)
        .with("repo", json!({ "id": 1 }))
        .with("stale_days", sent("stale_days", 5.into()))
        .with("wait_for_ci", sent("wait_for_ci", false.into()))
        .with_note("repo", repo);
    let id = row.id().to_owned();
    world.store.insert("review-app-config", row);
    generic::created(world, call, &id)
}

fn config(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = enabled(world, call)?;
    generic::shown(world, call, &id)
}

fn update_config(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = enabled(world, call)?;
    generic::change(world, call, &id)?;
    generic::shown(world, call, &id)
}

fn disable(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = enabled(world, call)?;
    let shown = generic::shown(world, call, &id);
    world.store.remove("review-app-config", &id);
    shown
}
