//! One-off dynos: they run one command, and go when it ends.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::dyno_life::{self, Plan, app_of};
use super::played::{self, Run};
use super::{process_type, sizes};
use crate::behaviour::apps::config_vars;
use crate::behaviour::deploy::releases;
use crate::behaviour::table::{Events, Rules};
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("POST /apps/{}/dynos", create),
    ("POST /apps/{}/dynos/{}", run_inside),
];

pub(super) const EVENTS: Events = &[(ENDS, finish), (IS_TOO_OLD, expire)];

const ENDS: &str = "run ends";
const IS_TOO_OLD: &str = "run is too old";
/// No one-off dyno lives longer, in seconds.
const LONGEST: i64 = 86_400;
/// The status of a process that was told to end.
pub(super) const KILLED: i32 = 143;
/// The table of what runs inside of other dynos.
const INSIDE: &str = "dyno-processes";

/// Starts a one-off dyno.
fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = call.app();
    let lives = match call.body.get("time_to_live") {
        None | Some(Value::Null) => LONGEST,
        Some(_) => call
            .number("time_to_live")
            .filter(|seconds| (1..=LONGEST).contains(seconds))
            .ok_or_else(|| {
                let message = format!("`time_to_live` must be a number from 1 to {LONGEST}.");
                Refusal::invalid_params(message)
            })?,
    };
    let size = sizes::chosen(world, app, call.body, "")?;
    let size = size.or_else(|| sizes::default(world, app));
    let size = size.map(|size| size.text("name").to_owned());
    let command = call.text("command").unwrap_or_default();
    let process = call.text("type").unwrap_or("run");
    process_type::check(process, "type")?;
    let plan = Plan {
        app,
        process,
        command,
        size: &size.unwrap_or_default(),
        number: next_number(world, app, process),
    };
    let dyno = dyno_life::draft(world, &plan).with_note("env", env(call));
    let id = dyno.id().to_owned();
    let kind = if call.flag("attach") == Some(true) {
        world.store.insert("dyno", dyno);
        await_client(world, call, "dyno", &id);
        "attached"
    } else {
        run_detached(world, dyno);
        "detached"
    };
    let old = SignedDuration::from_secs(lives);
    world.later(old, IS_TOO_OLD, json!({ "dyno": id }));
    let line = format!("Started {kind} run with command `{command}`");
    releases::log(world, app, &line);
    generic::created(world, call, &id)
}

/// Starts a one-off dyno to which nobody attaches.
fn run_detached(world: &mut World, dyno: Row) {
    let env = environment(world, &dyno, &dyno);
    let run = played::play(dyno.text("command"), env);
    let takes = SignedDuration::from_secs(run.seconds.min(LONGEST) + 1) + dyno_life::STARTS;
    world.later(takes, ENDS, json!({ "dyno": dyno.id() }));
    dyno_life::start(world, dyno.with_note("run", run.noted()));
}

/// Runs a command inside of a dyno that is there already.
fn run_inside(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let dyno = world.store.get("dyno", call.place("dyno"))?.clone();
    if dyno.text("state") == "down" {
        let message = "The dyno is down: nothing can run inside of it.";
        return Err(Refusal::conflict(message));
    }
    let command = call.text("command").unwrap_or_default();
    let row = generic::blank_row(world, INSIDE)
        .owned_by(dyno.id())
        .with_note("command", command)
        .with_note("dyno", dyno.id())
        .with_note("env", env(call));
    let id = row.id().to_owned();
    world.store.insert(INSIDE, row);
    await_client(world, call, INSIDE, &id);
    generic::created(world, call, &id)
}

/// Gives a run the address where a client can attach to it.
fn await_client(world: &mut World, call: &Call<'_>, table: &str, id: &str) {
    let secret = world.ids.uuid();
    let url = format!("{}/{}-{secret}", call.base.rendezvous, world.key);
    world.store.change(table, id, |run| {
        run.set("attach_url", url);
        run.note("secret", secret);
    });
}

/// What a client that brings a secret attaches to: the command, and the environment in which it
/// runs. Nobody attaches twice.
pub(crate) fn attach(world: &mut World, secret: &str) -> Option<(String, Vec<(String, String)>)> {
    let (table, run) = waiting(world, secret)?;
    if run.noted("attached") == &Value::Bool(true) {
        return None;
    }
    let dyno = dyno_of(world, &run)?;
    world
        .store
        .change(table, run.id(), |run| run.note("attached", true));
    let command = match run.noted("command").as_str() {
        Some(command) => command.to_owned(),
        None => run.text("command").to_owned(),
    };
    if table == "dyno" {
        let line = format!("Starting process with command `{command}`");
        world.log(&app_of(&dyno), "heroku", dyno.text("name"), line);
        dyno_life::turn(world, dyno.id(), "up");
    }
    Some((command, environment(world, &dyno, &run)))
}

/// Takes note that what a client was attached to has ended, with an exit status.
pub(crate) fn ended(world: &mut World, secret: &str, status: i32) {
    match waiting(world, secret) {
        Some(("dyno", dyno)) => end(world, &dyno, status),
        Some((table, run)) => {
            world.store.remove(table, run.id());
        }
        None => {}
    }
}

/// Ends a one-off dyno.
pub(super) fn end(world: &mut World, dyno: &Row, status: i32) {
    let line = format!("Process exited with status {status}");
    world.log(&app_of(dyno), "heroku", dyno.text("name"), line);
    dyno_life::turn(world, dyno.id(), "complete");
    world.store.remove("dyno", dyno.id());
}

/// A detached run has come to its end, and what it said is in the log.
fn finish(world: &mut World, about: &Value) {
    let id = about["dyno"].as_str().unwrap_or_default();
    let Some(dyno) = world.store.row("dyno", id).cloned() else {
        return;
    };
    let run = Run::from(dyno.noted("run"));
    for line in run.lines {
        world.log(&app_of(&dyno), "app", dyno.text("name"), line);
    }
    end(world, &dyno, run.status);
}

fn expire(world: &mut World, about: &Value) {
    let id = about["dyno"].as_str().unwrap_or_default();
    if let Some(dyno) = world.store.row("dyno", id).cloned() {
        end(world, &dyno, KILLED);
    }
}

/// The run that waits for a client with a secret, and the table that it is in.
fn waiting(world: &World, secret: &str) -> Option<(&'static str, Row)> {
    ["dyno", INSIDE].into_iter().find_map(|table| {
        let mut runs = world.store.rows(table);
        let run = runs.find(|run| run.noted("secret").as_str() == Some(secret))?;
        Some((table, run.clone()))
    })
}

/// The dyno in which something runs.
fn dyno_of(world: &World, run: &Row) -> Option<Row> {
    let id = run.noted("dyno").as_str().unwrap_or(run.id());
    world.store.row("dyno", id).cloned()
}

/// The environment that was sent; numbers are texts there, too.
fn env(call: &Call<'_>) -> Map<String, Value> {
    let sent = call.body.get("env").and_then(Value::as_object);
    sent.cloned().unwrap_or_default()
}

/// The environment of a command: the config vars, what Heroku adds, and what was sent.
fn environment(world: &World, dyno: &Row, run: &Row) -> Vec<(String, String)> {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let config = config_vars::of(world, &app_of(dyno));
    let own = [("DYNO", dyno.text("name")), ("PORT", "5000")];
    let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let sent = run.noted("env").as_object().into_iter().flatten();
    let all = config
        .iter()
        .map(|(name, value)| (name.clone(), text(value)));
    all.chain(own)
        .chain(sent.map(|(name, value)| (name.clone(), text(value))))
        .collect::<BTreeMap<_, _>>()
        .into_iter()
        .collect()
}

/// One-off dynos are counted; the formation may have dynos of the same type and number.
fn next_number(world: &mut World, app: &str, process: &str) -> i64 {
    let count = |row: &Row| row.noted("runs").as_i64().unwrap_or_default();
    let mut number = world.store.row("app", app).map(count).unwrap_or_default() + 1;
    world
        .store
        .change("app", app, |app| app.note("runs", number));
    let taken = |number: i64| {
        let name = format!("{process}.{number}");
        generic::find(world, "dyno", &name, Some(app)).is_some()
    };
    while taken(number) {
        number += 1;
    }
    number
}
