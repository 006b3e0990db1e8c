//! Slugs: code that is ready to run, and is uploaded to an address of its own.

use serde_json::{Map, Value, json};

use super::blobs;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(super) const RULES: Rules = &[("POST /apps/{}/slugs", create)];

/// A slug, before it is added to the world.
pub(super) struct Draft<'a> {
    pub(super) app: &'a str,
    pub(super) stack: &'a str,
    pub(super) process_types: Map<String, Value>,
    /// Its other fields: commit, checksum and the like.
    pub(super) fields: Map<String, Value>,
}

/// Adds a slug, and tells its id and the secret of its blob.
pub(super) fn add(world: &mut World, draft: Draft<'_>) -> (String, String) {
    let (secret, url) = blobs::open(world, Some(draft.app));
    let mut row = generic::blank_row(world, "slug")
        .owned_by(draft.app)
        .with("blob", json!({ "method": "GET", "url": url }))
        .with("process_types", draft.process_types)
        .with_reference("stack", draft.stack);
    row.fields.extend(draft.fields);
    let id = row.id().to_owned();
    world.store.insert("slug", row);
    blobs::is_of_slug(world, &secret, &id);
    (id, secret)
}

/// Adds a slug. Its answer tells where to upload the code; all later ones tell where it is.
fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let sent = generic::resolve(world, call)?;
    let stack = sent
        .get("stack")
        .and_then(|stack| Some(stack["id"].as_str()?.to_owned()));
    let app = world.store.get("app", call.app())?;
    let default = app.referred("build_stack").unwrap_or_default().to_owned();
    let fields = [
        "buildpack_provided_description",
        "checksum",
        "commit",
        "commit_description",
    ];
    let kept = fields.into_iter().filter_map(|field| {
        let value = sent.get(field)?.clone();
        Some((field.to_owned(), value))
    });
    let draft = Draft {
        app: call.app(),
        stack: &stack.unwrap_or(default),
        process_types: sent["process_types"]
            .as_object()
            .cloned()
            .unwrap_or_default(),
        fields: kept.collect(),
    };
    let (id, _) = add(world, draft);
    let mut told = generic::tell(world, call, &id)?;
    told["blob"]["method"] = "PUT".into();
    Ok(Reply::created(told))
}
