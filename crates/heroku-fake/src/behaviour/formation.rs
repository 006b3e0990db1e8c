//! The formation: how many dynos of which size run each process type.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{App, Process, World, is_uuid, size_id, size_name};

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/formation", list),
    ("PATCH /apps/{}/formation", batch_update),
    ("GET /apps/{}/formation/{}", info),
    ("PATCH /apps/{}/formation/{}", update),
];

/// No process type has more dynos.
const MOST: i64 = 100;

type Formation = BTreeMap<String, Process>;

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::list(
        app.formation.values().map(|process| show(app, process)),
    ))
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    let name = name_of(&app.formation, call.argument(1));
    let process = name.and_then(|name| app.formation.get(&name));
    let process = process.ok_or_else(|| Refusal::not_found("formation"))?;
    Ok(Reply::one(show(app, process)))
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    let key = call.argument(1);
    let name = match name_of(&app.formation, key) {
        Some(name) => name,
        None if is_uuid(key) => return Err(Refusal::not_found("formation")),
        None if is_type(key) => key.to_owned(),
        None => return Err(Refusal::not_found("formation")),
    };
    let touched = scale(world, call, &[(name, call.body, String::new())])?;
    Ok(Reply::one(touched.into_iter().next().unwrap_or_default()))
}

fn batch_update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    let updates = call.body.get("updates").and_then(Value::as_array);
    let mut wishes = Vec::new();
    for (index, update) in updates.into_iter().flatten().enumerate() {
        let at = format!("updates[{index}].");
        let missing = || Refusal::invalid_params(format!("`{at}type` is missing."));
        let update = update.as_object().ok_or_else(missing)?;
        let text = |field| update.get(field).and_then(Value::as_str);
        // The API of 2014 called the type a process.
        let key = text("type")
            .or_else(|| text("process"))
            .ok_or_else(missing)?;
        let name = name_of(&app.formation, key).unwrap_or_else(|| key.to_owned());
        if !is_type(&name) {
            let message =
                format!("`{at}type` must be 1 to 128 letters, digits, dashes, underscores.");
            return Err(Refusal::invalid_params(message));
        }
        wishes.push((name, update, at));
    }
    scale(world, call, &wishes).map(|touched| Reply::one(Value::Array(touched)))
}

/// Changes process types, all of them or none, and answers with those that were touched.
fn scale(
    world: &mut World,
    call: &Call<'_>,
    wishes: &[(String, &Map<String, Value>, String)],
) -> Result<Vec<Value>, Refusal> {
    let now = world.clock.now();
    let app = world.apps.find_mut(call.argument(0))?;
    let mut formation = app.formation.clone();
    let mut touched = Vec::new();
    for (name, wish, at) in wishes {
        let command = || {
            app.slug()
                .and_then(|slug| slug.process_types.get(name))
                .cloned()
        };
        let process = formation.entry(name.clone()).or_insert_with(|| {
            let command = command().unwrap_or_else(|| format!("bin/{name}"));
            Process::new(name, command, &mut world.ids, now)
        });
        process.quantity = quantity(process.quantity, wish.get("quantity"), at)?;
        process.size = size(process.size, wish, at)?;
        process.updated_at = now;
        if !touched.contains(&name) {
            touched.push(name);
        }
    }
    app.formation = formation;
    app.staff(&mut world.ids, now);
    let shown = touched
        .into_iter()
        .filter_map(|name| Some(show(app, app.formation.get(name)?)));
    Ok(shown.collect())
}

/// A number, or a text that tells one: `3`, `+1`, `-1`.
fn quantity(current: u32, wish: Option<&Value>, at: &str) -> Result<u32, Refusal> {
    let wanted = match wish {
        None | Some(Value::Null) => return Ok(current),
        Some(Value::String(text)) => {
            let digits = text.trim().trim_start_matches(['+', '-']);
            let number = digits
                .parse::<i64>()
                .ok()
                .filter(|_| text.trim().len() - digits.len() < 2);
            number.map(|number| match text.trim().as_bytes() {
                [b'+', ..] => i64::from(current).saturating_add(number),
                [b'-', ..] => i64::from(current) - number,
                _ => number,
            })
        }
        Some(value) => value.as_i64(),
    };
    let in_range = wanted.filter(|wanted| (0..=MOST).contains(wanted));
    in_range
        .and_then(|wanted| u32::try_from(wanted).ok())
        .ok_or_else(|| {
            Refusal::invalid_params(format!(
                "`{at}quantity` must lead to a number from 0 to {MOST}."
            ))
        })
}

/// A size by its name in any case, or by an object with its name or id.
fn size(
    current: &'static str,
    wish: &Map<String, Value>,
    at: &str,
) -> Result<&'static str, Refusal> {
    for field in ["dyno_size", "size"] {
        let key = match wish.get(field) {
            Some(Value::String(key)) => key,
            Some(Value::Object(fields)) => {
                let key = fields.get("name").or_else(|| fields.get("id"));
                match key.and_then(Value::as_str) {
                    Some(key) => key,
                    None => continue,
                }
            }
            _ => continue,
        };
        let unknown = || Refusal::invalid_params(format!("`{at}{field}` is no size that exists."));
        return size_name(key).ok_or_else(unknown);
    }
    Ok(current)
}

/// The process type that `key` names: by its name or its id.
fn name_of(formation: &Formation, key: &str) -> Option<String> {
    let found = formation
        .values()
        .find(|process| process.name == key || process.id == key);
    found.map(|process| process.name.clone())
}

fn is_type(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=128).contains(&name.len()) && name.bytes().all(fits)
}

fn show(app: &App, process: &Process) -> Value {
    json!({
        "app": app.stub(),
        "command": process.command,
        "created_at": process.created_at.to_string(),
        "dyno_size": { "id": size_id(process.size), "name": process.size },
        "id": process.id,
        "quantity": process.quantity,
        "size": process.size,
        "type": process.name,
        "updated_at": process.updated_at.to_string(),
    })
}
