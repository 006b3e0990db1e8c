//! SSL endpoints, which apps had before there were SNI endpoints.

use serde_json::Value;

use super::certificate;
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("POST /apps/{}/ssl-endpoints", create),
    ("PATCH /apps/{}/ssl-endpoints/{}", update),
];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let chain = sent(call)?;
    let name = world.invent_name("ssl-endpoint");
    let row = generic::draft(world, call)?
        .with("certificate_chain", chain)
        .with("cname", format!("{name}.herokussl.com"))
        .with("name", name);
    let id = row.id().to_owned();
    world.store.insert("ssl-endpoint", row);
    generic::created(world, call, &id)
}

/// Puts another certificate in place, or takes back the one before.
fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let current = world.store.get("ssl-endpoint", &id)?;
    let (current, before) = (
        current.get("certificate_chain").clone(),
        current.noted("before").clone(),
    );
    let next = if call.flag("rollback") == Some(true) {
        if before.is_null() {
            let message = "`rollback` needs a certificate before this one: there was none.";
            return Err(Refusal::invalid_params(message));
        }
        before
    } else if call.body.contains_key("certificate_chain") {
        Value::from(sent(call)?)
    } else {
        current.clone()
    };
    let now = world.now();
    world.store.change("ssl-endpoint", &id, |endpoint| {
        if next != current {
            endpoint.note("before", current);
        }
        endpoint.set("certificate_chain", next);
        endpoint.set("updated_at", now);
    });
    generic::shown(world, call, &id)
}

/// The certificates that were sent.
fn sent<'a>(call: &'a Call<'_>) -> Result<&'a str, Refusal> {
    let chain = call.text("certificate_chain").unwrap_or_default();
    let key = call.text("private_key").unwrap_or_default();
    certificate::read(chain, key, "")?;
    Ok(chain)
}
