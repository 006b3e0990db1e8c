//! Dynos: restarting and stopping those of the formation.

use super::dyno_life::{self, number};
use super::{runs, staffing};
use crate::behaviour::table::Rules;
use crate::exchange::{Call, Refusal, Reply};
use crate::generic;
use crate::world::{Row, World};

pub(super) const RULES: Rules = &[
    ("DELETE /apps/{}/dynos", |world, call| {
        Ok(restart_all(world, call.app()))
    }),
    ("DELETE /apps/{}/dynos/{}", |world, call| {
        let dyno = one(world, call)?;
        Ok(restart(world, vec![dyno]))
    }),
    ("DELETE /apps/{}/formations/{}", |world, call| {
        let dynos = of_type(world, call)?;
        Ok(restart(world, dynos))
    }),
    ("POST /apps/{}/dynos/{}/actions/stop", |world, call| {
        let dyno = one(world, call)?;
        Ok(stop(world, vec![dyno]))
    }),
    ("POST /apps/{}/formations/{}/actions/stop", |world, call| {
        let dynos = of_type(world, call)?;
        Ok(stop(world, dynos))
    }),
];

fn restart_all(world: &mut World, app: &str) -> Reply {
    let dynos = world.store.linked("dyno", app);
    let kept = dynos.filter(|dyno| number(dyno).is_some());
    let dynos = kept.cloned().collect();
    restart(world, dynos)
}

/// Restarts dynos; what runs once does not come back.
fn restart(world: &mut World, dynos: Vec<Row>) -> Reply {
    for dyno in dynos {
        if number(&dyno).is_some() {
            staffing::restart(world, &dyno);
        } else {
            runs::end(world, &dyno, runs::KILLED);
        }
    }
    Reply::accepted()
}

/// Stops dynos: those of the formation are down until they are restarted.
fn stop(world: &mut World, dynos: Vec<Row>) -> Reply {
    for dyno in dynos {
        if number(&dyno).is_some() {
            dyno_life::stop(world, dyno.id());
        } else {
            runs::end(world, &dyno, runs::KILLED);
        }
    }
    Reply::accepted()
}

fn one(world: &World, call: &Call<'_>) -> Result<Row, Refusal> {
    world.store.get("dyno", &generic::target(call)?).cloned()
}

/// The dynos of the process type in the path; one-off dynos have a type as well.
fn of_type(world: &World, call: &Call<'_>) -> Result<Vec<Row>, Refusal> {
    let (app, process) = (call.app(), call.argument(1));
    let dynos = world.store.linked("dyno", app);
    let dynos: Vec<Row> = dynos
        .filter(|dyno| dyno.text("type") == process)
        .cloned()
        .collect();
    if dynos.is_empty() && generic::find(world, "formation", process, Some(app)).is_none() {
        return Err(Refusal::missing(
            "formation",
            "The path names no process type of this app.",
        ));
    }
    Ok(dynos)
}
