//! `heroku-fake`: a fake Heroku for programs in any language, until it is interrupted.

mod announcement;
mod arguments;
mod authority_file;
mod failure;
mod serve;

use std::io::{self, Write};
use std::process::ExitCode;

use arguments::{HELP, Wish};
use failure::Failure;

fn main() -> ExitCode {
    let done = match Wish::read(std::env::args_os().skip(1)) {
        Ok(Wish::Help) => print(HELP),
        Ok(Wish::Version) => print(concat!("heroku-fake ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Wish::Serve(options)) => serve::serve(&options),
        Err(usage) => Err(usage),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where nobody listens, the status has to say it.
            let _ = writeln!(io::stderr(), "heroku-fake: {failure}");
            failure.exit_code()
        }
    }
}

/// Prints at once, since who waits for it may be a program.
fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let printed = stdout.write_all(text.as_bytes());
    printed
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::run(format!("cannot print: {error}")))
}
