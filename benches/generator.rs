//! From the schema to formatted Rust, and how the time grows with the schema.
//!
//! Processor time, and the ways in turns: a round is some hundreds of milliseconds long, and
//! measured one way after the other the growth would be that of the machine's other work. Growth is
//! measured twice: in a process for each time, as people generate, and again and again in one, where
//! the schema as it is finds itself in the processor's caches.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use std::convert::Infallible;
use std::env;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

use heroku_benches::paired::Paired;
use heroku_benches::schema::{self, TenFold};
use heroku_benches::tasks::{Repeat, Task, generator};
use heroku_benches::usage::cpu_time;
use heroku_benches::{Failure, Settings};

/// More than others do, since a round is short.
const ROUNDS: usize = 15;

/// Names the folder that a process of this program is to generate from, once.
const FOLDER: &str = "HEROKU_BENCHES_SCHEMA";

fn main() -> Result<(), Failure> {
    if let Some(folder) = env::var_os(FOLDER) {
        generate_once(Path::new(&folder));
        return Ok(());
    }
    let settings = Settings::read_or(ROUNDS)?;
    for task in generator::TASKS {
        compare(task, settings)?;
    }
    compare_processes(settings)
}

/// Generates, and tells the time of the whole process in milliseconds.
fn generate_once(folder: &Path) {
    drop(black_box(schema::source(folder)));
    println!("{}", cpu_time().as_secs_f64() * 1e3);
}

fn compare_processes(settings: Settings) -> Result<(), Failure> {
    let (own, large) = (schema::folder(), TenFold::write()?);
    let program = env::current_exe()?;
    let names = ["as it is", "ten times as large"];
    let paired = Paired::run(settings.rounds, &names, |name| -> Result<f64, Failure> {
        let folder = if name == names[0] {
            &own
        } else {
            large.folder()
        };
        let mut once = Command::new(&program);
        let told = once.env(FOLDER, folder).stderr(Stdio::inherit()).output()?;
        Ok(String::from_utf8(told.stdout)?.trim().parse()?)
    })?;
    let table = paired.table("generator/process, CPU ms", names[0], |time| *time);
    println!("{}", table.shown(settings, &"in a process for each time"));
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
