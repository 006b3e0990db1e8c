//! The walk of 50,000 apps in pages of a thousand: processor time on one core, time that passes
//! on two, and memory.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use heroku_benches::paired::Paired;
use heroku_benches::workload::{Client, Report, Work};
use heroku_benches::{Cores, Failure, Programs, Settings, Stage, Tally};

const PROGRAMS: Programs = Programs {
    server: env!("CARGO_BIN_EXE_bench-server"),
    workload: env!("CARGO_BIN_EXE_workload"),
};

const CLIENTS: [Client; 6] = [
    Client::Heroku,
    Client::Reqwest,
    Client::Hyper,
    Client::HyperBorrowed,
    Client::Tcp,
    Client::Bytes,
];

fn main() -> Result<(), Failure> {
    let settings = Settings::read()?;
    let count = settings.count.unwrap_or(1);
    let stage = Stage::start(PROGRAMS, Cores::Apart)?;
    let paired = compare(&stage, settings.rounds, count)?;
    let cpu = |report: &Report| report.cpu_seconds / f64::from(count);
    let wall = |report: &Report| report.wall_seconds / f64::from(count);
    println!("{}\n", stage.placement());
    println!("{}", paired.table("walk, CPU s", Client::Reqwest, cpu));
    println!("{}", paired.table("walk, wall s", Client::Reqwest, wall));
    println!(
        "{}",
        paired.table("walk, peak RSS in MiB", Client::Reqwest, memory)
    );
    drop(stage);
    let stage = Stage::start(PROGRAMS, Cores::Shared)?;
    let paired = compare(&stage, settings.rounds, count)?;
    println!("{}\n", stage.placement());
    println!("{}", paired.table("walk, wall s", Client::Reqwest, wall));
    println!("{}", paired.table("walk, CPU s", Client::Reqwest, cpu));
    println!(
        "{}",
        paired.table("walk, peak RSS in MiB", Client::Reqwest, memory)
    );
    Ok(())
}

fn compare(stage: &Stage, rounds: usize, count: u32) -> Result<Paired<Client, Report>, Failure> {
    let decoded = Tally::of_catalogue(count.into());
    let undecoded = Tally::of_pages(count.into());
    Paired::run(rounds, &CLIENTS, |client| {
        let report = stage.run(client, Work::Walk, count)?;
        let expected = if client == Client::Bytes {
            undecoded
        } else {
            decoded
        };
        assert_eq!(report.tally, expected, "{client} reads wrong");
        Ok(report)
    })
}

fn memory(report: &Report) -> f64 {
    let kib = u32::try_from(report.peak_rss_kib).unwrap_or(u32::MAX);
    f64::from(kib) / 1024.0
}
