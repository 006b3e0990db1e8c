//! From the schema to formatted Rust, and how the time grows with the schema.
//!
//! Processor time, and the ways in turns: a round is some hundreds of milliseconds long, and
//! measured one way after the other the growth would be that of the machine's other work.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use std::convert::Infallible;

use heroku_benches::paired::Paired;
use heroku_benches::tasks::{Repeat, Task, generator};
use heroku_benches::usage::cpu_time;
use heroku_benches::{Failure, Settings};

/// More than others do, since a round is short.
const ROUNDS: usize = 15;

fn main() -> Result<(), Failure> {
    let settings = Settings::read_or(ROUNDS)?;
    for task in generator::TASKS {
        compare(task, settings)?;
    }
    Ok(())
}

fn compare(task: &Task, settings: Settings) -> Result<(), Infallible> {
    let count = settings.count.unwrap_or(1);
    let mut ways: Vec<(&str, Repeat)> = task
        .all_ways()
        .map(|way| (way.name, (way.start)()))
        .collect();
    let names: Vec<&str> = ways.iter().map(|&(name, _)| name).collect();
    let paired = Paired::run(settings.rounds, &names, |wanted| {
        let found = ways.iter_mut().find(|(name, _)| *name == wanted);
        let (_, repeat) = found.expect("each name is that of a way");
        let before = cpu_time();
        repeat(count.into());
        let time = cpu_time().saturating_sub(before);
        Ok::<_, Infallible>(time.as_secs_f64() * 1e3 / f64::from(count))
    })?;
    let title = format!("{}, CPU ms", task.name);
    let table = paired.table(&title, task.reference.name, |time| *time);
    println!("{}", table.shown(settings, &"in one process"));
    Ok(())
}
