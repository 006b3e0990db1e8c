//! Log drains: of apps, of add-ons and of spaces.

use serde_json::{Value, json};

use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::show::View;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[
    ("POST /apps/{}/log-drains", create),
    ("GET /apps/{}/log-drains", |world, call| {
        Ok(list(world, call))
    }),
    ("GET /apps/{}/log-drains/{}", info),
    ("DELETE /apps/{}/log-drains/{}", delete),
    ("PUT /addons/{}/log-drains/{}", set_of_addon),
    ("GET /spaces/{}/log-drain", info_of_space),
    ("PUT /spaces/{}/log-drain", set_of_space),
];

/// An app has no more drains.
const MOST: usize = 5;
/// How lines can be sent.
const SCHEMES: [&str; 4] = ["syslog://", "syslog+tls://", "http://", "https://"];

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = call.app();
    let url = url(call)?;
    check_room(world, app, url)?;
    let row = blank(world, url).owned_by(app).with_reference("app", app);
    let id = row.id().to_owned();
    world.store.insert("log-drain", row);
    generic::created(world, call, &id)
}

fn list(world: &World, call: &Call<'_>) -> Reply {
    let rows = generic::rows(world, call);
    let view = View::new(&world.store, call);
    let told = rows.into_iter();
    Reply::list(told.map(|row| extended(call, row, view.answer(call, row))))
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = generic::target(call)?;
    let told = generic::tell(world, call, &id)?;
    let row = world.store.get("log-drain", &id)?;
    Ok(Reply::one(extended(call, row, told)))
}

fn delete(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let drain = world.store.get("log-drain", &generic::target(call)?)?;
    if drain.referred("addon").is_some() {
        let message = "This drain is an add-on's: it goes when the add-on goes.";
        return Err(Refusal::forbidden(message));
    }
    generic::delete(world, call)
}

/// Sets where a drain of an add-on sends lines; the drain comes to be with its first address.
fn set_of_addon(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let url = url(call)?;
    if let Some(id) = call.target {
        return set(world, call, id, url);
    }
    let addon = call.place("add-on");
    let app = world.store.get("add-on", addon)?.referred("app");
    let app = app.map_or(Value::Null, reference);
    let row = blank(world, url)
        .owned_by(addon)
        .with_reference("addon", addon)
        .with("app", app);
    let id = row.id().to_owned();
    world.store.insert("log-drain", row);
    generic::shown(world, call, &id)
}

fn info_of_space(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = of_space(world, call);
    let id = id.ok_or_else(|| Refusal::not_found("log-drain"))?;
    generic::shown(world, call, &id)
}

fn set_of_space(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let url = url(call)?;
    if let Some(id) = of_space(world, call) {
        return set(world, call, &id, url);
    }
    let row = blank(world, url).owned_by(call.place("space"));
    let id = row.id().to_owned();
    world.store.insert("log-drain", row);
    generic::shown(world, call, &id)
}

fn of_space(world: &World, call: &Call<'_>) -> Option<String> {
    let mut drains = world.store.linked("log-drain", call.place("space"));
    drains.next().map(|drain| drain.id().to_owned())
}

fn set(world: &mut World, call: &Call<'_>, id: &str, url: &str) -> Result<Reply, Refusal> {
    let now = world.now();
    world.store.change("log-drain", id, |drain| {
        drain.set("url", url);
        drain.set("updated_at", now);
    });
    generic::shown(world, call, id)
}

/// A drain with a token, by which it is found as by a name that no answer tells.
fn blank(world: &mut World, url: &str) -> Row {
    let (token, number) = (format!("d.{}", world.ids.uuid()), world.ids.count());
    generic::blank_row(world, "log-drain")
        .with("addon", Value::Null)
        .with("app", Value::Null)
        .with("name", token.as_str())
        .with("token", token)
        .with("url", url)
        .with_note("number", number)
}

/// Refuses one drain more than an app can have, and one that it has already.
fn check_room(world: &World, app: &str, url: &str) -> Result<(), Refusal> {
    let mut known = world.store.linked("log-drain", app);
    if known.any(|drain| drain.text("url") == url) {
        let message = "`url` is already a drain of this app.";
        return Err(Refusal::invalid_params(message));
    }
    if world.store.linked("log-drain", app).count() >= MOST {
        let message = format!("`url` is one too many: an app has {MOST} log drains at most.");
        return Err(Refusal::invalid_params(message));
    }
    Ok(())
}

/// The address that was sent.
fn url<'a>(call: &'a Call<'_>) -> Result<&'a str, Refusal> {
    let url = call.text("url").unwrap_or_default();
    let host = SCHEMES.iter().find_map(|scheme| url.strip_prefix(scheme));
    match host {
        Some(host) if !host.is_empty() && !host.starts_with(['/', ':']) => Ok(url),
        _ => Err(Refusal::invalid_params(format!(
            "`url` must be the address of a host, and begin with {}.",
            SCHEMES.join(", ")
        ))),
    }
}

/// A drain with what `?extended=true` tells of it.
fn extended(call: &Call<'_>, row: &Row, mut told: Value) -> Value {
    if call.parameter("extended").as_deref() == Some("true") {
        told["extended"] = json!({ "drain_id": row.noted("number") });
    }
    told
}
