//! The life of a dyno: starting, up, idle, down, and what its app logs of it.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::sizes;
use crate::behaviour::deploy::releases;
use crate::behaviour::table::Events;
use crate::generic;
use crate::world::{Row, World};

pub(super) const EVENTS: Events = &[(IS_UP, come_up), (IDLES, idle)];

const IS_UP: &str = "dyno is up";
const IDLES: &str = "dyno idles";
/// How long a dyno takes to start.
pub(super) const STARTS: SignedDuration = SignedDuration::from_secs(2);
/// How long an Eco dyno waits for requests of the web before it sleeps.
const PATIENCE: SignedDuration = SignedDuration::from_mins(30);

/// A dyno before it is started.
pub(super) struct Plan<'a> {
    pub(super) app: &'a str,
    /// The process type, or what a one-off dyno is started as.
    pub(super) process: &'a str,
    pub(super) command: &'a str,
    pub(super) size: &'a str,
    /// Its number among the dynos of its type, on Cedar.
    pub(super) number: i64,
}

/// The row of a dyno that is about to start.
pub(super) fn draft(world: &mut World, plan: &Plan<'_>) -> Row {
    let release = releases::current(world, plan.app).map(|row| row.id().to_owned());
    let name = name(world, plan);
    generic::blank_row(world, "dyno")
        .owned_by(plan.app)
        .with_reference("app", plan.app)
        .with("attach_url", Value::Null)
        .with("command", plan.command)
        .with("name", name)
        .with_reference("release", &release.unwrap_or_default())
        .with("size", plan.size)
        .with("state", "starting")
        .with("type", plan.process)
}

/// As in `web.1`, or `web-5f2ac9d0e1-b3c4d` on Fir.
fn name(world: &mut World, plan: &Plan<'_>) -> String {
    if sizes::is_fir(world, plan.app) {
        let (set, own) = (world.ids.twelve_digits(), world.ids.twelve_digits());
        format!("{}-{}-{}", plan.process, &set[..10], &own[..5])
    } else {
        format!("{}.{}", plan.process, plan.number)
    }
}

/// Adds a dyno, which comes up by the clock.
pub(super) fn start(world: &mut World, dyno: Row) {
    let app = app_of(&dyno);
    let line = format!("Starting process with command `{}`", dyno.text("command"));
    world.log(&app, "heroku", dyno.text("name"), line);
    world.later(STARTS, IS_UP, json!({ "dyno": dyno.id() }));
    world.store.insert("dyno", dyno);
}

/// Starts the dyno of a process type with a number.
pub(super) fn start_in_formation(world: &mut World, process: &Row, number: i64) {
    let app = app_of(process);
    let plan = Plan {
        app: &app,
        process: process.text("type"),
        command: process.text("command"),
        size: process.text("size"),
        number,
    };
    let dyno = draft(world, &plan).with_note("number", number);
    start(world, dyno);
}

/// The number of a dyno that the formation keeps; one-off dynos have none.
pub(super) fn number(dyno: &Row) -> Option<i64> {
    dyno.noted("number").as_i64()
}

/// Puts a dyno in a state, and logs it.
pub(super) fn turn(world: &mut World, dyno: &str, state: &str) {
    let Some(row) = world.store.row("dyno", dyno) else {
        return;
    };
    let (app, name) = (app_of(row), row.text("name").to_owned());
    let line = format!("State changed from {} to {state}", row.text("state"));
    let now = world.now();
    world.log(&app, "heroku", &name, line);
    world.store.change("dyno", dyno, |row| {
        row.set("state", state);
        row.set("updated_at", now);
    });
}

/// Ends the processes of a dyno, which is down then.
pub(super) fn stop(world: &mut World, dyno: &str) {
    let Some(row) = world.store.row("dyno", dyno) else {
        return;
    };
    if row.text("state") == "down" {
        return;
    }
    let (app, name) = (app_of(row), row.text("name").to_owned());
    let line = "Stopping all processes with SIGTERM";
    world.log(&app, "heroku", &name, line);
    turn(world, dyno, "down");
    world.log(&app, "heroku", &name, "Process exited with status 143");
}

/// Takes a dyno away for good.
pub(super) fn end(world: &mut World, dyno: &str) {
    stop(world, dyno);
    world.store.remove("dyno", dyno);
}

fn come_up(world: &mut World, about: &Value) {
    let id = about["dyno"].as_str().unwrap_or_default();
    let Some(row) = world.store.row("dyno", id) else {
        return;
    };
    if row.text("state") != "starting" {
        return;
    }
    let sleeps = row.text("type") == "web" && row.text("size") == "Eco";
    turn(world, id, "up");
    if sleeps {
        world.later(PATIENCE, IDLES, about.clone());
    }
}

/// Nobody calls the apps of the fake by the web, so that their Eco dynos fall asleep.
fn idle(world: &mut World, about: &Value) {
    let id = about["dyno"].as_str().unwrap_or_default();
    let row = world.store.row("dyno", id);
    if row.is_some_and(|row| row.text("state") == "up") {
        turn(world, id, "idle");
    }
}

/// The id of the app that a row belongs to.
pub(in crate::behaviour) fn app_of(row: &Row) -> String {
    row.referred("app").unwrap_or_default().to_owned()
}
