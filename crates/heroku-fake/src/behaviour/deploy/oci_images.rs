//! OCI images: the code of apps of the newer generation.

use serde_json::{Value, json};

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[
    ("POST /apps/{}/oci-images", create),
    ("GET /apps/{}/oci-images/{}", info),
];

/// An image of an app with all that an image has.
pub(super) fn draft(world: &mut World, app: &str) -> Row {
    let (digest, layer) = (digest(world), digest(world));
    let row = world.store.row("app", app);
    let stack = row.and_then(|app| app.referred("build_stack"));
    let stack = stack.unwrap_or_default().to_owned();
    generic::blank_row(world, "oci-image")
        .owned_by(app)
        .with("architecture", "arm64")
        .with("base_image_name", "heroku/heroku:24")
        .with("base_top_layer", layer)
        .with("buildpacks", json!([]))
        .with("commit", "")
        .with("commit_description", "")
        .with("digest", digest)
        .with("image_repo", format!("images.heroku.test/{app}"))
        .with("process_types", json!({}))
        .with_reference("stack", &stack)
}

fn digest(world: &mut World) -> String {
    let parts: Vec<String> = (0..6).map(|_| world.ids.twelve_digits()).collect();
    format!("sha256:{}", &parts.concat()[..64])
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let sent = generic::resolve(world, call)?;
    let mut row = draft(world, call.app());
    for (field, value) in sent {
        let value = match (field.as_str(), value) {
            ("process_types", Value::Object(types)) => types
                .into_iter()
                .map(|(name, told)| (name.clone(), whole_process(&name, told)))
                .collect(),
            ("buildpacks", Value::Array(buildpacks)) => {
                buildpacks.into_iter().map(whole_buildpack).collect()
            }
            ("stack", Value::Object(stack)) => reference(stack["id"].as_str().unwrap_or_default()),
            (_, value) => value,
        };
        row.set(&field, value);
    }
    generic::refuse_duplicates(world, call, &row)?;
    let id = row.id().to_owned();
    world.store.insert("oci-image", row);
    generic::created(world, call, &id)
}

/// The image that is asked for, alone in a list.
fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let row = world.store.get("oci-image", &generic::target(call)?)?;
    generic::list_of(world, call, vec![row])
}

/// A process type with what was left out of it.
pub(super) fn whole_process(name: &str, told: Value) -> Value {
    let command = told["command"].as_str().unwrap_or_default().to_owned();
    let mut whole = json!({
        "name": name,
        "display_cmd": command,
        "command": command,
        "working_dir": "/workspace",
        "default": name == "web",
    });
    merge(&mut whole, told);
    whole
}

fn whole_buildpack(told: Value) -> Value {
    let mut whole = json!({ "id": "", "version": "1.0.0", "homepage": "" });
    merge(&mut whole, told);
    whole
}

fn merge(whole: &mut Value, told: Value) {
    if let (Value::Object(whole), Value::Object(told)) = (whole, told) {
        whole.extend(told);
    }
}
