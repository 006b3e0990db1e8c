//! Does one task one way as often as it is told, for a tool that counts instructions.
//!
//! `count` lists the tasks: name, way and how often, the way that the others are measured by
//! first; `count TASK WAY TIMES` does one.

use std::io::{self, Write};
use std::process::ExitCode;

use heroku_benches::tasks::{Task, call, decode, generator, redaction, request};

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [] => list(&mut io::stdout().lock())?,
        [task, way, times] => {
            let found = tasks()
                .filter(|known| known.name == task)
                .flat_map(Task::all_ways)
                .find(|known| known.name == way);
            let (Some(way), Ok(times)) = (found, times.parse()) else {
                return usage();
            };
            (way.start)()(times);
        }
        _ => return usage(),
    }
    Ok(ExitCode::SUCCESS)
}

fn tasks() -> impl Iterator<Item = &'static Task> {
    [
        request::TASKS,
        decode::TASKS,
        call::TASKS,
        redaction::TASKS,
        generator::TASKS,
    ]
    .into_iter()
    .flatten()
}

fn list(out: &mut impl Write) -> io::Result<()> {
    for task in tasks() {
        for way in task.all_ways() {
            writeln!(out, "{}\t{}\t{}", task.name, way.name, task.repeats)?;
        }
    }
    Ok(())
}

fn usage() -> io::Result<ExitCode> {
    writeln!(
        io::stderr(),
        "error: give TASK, WAY and TIMES, tasks and ways as `count` lists them"
    )?;
    Ok(ExitCode::from(2))
}
