//! Single calls without async: processor time each.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use heroku_benches::paired::Paired;
use heroku_benches::workload::{Client, Report, Work};
use heroku_benches::{Cores, Failure, Programs, Settings, Stage};

const PROGRAMS: Programs = Programs {
    server: env!("CARGO_BIN_EXE_bench-server"),
    workload: env!("CARGO_BIN_EXE_workload"),
};

const CLIENTS: [Client; 3] = [
    Client::HerokuBlocking,
    Client::ReqwestBlocking,
    Client::ReqwestBlockOn,
];

fn main() -> Result<(), Failure> {
    let settings = Settings::read()?;
    let count = settings.count.unwrap_or(3_000);
    let stage = Stage::start(PROGRAMS, Cores::Apart)?;
    println!("{}\n", stage.placement());
    let run = |client| stage.run(client, Work::Sequential, count);
    let paired = Paired::run(settings.rounds, &CLIENTS, run)?;
    let each = |seconds: f64| 1000.0 * seconds / f64::from(count);
    let cpu = |report: &Report| each(report.cpu_seconds);
    let wall = |report: &Report| each(report.wall_seconds);
    let print = |unit: &str, measure: &dyn Fn(&Report) -> f64| {
        let title = format!("blocking GET, {unit} each, {count} calls");
        let table = paired.table(&title, Client::ReqwestBlocking, measure);
        println!("{}", table.shown(settings, &stage.placement()));
    };
    print("CPU ms", &cpu);
    print("wall ms", &wall);
    Ok(())
}
