//! What a build says of itself in its output.

use serde_json::Value;

use crate::behaviour::running::dyno_life::app_of;
use crate::world::{Row, World};

/// What a build says when it begins.
pub(super) fn begin(build: &Row) -> Vec<String> {
    let mut lines = vec![format!(
        "-----> Building on the stack {}",
        build.text("stack")
    )];
    let buildpacks = build.get("buildpacks").as_array().into_iter().flatten();
    let names = buildpacks.filter_map(|buildpack| buildpack["name"].as_str());
    lines.extend(names.map(|name| format!("-----> Using the buildpack {name}")));
    lines
}

/// What a build says once it is done, before its release is made.
pub(super) fn success(language: &str, types: &[&str], bytes: usize) -> Vec<String> {
    vec![
        format!("-----> {language} app found"),
        "       Fetching what the app needs".to_owned(),
        "-----> Looking for process types".to_owned(),
        format!("       Found: {}", types.join(", ")),
        "-----> Packing".to_owned(),
        format!("       Done: {}K", bytes.div_ceil(1024)),
    ]
}

/// What a build says of the release that it made.
pub(super) fn released(world: &World, release: &str) -> Vec<String> {
    let Some(row) = world.store.row("release", release) else {
        return Vec::new();
    };
    let app = app_of(row);
    let url = world.store.row("app", &app).map(|app| app.get("web_url"));
    let url = url.and_then(Value::as_str).unwrap_or_default();
    let mut lines = vec![
        "-----> Launching".to_owned(),
        format!("       Made release v{}", row.number("version")),
    ];
    if row.text("status") == "pending" {
        lines.push("       It begins once its release phase has ended well".to_owned());
    } else {
        lines.push(format!("       Deployed to {url}"));
    }
    lines
}

/// What a build says that fails.
pub(super) fn failure(reason: &str) -> Vec<String> {
    vec![
        format!(" !     {reason}"),
        " !     The build failed".to_owned(),
    ]
}
