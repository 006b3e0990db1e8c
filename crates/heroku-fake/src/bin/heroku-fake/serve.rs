//! Serves a fake until somebody interrupts it.

use std::fs;
use std::io;
use std::path::Path;

use heroku_fake::{Fake, Server, StateError};
use tokio::runtime;

use crate::announcement::announcement;
use crate::arguments::Options;
use crate::authority_file::AuthorityFile;
use crate::failure::Failure;
use crate::print;

/// Serves a fake until somebody interrupts it, and lets it answer what was asked by then.
pub(crate) fn serve(options: &Options) -> Result<(), Failure> {
    let fake = fake(options)?;
    let waiting = runtime::Builder::new_current_thread().enable_all().build();
    let waiting = waiting.map_err(|error| Failure::run(format!("cannot wait: {error}")))?;
    if options.real_time {
        fake.run_in_real_time(true);
    }
    let server = listen(&fake, options)?;
    let _authority = waiting.block_on(async {
        let interrupted = interruption();
        let interrupted =
            interrupted.map_err(|error| Failure::run(format!("no signals: {error}")))?;
        // A signal before this would leave the file behind.
        let authority = AuthorityFile::write(&server)?;
        print(&announcement(&server, authority.path()))?;
        interrupted.await;
        Ok(authority)
    })?;
    server.stop();
    fake.save().map_err(|error| refused(&error))
}

fn fake(options: &Options) -> Result<Fake, Failure> {
    let seed = options.seed.as_deref();
    let Some(file) = &options.state else {
        return Ok(Fake::seeded(seed.unwrap_or_default()));
    };
    if let Some(seed) = seed {
        begin(file, seed)?;
    }
    Fake::from_file(file).map_err(|error| refused(&error))
}

/// Makes a file of an empty state that has this seed.
fn begin(file: &Path, seed: &str) -> Result<(), Failure> {
    let shown = file.display();
    if file.exists() {
        return Err(Failure::usage(format!(
            "--seed is for a new state, and that in {shown} has one: leave out --seed, or name a \
             file that is not there"
        )));
    }
    fs::write(file, Fake::seeded(seed).snapshot())
        .map_err(|error| Failure::run(format!("{shown}: {error}")))
}

fn refused(error: &StateError) -> Failure {
    Failure::run(error.to_string())
}

fn listen(fake: &Fake, options: &Options) -> Result<Server, Failure> {
    let port = options.port;
    let server = if options.tls {
        fake.serve_tls(port)
    } else {
        fake.serve_on(port)
    };
    server.map_err(|error| {
        let instead = "choose another with --port N, or take a free one with --port 0";
        Failure::run(match error.kind() {
            io::ErrorKind::AddrInUse => {
                format!("port {port} of 127.0.0.1 is in use: {instead}")
            }
            io::ErrorKind::PermissionDenied => {
                format!("port {port} of 127.0.0.1 is not allowed: {instead}")
            }
            _ => format!("cannot listen on port {port} of 127.0.0.1: {error}"),
        })
    })
}

/// Listens for Ctrl-C and SIGTERM from now on, and ends when one of them comes.
#[cfg(unix)]
fn interruption() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens for Ctrl-C, and ends when it comes.
#[cfg(not(unix))]
fn interruption() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Where there is no Ctrl-C, the program is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
