//! Promotions: the slug of one app becomes a release of others.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::pipelines;
use crate::behaviour::deploy::releases;
use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply, key_of};
use crate::generic;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[("POST /pipeline-promotions", create)];

pub(super) const EVENTS: Events = &[("a promotion reaches its targets", complete)];

/// How long a promotion takes.
const TAKES: SignedDuration = SignedDuration::from_secs(2);

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let pipeline = pipelines::pipeline_of(world, call)?;
    let source = call.body.get("source").cloned().unwrap_or_default();
    let app = app_of(world, &pipeline, &source["app"], "source.app")?;
    let release = release_of(world, &app, source.get("release"))?;
    let mut targets = Vec::new();
    let sent = call.body.get("targets").and_then(Value::as_array);
    for (index, target) in sent.into_iter().flatten().enumerate() {
        let at = format!("targets[{index}].app");
        let target = app_of(world, &pipeline, &target["app"], &at)?;
        if target == app {
            let message = format!("`{at}` is the app that is promoted.");
            return Err(Refusal::invalid_params(message));
        }
        targets.push(target);
    }
    if targets.is_empty() {
        return Err(Refusal::invalid_params("`targets` names no app."));
    }
    let row = generic::blank_row(world, "pipeline-promotion")
        .owned_by(&pipeline)
        .with_reference("pipeline", &pipeline)
        .with(
            "source",
            json!({ "app": { "id": app }, "release": { "id": release } }),
        )
        .with("status", "pending");
    let id = row.id().to_owned();
    world.store.insert("pipeline-promotion", row);
    for target in targets {
        let row = generic::blank_row(world, "pipeline-promotion-target")
            .owned_by(&id)
            .owned_by(&target)
            .with_reference("app", &target)
            .with_reference("pipeline_promotion", &id)
            .with("status", "pending");
        world.store.insert("pipeline-promotion-target", row);
    }
    world.later(TAKES, EVENTS[0].0, id.as_str());
    generic::created(world, call, &id)
}

/// The app that a body names, which must be in the pipeline.
fn app_of(world: &World, pipeline: &str, named: &Value, at: &str) -> Result<String, Refusal> {
    let app = key_of(named).and_then(|key| generic::find(world, "app", key, None));
    let app = app.ok_or_else(|| generic::unknown(at, "app"))?;
    let coupling = pipelines::coupling(world, app.id());
    match coupling.and_then(|coupling| coupling.referred("pipeline")) {
        Some(of) if of == pipeline => Ok(app.id().to_owned()),
        _ => Err(Refusal::invalid_params(format!(
            "`{at}` is not in the pipeline."
        ))),
    }
}

/// The release that is promoted: the one named, or the one that the app runs.
fn release_of(world: &World, app: &str, named: Option<&Value>) -> Result<String, Refusal> {
    let release = match named.and_then(key_of) {
        Some(key) => generic::find(world, "release", key, Some(app)),
        None => releases::current(world, app),
    };
    let release = release.ok_or_else(|| generic::unknown("source.release", "release"))?;
    if release.referred("slug").is_none() {
        let message = "`source.app` has nothing to promote: its release has no slug.";
        return Err(Refusal::invalid_params(message));
    }
    Ok(release.id().to_owned())
}

/// Releases the slug of a promotion to all of its targets.
fn complete(world: &mut World, about: &Value) {
    let id = about.as_str().unwrap_or_default();
    let Some(promotion) = world.store.row("pipeline-promotion", id) else {
        return;
    };
    let source = promotion.get("source").clone();
    let name = world
        .store
        .row("app", source["app"]["id"].as_str().unwrap_or_default());
    let name = name
        .map(|app| app.text("name").to_owned())
        .unwrap_or_default();
    let release = source["release"]["id"].as_str().unwrap_or_default();
    let release = world.store.row("release", release).cloned();
    let targets = world.store.linked_ids("pipeline-promotion-target", id);
    for target in targets {
        let app = world.store.row("pipeline-promotion-target", &target);
        let app = app.and_then(|row| row.referred("app")).map(str::to_owned);
        let made = release
            .as_ref()
            .zip(app)
            .and_then(|(release, app)| promote(world, &name, release, &app));
        let tell = |row: &mut Row| {
            if let Some(made) = made {
                row.set("release", reference(&made));
                row.set("status", "succeeded");
            } else {
                let message = "The release that was to be promoted is gone.";
                row.set("error_message", message);
                row.set("status", "failed");
            }
        };
        world
            .store
            .change("pipeline-promotion-target", &target, tell);
    }
    let now = world.now();
    world.store.change("pipeline-promotion", id, |row| {
        row.set("status", "completed");
        row.set("updated_at", now);
    });
}

/// Releases the slug of one app's release to another app.
fn promote(world: &mut World, from: &str, release: &Row, app: &str) -> Option<String> {
    let slug = release.referred("slug")?;
    let version = release.number("version");
    let description = format!("Promote {from} v{version}");
    Some(releases::add(world, app, &description, Some(slug)))
}
