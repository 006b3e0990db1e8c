//! The walk of 50,000 apps in pages of a thousand: processor time on one core, time that passes
//! on two, and memory.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use heroku_benches::paired::Paired;
use heroku_benches::workload::{Client, Report, Work};
use heroku_benches::{Cores, Failure, Programs, Settings, Stage};

const PROGRAMS: Programs = Programs {
    server: env!("CARGO_BIN_EXE_bench-server"),
    workload: env!("CARGO_BIN_EXE_workload"),
};

const CLIENTS: [Client; 7] = [
    Client::Heroku,
    Client::Reqwest,
    Client::Hyper,
    Client::HerokuUnread,
    Client::HyperBorrowed,
    Client::Tcp,
    Client::Bytes,
];

fn main() -> Result<(), Failure> {
    let settings = Settings::read()?;
    for cores in [Cores::Apart, Cores::Shared] {
        compare(settings, cores)?;
    }
    Ok(())
}

fn compare(settings: Settings, cores: Cores) -> Result<(), Failure> {
    let count = settings.count.unwrap_or(1);
    let stage = Stage::start(PROGRAMS, cores)?;
    let run = |client| stage.run(client, Work::Walk, count);
    let paired = Paired::run(settings.rounds, &CLIENTS, run)?;
    let cpu = |report: &Report| report.cpu_seconds / f64::from(count);
    let wall = |report: &Report| report.wall_seconds / f64::from(count);
    println!("{}\n", stage.placement());
    let print = |title: &str, measure: &dyn Fn(&Report) -> f64| {
        let table = paired.table(title, Client::Reqwest, measure);
        println!("{}", table.shown(settings, &stage.placement()));
    };
    print("walk, CPU s", &cpu);
    print("walk, wall s", &wall);
    print("walk, peak RSS in MiB", &memory);
    Ok(())
}

fn memory(report: &Report) -> f64 {
    let kib = u32::try_from(report.peak_rss_kib).unwrap_or(u32::MAX);
    f64::from(kib) / 1024.0
}
