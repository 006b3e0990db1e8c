//! Serves the catalogue until its standard input ends; its first line says where.
//!
//! `bench-server [--core K]`

use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;

use heroku_benches::Failure;
use heroku_benches::server::Server;
use heroku_benches::usage;

const USAGE: &str = "usage: bench-server [--core NUMBER]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let core = match &arguments[..] {
        [] => None,
        [option, core] if option == "--core" && core.parse::<usize>().is_ok() => core.parse().ok(),
        [option] if option == "-h" || option == "--help" => {
            let _unheard = writeln!(io::stdout(), "{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            let _unheard = writeln!(
                io::stderr(),
                "bench-server: makes no sense of its arguments\n{USAGE}"
            );
            return ExitCode::from(2);
        }
    };
    match run(core) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _unheard = writeln!(io::stderr(), "bench-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(core: Option<usize>) -> Result<(), Failure> {
    if let Some(core) = core {
        usage::pin(&[core]).map_err(|error| format!("cannot run on core {core}: {error}"))?;
    }
    let server = Server::bind()?;
    writeln!(io::stdout(), "{}", server.url()?)?;
    thread::spawn(|| server.serve());
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
