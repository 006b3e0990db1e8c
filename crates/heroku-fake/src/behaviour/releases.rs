//! Releases: the list, deploying a slug, rolling back.

use serde_json::{Value, json};

use super::table::Rules;
use crate::generic;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[];

/// The release that an app runs.
pub(super) fn current<'a>(world: &'a World, app: &str) -> Option<&'a Row> {
    let releases = world.store.linked("release", app);
    releases.max_by_key(|release| release.number("version"))
}

/// Makes a release of what an app is now, with a slug, and tells its id.
pub(super) fn add(world: &mut World, app: &str, description: &str, slug: Option<&str>) -> String {
    let last = current(world, app).map(|last| (last.id().to_owned(), last.number("version")));
    let (last, version) = last.unwrap_or_default();
    world
        .store
        .change("release", &last, |release| release.set("current", false));
    let row = generic::blank_row(world, "release")
        .owned_by(app)
        .with("addon_plan_names", json!([]))
        .with_reference("app", app)
        .with("artifacts", json!([]))
        .with("current", true)
        .with("description", description)
        .with("eligible_for_rollback", true)
        .with("slug", slug.map_or(Value::Null, reference))
        .with("status", "succeeded")
        .with_reference("user", &world.me)
        .with("version", version + 1);
    let id = row.id().to_owned();
    world.store.insert("release", row);
    id
}
