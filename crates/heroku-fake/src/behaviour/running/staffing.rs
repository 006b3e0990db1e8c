//! Keeps the dynos of an app as its formation says.

use std::collections::BTreeMap;

use super::dyno_life::{self, end, number, start_in_formation};
use super::sizes;
use crate::behaviour::deploy::{code, releases};
use crate::generic;
use crate::world::{Row, World};

/// Starts and ends dynos until they are as the formation says.
pub(super) fn staff(world: &mut World, app: &str) {
    for process in formation(world, app).values() {
        let wanted = process.number("quantity");
        let kept = dynos(world, app, process.text("type"));
        for dyno in &kept {
            let is_other = ["size", "command"]
                .iter()
                .any(|field| dyno.get(field) != process.get(field));
            match number(dyno) {
                Some(number) if number > wanted => end(world, dyno.id()),
                Some(number) if is_other => replace(world, dyno.id(), process, number),
                _ => {}
            }
        }
        let known: Vec<_> = kept.iter().filter_map(number).collect();
        for number in (1..=wanted).filter(|number| !known.contains(number)) {
            start_in_formation(world, process, number);
        }
    }
}

/// Restarts a dyno of the formation: a new one takes its place.
pub(super) fn restart(world: &mut World, dyno: &Row) {
    let app = dyno_life::app_of(dyno);
    let process = formation(world, &app).remove(dyno.text("type"));
    if let Some((process, number)) = process.zip(number(dyno)) {
        world.log(&app, "heroku", dyno.text("name"), "Restarting");
        replace(world, dyno.id(), &process, number);
    }
}

/// Fits the formation to the release that the app runs, and restarts all dynos on it.
pub(in crate::behaviour) fn follow_release(world: &mut World, app: &str) {
    adopt_process_types(world, app);
    let dynos: Vec<Row> = world.store.linked("dyno", app).cloned().collect();
    let mut dynos: Vec<Row> = dynos
        .into_iter()
        .filter(|dyno| number(dyno).is_some())
        .collect();
    dynos.sort_by_key(|dyno| (dyno.text("type").to_owned(), number(dyno)));
    for dyno in dynos {
        restart(world, &dyno);
    }
    staff(world, app);
}

/// The process types of an app, by their names.
pub(in crate::behaviour) fn formation(world: &World, app: &str) -> BTreeMap<String, Row> {
    let rows = world.store.linked("formation", app);
    rows.map(|row| (row.text("type").to_owned(), row.clone()))
        .collect()
}

/// A process type that runs nothing yet.
pub(super) fn new_process(world: &mut World, app: &str, name: &str, command: &str) -> Row {
    let size = sizes::default(world, app).cloned().unwrap_or_default();
    generic::blank_row(world, "formation")
        .owned_by(app)
        .with_reference("app", app)
        .with("command", command)
        .with_reference("dyno_size", size.id())
        .with("quantity", 0)
        .with("size", size.text("name"))
        .with("type", name)
}

/// The dynos of a process type that the formation keeps, by their numbers.
pub(super) fn dynos(world: &World, app: &str, process: &str) -> Vec<Row> {
    let dynos = world.store.linked("dyno", app);
    let kept = dynos.filter(|dyno| dyno.text("type") == process && number(dyno).is_some());
    let mut kept: Vec<Row> = kept.cloned().collect();
    kept.sort_by_key(number);
    kept
}

fn replace(world: &mut World, dyno: &str, process: &Row, number: i64) {
    end(world, dyno);
    start_in_formation(world, process, number);
}

/// Fits the process types to the code that the app runs: `web` starts with one dyno, all others
/// with none, and what the code has no more goes.
fn adopt_process_types(world: &mut World, app: &str) {
    let code = releases::code(world, app);
    let mut types = code::process_types(world, app, &code);
    if types.is_empty() {
        return;
    }
    types.remove(code::RELEASE);
    let known = formation(world, app);
    for (name, process) in &known {
        if !types.contains_key(name) {
            remove(world, app, name, process.id());
        }
    }
    for (name, command) in types {
        let command = command.as_str().unwrap_or_default();
        let mut process = match known.get(&name) {
            Some(process) => process.clone(),
            None if name == "web" => new_process(world, app, &name, command).with("quantity", 1),
            None => new_process(world, app, &name, command),
        };
        process.set("command", command);
        world.store.insert("formation", process);
    }
}

/// Takes a process type away with its dynos.
pub(in crate::behaviour) fn remove(world: &mut World, app: &str, name: &str, process: &str) {
    for dyno in dynos(world, app, name) {
        end(world, dyno.id());
    }
    world.store.remove("formation", process);
}
