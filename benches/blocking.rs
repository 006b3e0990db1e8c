//! Single calls without async: processor time each.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use heroku_benches::paired::Paired;
use heroku_benches::workload::{Client, Report, Work};
use heroku_benches::{Cores, Failure, Programs, Settings, Stage, Tally};

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
    let count = settings.count.unwrap_or(5_000);
    let stage = Stage::start(PROGRAMS, Cores::Apart)?;
    println!("{}\n", stage.placement());
    let paired = Paired::run(settings.rounds, &CLIENTS, |client| {
        let report = stage.run(client, Work::Sequential, count)?;
        assert_eq!(
            report.tally,
            Tally::of_app(count.into()),
            "{client} reads wrong"
        );
        Ok::<_, Failure>(report)
    })?;
    let each = |seconds: f64| 1000.0 * seconds / f64::from(count);
    let cpu = |report: &Report| each(report.cpu_seconds);
    let wall = |report: &Report| each(report.wall_seconds);
    let title = |unit| format!("blocking GET, {unit}, {count} calls");
    println!(
        "{}",
        paired.table(&title("CPU ms each"), Client::ReqwestBlocking, cpu)
    );
    println!(
        "{}",
        paired.table(&title("wall ms each"), Client::ReqwestBlocking, wall)
    );
    Ok(())
}
