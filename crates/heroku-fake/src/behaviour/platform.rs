//! What the platform offers to everybody: regions and stacks.

use serde_json::{Value, json};

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{Named, REGIONS, Region, STACKS, Stack, World, find};

pub(super) const RULES: Rules = &[
    ("GET /regions", |_, _| {
        Ok(Reply::list(REGIONS.iter().map(show_region)))
    }),
    ("GET /regions/{}", region),
    ("GET /stacks", |_, _| {
        Ok(Reply::list(STACKS.iter().map(show_stack)))
    }),
    ("GET /stacks/{}", stack),
    ("GET /apps/{}/available-stacks", stacks_of_app),
];

/// When the platform's own things came into being: before any world.
const CREATED: &str = "2024-01-01T00:00:00Z";

fn region(_: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let region = find(&REGIONS, call.argument(0)).ok_or_else(|| Refusal::not_found("region"))?;
    Ok(Reply::one(show_region(region)))
}

fn stack(_: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let stack = find(&STACKS, call.argument(0)).ok_or_else(|| Refusal::not_found("stack"))?;
    Ok(Reply::one(show_stack(stack)))
}

fn stacks_of_app(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    world.apps.find(call.argument(0))?;
    Ok(Reply::list(STACKS.iter().map(show_stack)))
}

fn show_region(region: &Region) -> Value {
    json!({
        "country": region.country,
        "created_at": CREATED,
        "description": region.description,
        "id": region.id(),
        "locale": region.locale,
        "name": region.name,
        "private_capable": region.private,
        "provider": { "name": "amazon-web-services", "region": region.provider },
        "updated_at": CREATED,
    })
}

fn show_stack(stack: &Stack) -> Value {
    json!({
        "created_at": CREATED,
        "default": stack.default,
        "id": stack.id(),
        "name": stack.name,
        "state": "public",
        "updated_at": CREATED,
    })
}
