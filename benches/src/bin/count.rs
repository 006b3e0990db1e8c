//! Does one task one way as often as it is told, for a tool that counts instructions.
//!
//! `count` lists the tasks: name, way and how often, the way that the others are measured by
//! first; `count TASK WAY TIMES` does one.

use std::io::{self, Write};
use std::num::NonZeroU64;
use std::process::ExitCode;

use heroku_benches::tasks::{Task, Way, call, decode, generator, redaction, request};

const USAGE: &str = "\
usage: count TASK WAY TIMES    does a task one way as often as it is told
       count                   lists tasks and ways";

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => list(&mut io::stdout().lock())?,
        ["-h" | "--help"] => writeln!(io::stdout(), "{USAGE}")?,
        [task, way, times] => match find(task, way).and_then(|way| Ok((way, number(times)?))) {
            Ok((way, times)) => (way.start)()(times),
            Err(problem) => return refuse(&problem),
        },
        _ => return refuse("TASK, WAY and TIMES are wanted, or nothing"),
    }
    Ok(ExitCode::SUCCESS)
}

fn find(task: &str, way: &str) -> Result<&'static Way, String> {
    let mut tasks = tasks();
    let task = tasks
        .find(|known| known.name == task)
        .ok_or_else(|| format!("there is no task `{task}`"))?;
    let mut ways = task.all_ways();
    ways.find(|known| known.name == way)
        .ok_or_else(|| format!("{} is not done in a way called `{way}`", task.name))
}

fn number(times: &str) -> Result<u64, String> {
    let number: Option<NonZeroU64> = times.parse().ok();
    let number = number.map(NonZeroU64::get);
    number.ok_or_else(|| format!("TIMES is a number of at least 1, not `{times}`"))
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

fn refuse(problem: &str) -> io::Result<ExitCode> {
    writeln!(io::stderr(), "count: {problem}\n{USAGE}")?;
    Ok(ExitCode::from(2))
}
