//! The formation: how many dynos of which size run each process type.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{process_type, sizes, staffing};
use crate::behaviour::deploy::{code, container_release, releases};
use crate::behaviour::table::{New, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::show::View;
use crate::world::{Row, World, reference};

pub(super) const RULES: Rules = &[
    ("PATCH /apps/{}/formation", batch_update),
    ("PATCH /apps/{}/formation/{}", update),
];

/// A process type may be scaled that nobody spoke of before.
pub(super) const NEW: New = &["PATCH /apps/{}/formation/{}"];

/// No process type has more dynos.
const MOST: i64 = 100;

/// What is wanted of one process type.
pub(in crate::behaviour) struct Wish<'a> {
    pub(in crate::behaviour) process: String,
    pub(in crate::behaviour) fields: &'a Map<String, Value>,
    /// Where the fields stand in the body, as in `updates[0].`.
    pub(in crate::behaviour) at: String,
}

fn update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let process = if let Some(id) = call.target {
        world.store.get("formation", id)?.text("type")
    } else {
        let named = call.argument(1);
        may_be_new(world, call.app(), named, "formation", call.body)?;
        named
    };
    let wish = Wish {
        process: process.to_owned(),
        fields: call.body,
        at: String::new(),
    };
    let touched = scale(world, call, &[wish])?;
    Ok(Reply::one(touched.into_iter().next().unwrap_or_default()))
}

fn batch_update(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let updates = call.body.get("updates").and_then(Value::as_array);
    let mut wishes = Vec::new();
    for (index, update) in updates.into_iter().flatten().enumerate() {
        let at = format!("updates[{index}].");
        let missing = || Refusal::invalid_params(format!("`{at}type` is missing."));
        let fields = update.as_object().ok_or_else(missing)?;
        let text = |field| fields.get(field).and_then(Value::as_str);
        // The API of 2014 called the type a process.
        let key = text("type").or_else(|| text("process"));
        let key = key.ok_or_else(missing)?;
        let known = generic::find(world, "formation", key, Some(call.app()));
        let process = known.map_or(key, |row| row.text("type")).to_owned();
        if known.is_none() {
            may_be_new(world, call.app(), &process, &format!("{at}type"), fields)?;
        }
        wishes.push(Wish {
            process,
            fields,
            at,
        });
    }
    scale(world, call, &wishes).map(|touched| Reply::one(Value::Array(touched)))
}

/// Refuses a process type that the code of the app does not have. An app without code, and a
/// container, may have any. `at` is what complaints call the process type.
fn may_be_new(
    world: &World,
    app: &str,
    name: &str,
    at: &str,
    fields: &Map<String, Value>,
) -> Result<(), Refusal> {
    process_type::check(name, at)?;
    let code = releases::code(world, app);
    let types = code::process_types(world, app, &code);
    if fields.contains_key("docker_image") || types.is_empty() {
        return Ok(());
    }
    Err(Refusal::missing(
        "formation",
        format!("`{at}` is no process type of this app."),
    ))
}

/// Changes process types, all of them or none, and answers with those that were touched.
fn scale(world: &mut World, call: &Call<'_>, wishes: &[Wish<'_>]) -> Result<Vec<Value>, Refusal> {
    let app = call.app();
    let mut formation = staffing::formation(world, app);
    let mut touched: Vec<&str> = Vec::new();
    for wish in wishes {
        let name = wish.process.as_str();
        let mut process = match formation.remove(name) {
            Some(process) => process,
            None => new_process(world, app, wish),
        };
        plan(world, app, &mut process, wish)?;
        formation.insert(name.to_owned(), process);
        if !touched.contains(&name) {
            touched.push(name);
        }
    }
    refuse_mixed(world, &formation)?;
    let rows = touched.iter().filter_map(|name| formation.get(*name));
    let rows: Vec<Row> = rows.cloned().collect();
    for row in &rows {
        world.store.insert("formation", row.clone());
    }
    note(world, app, wishes, &rows);
    container_release::deploy(world, app, wishes);
    staffing::staff(world, app);
    let view = View::new(&world.store, call);
    let shown = rows.iter().map(|row| {
        let row = world.store.row("formation", row.id()).unwrap_or(row);
        view.answer(call, row)
    });
    Ok(shown.collect())
}

/// A process type that nobody spoke of before; a container of `web` runs at once.
fn new_process(world: &mut World, app: &str, wish: &Wish<'_>) -> Row {
    let name = wish.process.as_str();
    let runs = name == "web" && wish.fields.contains_key("docker_image");
    let process = staffing::new_process(world, app, name, &format!("bin/{name}"));
    process.with("quantity", i64::from(runs))
}

/// Changes one process type as is wished.
fn plan(world: &World, app: &str, process: &mut Row, wish: &Wish<'_>) -> Result<(), Refusal> {
    container_release::check(wish)?;
    let current = process.number("quantity");
    let quantity = quantity(current, wish.fields.get("quantity"), &wish.at)?;
    process.set("quantity", quantity);
    if let Some(size) = sizes::chosen(world, app, wish.fields, &wish.at)? {
        process.set("size", size.text("name"));
        process.set("dyno_size", reference(size.id()));
    }
    process.set("updated_at", world.now());
    Ok(())
}

/// Refuses sizes that cannot run in the same app.
fn refuse_mixed(world: &World, formation: &BTreeMap<String, Row>) -> Result<(), Refusal> {
    let running = formation.values();
    let running = running.filter(|process| process.number("quantity") > 0);
    let sizes: BTreeSet<&str> = running.map(|process| process.text("size")).collect();
    let tiers: BTreeSet<&str> = sizes.iter().map(|size| sizes::tier(world, size)).collect();
    if tiers.len() < 2 {
        return Ok(());
    }
    let sizes: Vec<&str> = sizes.into_iter().collect();
    Err(Refusal::invalid_params(format!(
        "No app can run dynos of these sizes together: {}. Change the `size` of all process types at once.",
        sizes.join(" and ")
    )))
}

/// Notes in the app and in its log what was scaled.
fn note(world: &mut World, app: &str, wishes: &[Wish<'_>], rows: &[Row]) {
    let scaling = ["quantity", "size", "dyno_size"];
    let scales = |wish: &Wish<'_>| scaling.iter().any(|field| wish.fields.contains_key(*field));
    if !wishes.iter().any(scales) {
        return;
    }
    let told = rows.iter().map(|row| {
        let (name, size) = (row.text("type"), row.text("size"));
        format!("{name}@{}:{size}", row.number("quantity"))
    });
    let told: Vec<String> = told.collect();
    releases::log(world, app, &format!("Scaled to {}", told.join(" ")));
    let tier = rows.first().map(|row| sizes::tier(world, row.text("size")));
    let (tier, now) = (tier.unwrap_or_default().to_owned(), world.now());
    world.store.change("app", app, |app| {
        app.set("process_tier", tier);
        app.set("updated_at", now);
    });
}

/// A number, or a text that tells one: `3`, `+1`, `-1`.
fn quantity(current: i64, wish: Option<&Value>, at: &str) -> Result<i64, Refusal> {
    let wanted = match wish {
        None | Some(Value::Null) => return Ok(current),
        Some(Value::String(text)) => {
            let text = text.trim();
            let digits = text.trim_start_matches(['+', '-']);
            let number = digits.parse::<i64>().ok();
            let number = number.filter(|_| text.len() - digits.len() < 2);
            number.and_then(|number| match text.as_bytes() {
                [b'+', ..] => current.checked_add(number),
                [b'-', ..] => current.checked_sub(number),
                _ => Some(number),
            })
        }
        Some(value) => value.as_i64(),
    };
    let in_range = wanted.filter(|wanted| (0..=MOST).contains(wanted));
    in_range.ok_or_else(|| {
        let message = format!("`{at}quantity` must lead to a number from 0 to {MOST}.");
        Refusal::invalid_params(message)
    })
}
