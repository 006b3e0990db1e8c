//! Certificates of an app, and the domains that they serve.

use serde_json::{Value, json};

use super::certificate;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("POST /apps/{}/sni-endpoints", create),
    ("PATCH /apps/{}/sni-endpoints/{}", update),
];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let (chain, told) = sent(world, call)?;
    let id = add(world, call.app(), &chain);
    world.store.change("sni-endpoint", &id, |endpoint| {
        endpoint.set("ssl_cert", told);
    });
    generic::created(world, call, &id)
}

/// Puts another certificate in the place of the one that is there.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let (chain, told) = sent(world, call)?;
    let now = world.now();
    world.store.change("sni-endpoint", &id, |endpoint| {
        endpoint.set("certificate_chain", chain);
        endpoint.set("ssl_cert", told);
        endpoint.set("updated_at", now);
    });
    generic::shown(world, call, &id)
}

/// The certificates that were sent, and what answers tell of the first of them.
fn sent(world: &mut World, call: &Call<'_>) -> Result<(String, Value), Refusal> {
    let chain = call.text("certificate_chain").unwrap_or_default();
    let key = call.text("private_key").unwrap_or_default();
    let told = certificate::read(chain, key, &world.ids.uuid())?;
    Ok((chain.to_owned(), told))
}

/// Adds an endpoint that serves no domain yet, and tells its id.
pub(super) fn add(world: &mut World, app: &str, chain: &str) -> String {
    let name = world.invent_name("sni-endpoint");
    let row = generic::blank_row(world, "sni-endpoint")
        .owned_by(app)
        .with_reference("app", app)
        .with("certificate_chain", chain)
        .with("domains", json!([]))
        .with("name", name);
    let id = row.id().to_owned();
    world.store.insert("sni-endpoint", row);
    id
}

/// The id of the endpoint of an app that the body names; none where it names null or nothing.
pub(super) fn named(world: &World, call: &Call<'_>, app: &str) -> Result<Option<String>, Refusal> {
    let Some(key) = call.key("sni_endpoint") else {
        return Ok(None);
    };
    match generic::find(world, "sni-endpoint", key, Some(app)) {
        Some(endpoint) => Ok(Some(endpoint.id().to_owned())),
        None => Err(generic::unknown("sni_endpoint", "sni-endpoint")),
    }
}

/// Brings the domains that the endpoints of an app tell up to date.
pub(super) fn count_domains(world: &mut World, app: &str) {
    for endpoint in world.store.linked_ids("sni-endpoint", app) {
        let domains: Value = world
            .store
            .linked("domain", &endpoint)
            .map(|domain| Value::from(domain.id()))
            .collect();
        let known = world.store.row("sni-endpoint", &endpoint);
        if known.is_some_and(|known| *known.get("domains") != domains) {
            world
                .store
                .change("sni-endpoint", &endpoint, |row| row.set("domains", domains));
        }
    }
}
