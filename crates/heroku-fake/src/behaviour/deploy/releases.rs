//! Releases: deploying code, rolling back, and what a release changes of its app.

use serde_json::{Value, json};

use super::code::{self, Code};
use super::release_phase;
use crate::behaviour::addons::kept;
use crate::behaviour::apps::config_vars;
use crate::behaviour::running::{sizes, staffing};
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[("POST /apps/{}/releases", create)];

/// The release that an app runs.
pub(in crate::behaviour) fn current<'a>(world: &'a World, app: &str) -> Option<&'a Row> {
    let mut releases = world.store.linked("release", app);
    releases.find(|release| release.flag("current"))
}

/// The code that an app runs.
pub(in crate::behaviour) fn code(world: &World, app: &str) -> Code {
    current(world, app).map(Code::of).unwrap_or_default()
}

/// Makes a release of what an app is now, and tells its id. It runs a slug, where one is given,
/// and else the code that the app runs already.
pub(in crate::behaviour) fn add(
    world: &mut World,
    app: &str,
    description: &str,
    slug: Option<&str>,
) -> String {
    let code = match slug {
        Some(slug) => Code::slug(slug),
        None => code(world, app),
    };
    add_of(world, app, description, &code)
}

/// Makes a release of some code with the config vars that an app has now, and tells its id.
///
/// Where the code has a process type `release`, the release is pending until that has run.
pub(super) fn add_of(world: &mut World, app: &str, description: &str, code: &Code) -> String {
    let releases = world.store.linked("release", app);
    let version = releases.map(|release| release.number("version")).max();
    let version = version.unwrap_or_default() + 1;
    let config = config_vars::of(world, app);
    let row = generic::blank_row(world, "release")
        .owned_by(app)
        .with("addon_plan_names", plans(world, app))
        .with_reference("app", app)
        .with("artifacts", artifacts(code))
        .with("current", false)
        .with("description", description)
        .with("eligible_for_rollback", false)
        .with("oci_image", code.image.as_deref().map(reference))
        .with("output_stream_url", Value::Null)
        .with("slug", code.slug.as_deref().map(reference))
        .with("status", "pending")
        .with_reference("user", &world.me)
        .with("version", version)
        .with_note("config", config);
    let id = row.id().to_owned();
    world.store.insert("release", row);
    log(world, app, &format!("Release v{version} created"));
    match code::process_types(world, app, code).get(code::RELEASE) {
        Some(command) if version > 1 => {
            let command = command.as_str().unwrap_or_default().to_owned();
            release_phase::begin(world, &id, &command);
        }
        _ => succeed(world, &id),
    }
    id
}

/// Makes a release the one that its app runs, unless a later one is so already.
pub(super) fn succeed(world: &mut World, id: &str) {
    let Some(release) = world.store.row("release", id) else {
        return;
    };
    let app = release.referred("app").unwrap_or_default().to_owned();
    let (version, code) = (release.number("version"), Code::of(release));
    let before = current(world, &app).map(|row| (row.id().to_owned(), row.number("version")));
    let is_latest = before.as_ref().is_none_or(|(_, known)| *known < version);
    let now = world.now();
    world.store.change("release", id, |release| {
        release.set("status", "succeeded");
        release.set("eligible_for_rollback", true);
        release.set("current", is_latest);
        release.set("updated_at", now);
    });
    if !is_latest {
        return;
    }
    if let Some((before, _)) = before {
        world.store.change("release", &before, |release| {
            release.set("current", false);
        });
    }
    adopt(world, &app, version, &code);
    staffing::follow_release(world, &app);
}

/// Notes in an app what a release changes of it.
fn adopt(world: &mut World, app: &str, version: i64, code: &Code) {
    let row = code.row(world);
    let stack = row.and_then(|row| row.referred("stack")).map(reference);
    let size = row.map_or(Value::Null, |row| row.get("size").clone());
    let found = row.map_or(Value::Null, |row| {
        row.get("buildpack_provided_description").clone()
    });
    let image = row.filter(|_| code.image.is_some()).cloned();
    let tier = sizes::default(world, app).map(|size| size.get("infrastructure_tier").clone());
    let now = world.now();
    world.store.change("app", app, |app| {
        app.set("updated_at", now.as_str());
        app.set("slug_size", size);
        app.set("buildpack_provided_description", found);
        if version > 1 {
            app.set("released_at", now);
        } else {
            app.set("process_tier", tier.unwrap_or_default());
        }
        if let Some(stack) = stack {
            app.set("stack", stack);
        }
        if let Some(image) = image {
            app.set("base_image_name", image.get("base_image_name").clone());
            app.set("buildpacks", image.get("buildpacks").clone());
            app.set(
                "current_build_architecture",
                json!([image.get("architecture")]),
            );
        }
    });
}

/// Adds a line of the API to the log of an app, which tells who asked for it.
pub(in crate::behaviour) fn log(world: &mut World, app: &str, text: &str) {
    let by = world.my_account().text("email").to_owned();
    world.log(app, "app", "api", format!("{text} by user {by}"));
}

/// Creates a release: of a slug, or of what an earlier release was.
fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = match (call.key("release"), call.key("slug"), call.key("oci_image")) {
        (Some(earlier), ..) => roll_back(world, call, earlier)?,
        (None, None, None) => return Err(Refusal::invalid_params("`slug` is missing.")),
        (None, slug, image) => deploy(world, call, slug, image)?,
    };
    generic::created(world, call, &id)
}

fn roll_back(world: &mut World, call: &Call<'_>, earlier: &str) -> Result<String, Refusal> {
    let app = call.app();
    let earlier = generic::find(world, "release", earlier, Some(app));
    let earlier = earlier.ok_or_else(|| Refusal::not_found("release"))?;
    if !earlier.flag("eligible_for_rollback") {
        let message = "`release` must be one that succeeded: another cannot be rolled back to.";
        return Err(Refusal::invalid_params(message));
    }
    let description = format!("Rollback to v{}", earlier.number("version"));
    let (code, mut config) = (
        Code::of(earlier),
        config_vars::of_release(world, earlier.id()),
    );
    config.extend(kept::attached(world, app));
    config_vars::replace(world, app, config);
    let id = add_of(world, app, &description, &code);
    log(world, app, &description);
    Ok(id)
}

fn deploy(
    world: &mut World,
    call: &Call<'_>,
    slug: Option<&str>,
    image: Option<&str>,
) -> Result<String, Refusal> {
    let app = call.app();
    let (table, key) = match (slug, image) {
        (_, Some(image)) => ("oci-image", image),
        (slug, None) => ("slug", slug.unwrap_or_default()),
    };
    // A slug of another app can be deployed too: so promotions do.
    let row = generic::find(world, table, key, None).ok_or_else(|| Refusal::not_found(table))?;
    let commit = match row.text("commit") {
        "" => row.id(),
        commit => commit,
    };
    let short: String = commit.chars().take(8).collect();
    let deployed = format!("Deploy {short}");
    let description = call.text("description").unwrap_or(&deployed).to_owned();
    let code = match table {
        "slug" => Code::slug(row.id()),
        _ => Code::image(row.id()),
    };
    let id = add_of(world, app, &description, &code);
    log(world, app, &deployed);
    Ok(id)
}

/// The names of the plans of the add-ons that an app has, as far as they can be used.
fn plans(world: &World, app: &str) -> Value {
    let addons = world.store.linked("add-on", app);
    let owned = addons
        .filter(|addon| addon.referred("app") == Some(app) && addon.text("state") == "provisioned");
    let plans = owned.filter_map(|addon| world.store.row("plan", addon.referred("plan")?));
    plans.map(|plan| Value::from(plan.text("name"))).collect()
}

fn artifacts(code: &Code) -> Value {
    let kinds = [("slug", &code.slug), ("oci-image", &code.image)];
    let known = kinds.iter().filter_map(|(kind, id)| {
        let id = id.as_deref()?;
        Some(json!({ "type": kind, "id": id }))
    });
    known.collect()
}
