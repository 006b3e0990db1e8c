//! Releases: the list, deploying a slug, rolling back.

use serde_json::{Value, json};

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{App, Release, World, is_uuid};

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/releases", list),
    ("POST /apps/{}/releases", create),
    ("GET /apps/{}/releases/{}", info),
];

/// The release of an app with an id or a version.
pub(super) fn find<'a>(app: &'a App, key: &str) -> Result<&'a Release, Refusal> {
    let version = key.parse::<u64>().ok();
    let found = |release: &&Release| {
        if is_uuid(key) {
            release.id == key
        } else {
            Some(release.version) == version
        }
    };
    app.releases
        .iter()
        .find(found)
        .ok_or_else(|| Refusal::not_found("release"))
}

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::list(
        app.releases.iter().map(|release| show(app, release, call)),
    ))
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::one(show(app, find(app, call.argument(1))?, call)))
}

/// Creates a release: of a slug, or of what an earlier release was.
fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find_mut(call.argument(0))?;
    let (description, slug) = match (call.text("release"), call.text("slug")) {
        (Some(release), _) => roll_back(app, release)?,
        (None, Some(slug)) => deploy(app, slug)?,
        (None, None) => return Err(Refusal::invalid_params("`slug` is missing.")),
    };
    let description = match call.text("description") {
        Some(given) if !call.body.contains_key("release") => given.to_owned(),
        _ => description,
    };
    let (ids, now) = (&mut world.ids, world.clock.now());
    app.release(description, slug, &world.account.me, ids, now);
    app.adopt_process_types(ids, now);
    let created = app
        .releases
        .last()
        .ok_or_else(|| Refusal::not_found("release"))?;
    Ok(Reply::created(show(app, created, call)))
}

fn roll_back(app: &mut App, key: &str) -> Result<(String, Option<String>), Refusal> {
    let earlier = find(app, key)?;
    let description = format!("Rollback to v{}", earlier.version);
    let (config, slug) = (earlier.config.clone(), earlier.slug.clone());
    app.config = config;
    Ok((description, slug))
}

fn deploy(app: &App, key: &str) -> Result<(String, Option<String>), Refusal> {
    let slug = app.slugs.iter().find(|slug| slug.id == key);
    let slug = slug.ok_or_else(|| Refusal::not_found("slug"))?;
    let commit = slug.commit.as_deref().unwrap_or(&slug.id);
    let short: String = commit.chars().take(8).collect();
    Ok((format!("Deploy {short}"), Some(slug.id.clone())))
}

fn show(app: &App, release: &Release, call: &Call<'_>) -> Value {
    let current = app
        .releases
        .last()
        .is_some_and(|last| last.id == release.id);
    let created_at = release.created_at.to_string();
    let artifacts: Vec<Value> = release
        .slug
        .iter()
        .map(|id| json!({ "type": "slug", "id": id }))
        .collect();
    let mut shown = json!({
        "addon_plan_names": [],
        "app": app.stub(),
        "artifacts": artifacts,
        "created_at": created_at,
        "current": current,
        "description": release.description,
        "eligible_for_rollback": true,
        "id": release.id,
        "output_stream_url": null,
        "slug": release.slug.as_ref().map(|id| json!({ "id": id })),
        "status": "succeeded",
        "updated_at": created_at,
        "user": release.user.show(),
        "version": release.version,
    });
    if call.version.is_sdk() {
        shown["oci_image"] = Value::Null;
    }
    shown
}
