//! Slugs: what a release can deploy.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{Named, STACKS, Slug, World, find};

pub(super) const RULES: Rules = &[
    ("POST /apps/{}/slugs", create),
    ("GET /apps/{}/slugs/{}", info),
];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find_mut(call.argument(0))?;
    let stack = match call.text("stack") {
        Some(key) => find(&STACKS, key)
            .ok_or_else(|| Refusal::invalid_params("`stack` is no stack that exists."))?,
        None => app.build_stack,
    };
    let text = |field| call.text(field).map(str::to_owned);
    let slug = Slug {
        id: world.ids.uuid(),
        process_types: process_types(call),
        commit: text("commit"),
        commit_description: text("commit_description"),
        checksum: text("checksum"),
        language: text("buildpack_provided_description"),
        size: 1_048_576,
        stack,
        created_at: world.clock.now(),
    };
    let shown = show(&slug, "PUT");
    app.slugs.push(slug);
    Ok(Reply::created(shown))
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    let slug = app.slugs.iter().find(|slug| slug.id == call.argument(1));
    let slug = slug.ok_or_else(|| Refusal::not_found("slug"))?;
    Ok(Reply::one(show(slug, "GET")))
}

fn process_types(call: &Call<'_>) -> BTreeMap<String, String> {
    let types = call.body.get("process_types").and_then(Value::as_object);
    let types = types.into_iter().flatten();
    types
        .filter_map(|(name, command)| Some((name.clone(), command.as_str()?.to_owned())))
        .collect()
}

fn show(slug: &Slug, method: &str) -> Value {
    let created_at = slug.created_at.to_string();
    json!({
        "blob": {
            "method": method,
            "url": format!("https://slugs.example.com/{}.tgz", slug.id),
        },
        "buildpack_provided_description": slug.language,
        "checksum": slug.checksum,
        "commit": slug.commit,
        "commit_description": slug.commit_description,
        "created_at": created_at,
        "deleted_at": null,
        "id": slug.id,
        "process_types": slug.process_types,
        "size": slug.size,
        "stack": { "id": slug.stack.id(), "name": slug.stack.name() },
        "updated_at": created_at,
    })
}
