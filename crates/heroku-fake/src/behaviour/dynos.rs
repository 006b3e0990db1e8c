//! Dynos: one-off runs, restarting and stopping.

use serde_json::{Value, json};

use super::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::world::{App, Dyno, World, size_name};

pub(super) const RULES: Rules = &[
    ("GET /apps/{}/dynos", list),
    ("POST /apps/{}/dynos", create),
    ("GET /apps/{}/dynos/{}", info),
    ("DELETE /apps/{}/dynos", |world, call| {
        restart(world, call, &|_| true)
    }),
    ("DELETE /apps/{}/dynos/{}", restart_one),
    ("DELETE /apps/{}/formations/{}", |world, call| {
        restart(world, call, &|dyno| dyno.process == call.argument(1))
    }),
    ("POST /apps/{}/dynos/{}/actions/stop", stop_one),
    ("POST /apps/{}/formations/{}/actions/stop", stop_type),
];

fn list(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::list(app.dynos.iter().map(|dyno| show(app, dyno))))
}

fn info(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find(call.argument(0))?;
    Ok(Reply::one(show(
        app,
        &app.dynos[position(app, call.argument(1))?],
    )))
}

/// Starts a one-off dyno.
fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let now = world.clock.now();
    let app = world.apps.find_mut(call.argument(0))?;
    let size = match call.text("size") {
        Some(size) => size_name(size)
            .ok_or_else(|| Refusal::invalid_params("`size` is no size that exists."))?,
        None => "Basic",
    };
    let id = world.ids.uuid();
    let attach_url = call.flag("attach").unwrap_or(false).then(|| {
        format!(
            "rendezvous://rendezvous.runtime.heroku.com:5000/{}",
            world.ids.uuid()
        )
    });
    let process = call.text("type").unwrap_or("run").to_owned();
    app.runs += 1;
    let dyno = Dyno {
        id,
        name: format!("{process}.{}", free_number(app, &process)),
        process,
        in_formation: false,
        command: call.text("command").unwrap_or_default().to_owned(),
        size,
        state: "up",
        attach_url,
        release: app.current_release(),
        created_at: now,
        updated_at: now,
    };
    let shown = show(app, &dyno);
    app.dynos.push(dyno);
    Ok(Reply::created(shown))
}

/// One-off dynos are counted; the formation may have dynos of the same type and number.
fn free_number(app: &App, process: &str) -> u64 {
    let taken = |number: &u64| {
        let name = format!("{process}.{number}");
        app.dynos.iter().any(|dyno| dyno.name == name)
    };
    let last = app.runs.saturating_add(app.dynos.len() as u64);
    (app.runs..=last)
        .find(|number| !taken(number))
        .unwrap_or(last)
}

/// Restarts the dynos of the formation that `which` picks.
fn restart(
    world: &mut World,
    call: &Call<'_>,
    which: &dyn Fn(&Dyno) -> bool,
) -> Result<Reply, Refusal> {
    let now = world.clock.now();
    let app = world.apps.find_mut(call.argument(0))?;
    for dyno in app
        .dynos
        .iter_mut()
        .filter(|dyno| dyno.in_formation && which(dyno))
    {
        dyno.restart(&mut world.ids, now);
    }
    Ok(Reply::accepted())
}

fn restart_one(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let now = world.clock.now();
    let app = world.apps.find_mut(call.argument(0))?;
    let position = position(app, call.argument(1))?;
    if app.dynos[position].in_formation {
        app.dynos[position].restart(&mut world.ids, now);
    } else {
        // What runs once does not come back.
        app.dynos.remove(position);
    }
    Ok(Reply::accepted())
}

fn stop_one(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let app = world.apps.find_mut(call.argument(0))?;
    let position = position(app, call.argument(1))?;
    let id = app.dynos[position].id.clone();
    stop(world, call, &|dyno| dyno.id == id)
}

fn stop_type(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    stop(world, call, &|dyno| dyno.process == call.argument(1))
}

/// Stops dynos: those of the formation stay as they are until they are restarted.
fn stop(
    world: &mut World,
    call: &Call<'_>,
    which: &dyn Fn(&Dyno) -> bool,
) -> Result<Reply, Refusal> {
    let now = world.clock.now();
    let app = world.apps.find_mut(call.argument(0))?;
    app.dynos.retain(|dyno| dyno.in_formation || !which(dyno));
    for dyno in app.dynos.iter_mut().filter(|dyno| which(dyno)) {
        dyno.state = "down";
        dyno.updated_at = now;
    }
    Ok(Reply::accepted())
}

fn position(app: &App, key: &str) -> Result<usize, Refusal> {
    let found = app
        .dynos
        .iter()
        .position(|dyno| dyno.id == key || dyno.name == key);
    found.ok_or_else(|| Refusal::not_found("dyno"))
}

fn show(app: &App, dyno: &Dyno) -> Value {
    json!({
        "app": app.stub(),
        "attach_url": dyno.attach_url,
        "command": dyno.command,
        "created_at": dyno.created_at.to_string(),
        "id": dyno.id,
        "name": dyno.name,
        "release": { "id": dyno.release.0, "version": dyno.release.1 },
        "size": dyno.size,
        "state": dyno.state,
        "type": dyno.process,
        "updated_at": dyno.updated_at.to_string(),
    })
}
