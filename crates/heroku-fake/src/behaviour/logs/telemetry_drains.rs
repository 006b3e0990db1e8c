//! Telemetry drains of apps and spaces.

use serde_json::{Value, json};

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::schema::{conforms, fields as fields_of};
use crate::world::World;

pub(super) const RULES: Rules = &[
    ("POST /telemetry-drains", create),
    ("PATCH /telemetry-drains/{}", update),
];

/// An app or a space has no more drains.
const MOST: usize = 5;

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = owner(world, call)?;
    let drains = world.store.linked("telemetry-drain", &owner);
    if drains.count() >= MOST {
        let message =
            format!("`owner` has {MOST} telemetry drains, which is the most it can have.");
        return Err(Refusal::invalid_params(message));
    }
    check_signals(call)?;
    let exporter = exporter(&call.body["exporter"])?;
    let row = generic::blank_row(world, "telemetry-drain")
        .owned_by(&owner)
        .with("exporter", exporter)
        .with(
            "owner",
            json!({ "id": owner, "type": call.body["owner"]["type"] }),
        )
        .with("signals", call.body["signals"].clone());
    let id = row.id().to_owned();
    world.store.insert("telemetry-drain", row);
    generic::created(world, call, &id)
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let signals = call.body.get("signals");
    if signals.is_some() {
        check_signals(call)?;
    }
    let drain = world.store.get("telemetry-drain", &id)?;
    let exporter = match call.body.get("exporter") {
        Some(changes) => Some(changed_exporter(drain.get("exporter"), changes)?),
        None => None,
    };
    let now = world.now();
    world.store.change("telemetry-drain", &id, |drain| {
        drain.set("updated_at", now);
        if let Some(signals) = signals {
            drain.set("signals", signals.clone());
        }
        if let Some(exporter) = exporter {
            drain.set("exporter", exporter);
        }
    });
    generic::shown(world, call, &id)
}

/// The id of the app or the space that the body names as the owner.
fn owner(world: &World, call: &Call<'_>) -> Result<String, Refusal> {
    let owner = &call.body["owner"];
    let text = |field: &str| owner[field].as_str().unwrap_or_default();
    match world.known(text("type"), text("id")) {
        Some(known) => Ok(known.id().to_owned()),
        None => Err(generic::unknown("owner.id", text("type"))),
    }
}

fn check_signals(call: &Call<'_>) -> Result<(), Refusal> {
    let signals = call.body["signals"].as_array();
    let signals = signals.map_or(&[][..], Vec::as_slice);
    let twice = |(index, signal): (usize, &Value)| signals[..index].contains(signal);
    if signals.is_empty() || signals.iter().enumerate().any(twice) {
        let message = "`signals` must name at least one signal, and none of them twice.";
        return Err(Refusal::invalid_params(message));
    }
    Ok(())
}

/// Where a drain sends to from now on; what is not told of it stays.
fn changed_exporter(known: &Value, changes: &Value) -> Result<Value, Refusal> {
    let mut exporter = known.clone();
    let fields = changes.as_object().into_iter().flatten();
    for (name, value) in fields.filter(|(_, value)| !value.is_null()) {
        exporter[name.as_str()] = value.clone();
    }
    let known = fields_of("telemetry-drain").iter();
    let mut described = known.filter(|field| field.wire_name == "exporter");
    if !described.all(|field| conforms(field, &exporter)) {
        let message = "`exporter` must hold a `type`, which is otlphttp or otlp, an `endpoint`, \
                       or `headers`, which are texts.";
        return Err(Refusal::invalid_params(message));
    }
    self::exporter(&exporter)
}

/// Where the drain sends to, with headers even where none were sent.
fn exporter(sent: &Value) -> Result<Value, Refusal> {
    let mut exporter = sent.clone();
    let endpoint = exporter["endpoint"].as_str().unwrap_or_default();
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| endpoint.strip_prefix(scheme));
    // OTLP over gRPC also knows its endpoint as a host and a port.
    let is_host = exporter["type"] == "otlp" && !endpoint.contains('/') && endpoint.contains(':');
    if !is_host && host.is_none_or(str::is_empty) {
        let message =
            "`exporter.endpoint` must be an address that begins with https:// or http://.";
        return Err(Refusal::invalid_params(message));
    }
    if exporter["headers"].is_null() {
        exporter["headers"] = json!({});
    }
    Ok(exporter)
}
