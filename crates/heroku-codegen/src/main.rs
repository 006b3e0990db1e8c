//! The command `heroku-codegen`, known as `cargo codegen` in this repository.

use std::io;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    // Paths are told as they were given, so the current folder stays `.`.
    let status = heroku_codegen::run(
        &arguments,
        Path::new("."),
        &mut io::stdout().lock(),
        &mut io::stderr().lock(),
    );
    ExitCode::from(status)
}
