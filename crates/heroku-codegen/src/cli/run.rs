//! What each command does.

use std::io::Write;
use std::path::Path;

use heroku_schema::{Api, Reading, Severity};

use super::arguments::Command;
use super::failure::Failure;
use super::help::HELP;
use super::workspace::{Workspace, errors, read};
use crate::compare::changelog;
use crate::source::{Options, folder_of, generate};
use crate::tree::Difference;

/// Runs the command that `arguments` (without the name of the program) ask for, as if in the
/// folder `start`. Returns the status to exit with.
///
/// Results go to `out`, and all talk to `err`. If nobody reads `out` to its end, that is no
/// failure.
pub fn run(arguments: &[String], start: &Path, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let result = Command::parse(arguments).and_then(|command| execute(command, start, out, err));
    let failure = match result.and_then(|()| Ok(out.flush()?)) {
        Ok(()) => return 0,
        Err(failure) => failure,
    };
    if let Failure::Cannot(text) = &failure {
        // There is nowhere left to tell that nothing can be told.
        let _ = writeln!(err, "error: {text}");
    }
    failure.status()
}

fn execute(
    command: Command,
    start: &Path,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), Failure> {
    match command {
        Command::Help => Ok(out.write_all(HELP.as_bytes())?),
        Command::Generate => generate_own(start, out, err),
        Command::GenerateFrom {
            schema,
            out: target,
            overrides,
            path,
        } => {
            let reading = read(&schema, overrides.as_deref())?;
            say(err, &reading, Severity::Warning)?;
            let name = schema
                .file_name()
                .unwrap_or(schema.as_os_str())
                .to_string_lossy();
            let options = Options::foreign(name, path);
            let differences = generate(&reading.api, &options).write(&target)?;
            writeln!(
                out,
                "{}: {} from {}; {} written or removed",
                target.display(),
                actions(&reading.api),
                schema.display(),
                files(differences.len())
            )?;
            found_none(&[&reading])
        }
        Command::Check => check(start, out, err),
        Command::List { schema, overrides } => {
            let schema = match schema {
                Some(schema) => schema,
                None => Workspace::find(start)?.schema(),
            };
            let reading = read(&schema, overrides.as_deref())?;
            say(err, &reading, Severity::Error)?;
            list(&reading.api, out)?;
            found_none(&[&reading])
        }
        Command::Diff { old, new } => {
            let (old, new) = (read(&old, None)?, read(&new, None)?);
            say(err, &old, Severity::Error)?;
            say(err, &new, Severity::Error)?;
            write!(out, "{}", changelog(&old.api, &new.api))?;
            found_none(&[&old, &new])
        }
    }
}

/// What can be made of a schema with errors is made, but the status tells of them.
fn found_none(readings: &[&Reading]) -> Result<(), Failure> {
    let has_errors = |reading: &&Reading| errors(&reading.diagnostics) > 0;
    if readings.iter().any(has_errors) {
        return Err(Failure::Found);
    }
    Ok(())
}

fn generate_own(start: &Path, out: &mut dyn Write, err: &mut dyn Write) -> Result<(), Failure> {
    let workspace = Workspace::find(start)?;
    let reading = read_own(&workspace, err)?;
    let mut changed = 0;
    let targets = workspace.targets(&reading)?;
    for target in &targets {
        target.tree.spare(&target.folder)?;
    }
    for target in &targets {
        let differences = target.tree.write(&target.folder)?;
        for difference in &differences {
            let verb = match difference {
                Difference::Missing(_) => "added",
                Difference::Extra(_) => "removed",
                Difference::Stale { .. } => "changed",
            };
            writeln!(out, "{verb:8} {}", difference.path().display())?;
        }
        changed += differences.len();
    }
    Ok(writeln!(
        out,
        "{}; {} changed",
        actions(&reading.api),
        files(changed)
    )?)
}

fn check(start: &Path, out: &mut dyn Write, err: &mut dyn Write) -> Result<(), Failure> {
    let workspace = Workspace::find(start)?;
    let reading = read_own(&workspace, err)?;
    let mut count = 0;
    for target in workspace.targets(&reading)? {
        for difference in target.tree.compare(&target.folder)? {
            writeln!(out, "{difference}")?;
            count += 1;
        }
    }
    if count == 0 {
        return Ok(writeln!(out, "up to date: {}", actions(&reading.api))?);
    }
    writeln!(
        out,
        "{} not as generated; run `cargo codegen generate`",
        files(count)
    )?;
    Err(Failure::Found)
}

/// Reads the description of this repository, in which no error is allowed.
fn read_own(workspace: &Workspace, err: &mut dyn Write) -> Result<Reading, Failure> {
    let reading = read(&workspace.schema(), None)?;
    say(err, &reading, Severity::Error)?;
    if errors(&reading.diagnostics) > 0 {
        writeln!(err, "error: nothing generated; correct the above first")?;
        return Err(Failure::Found);
    }
    Ok(reading)
}

/// Tells the diagnostics that are no less than `least`.
fn say(err: &mut dyn Write, reading: &Reading, least: Severity) -> Result<(), Failure> {
    for diagnostic in &reading.diagnostics {
        if diagnostic.severity >= least {
            writeln!(err, "{diagnostic}")?;
        }
    }
    Ok(())
}

fn list(api: &Api, out: &mut dyn Write) -> Result<(), Failure> {
    for resource in &api.resources {
        for action in &resource.actions {
            writeln!(
                out,
                "{}\t{}\t{}\t{}",
                action.name,
                action.method,
                action.path,
                folder_of(action.variant)
            )?;
        }
    }
    Ok(())
}

fn actions(api: &Api) -> String {
    let count: usize = api
        .resources
        .iter()
        .map(|resource| resource.actions.len())
        .sum();
    format!("{} resources, {count} actions", api.resources.len())
}

fn files(count: usize) -> String {
    match count {
        1 => "1 file".to_owned(),
        _ => format!("{count} files"),
    }
}
