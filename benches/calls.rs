//! Single calls, one after the other and 64 in flight: processor time each.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use heroku_benches::paired::Paired;
use heroku_benches::workload::{Client, Report, Work};
use heroku_benches::{Cores, Failure, Programs, Settings, Stage};
use serde_json::json;

const PROGRAMS: Programs = Programs {
    server: env!("CARGO_BIN_EXE_bench-server"),
    workload: env!("CARGO_BIN_EXE_workload"),
};

const CLIENTS: [Client; 4] = [Client::Heroku, Client::Reqwest, Client::Hyper, Client::Tcp];

fn main() -> Result<(), Failure> {
    let settings = Settings::read()?;
    let stage = Stage::start(PROGRAMS, Cores::Apart)?;
    println!("{}\n", stage.placement());
    compare(&stage, settings, Work::Sequential, 3_000, "sequential GET")?;
    compare(&stage, settings, Work::Concurrent, 10_000, "64 in flight")
}

fn compare(
    stage: &Stage,
    settings: Settings,
    work: Work,
    count: u32,
    title: &str,
) -> Result<(), Failure> {
    let count = settings.count.unwrap_or(count);
    let before = stage.server_usage()?;
    let run = |client| stage.run(client, work, count);
    let paired = Paired::run(settings.rounds, &CLIENTS, run)?;
    let after = stage.server_usage()?;
    let each = |seconds: f64| 1000.0 * seconds / f64::from(count);
    let cpu = |report: &Report| each(report.cpu_seconds);
    let wall = |report: &Report| each(report.wall_seconds);
    let print = |unit: &str, measure: &dyn Fn(&Report) -> f64| {
        let title = format!("{title}, {unit} each, {count} calls");
        let table = paired.table(&title, Client::Reqwest, measure);
        println!("{}", table.shown(settings, &stage.placement()));
    };
    print("CPU ms", &cpu);
    print("wall ms", &wall);
    let requests = u32::try_from(after.requests - before.requests)?;
    let cpu = 1000.0 * (after.cpu_seconds - before.cpu_seconds) / f64::from(requests);
    if settings.is_json {
        println!(
            "{}",
            json!({ "measure": "server", "work": title, "cpu_ms": cpu })
        );
    } else {
        println!("  the server took {cpu:.4} ms of CPU for each of {requests} requests\n");
    }
    Ok(())
}
