//! Commands that run where nobody is attached.

use std::time::Duration;

use super::shell::{Needs, Shell};

/// What a command came to that ran where nobody was attached.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Played {
    pub(crate) output: String,
    /// How long it ran; for ever, where it waits for input.
    pub(crate) lasted: Duration,
    pub(crate) status: i32,
}

/// Plays a command line to its end.
pub(crate) fn play(command: &str, env: Vec<(String, String)>) -> Played {
    let mut shell = Shell::new(command, env);
    let (mut lasted, mut output) = (Duration::ZERO, shell.take_output());
    let status = loop {
        match shell.needs() {
            Needs::End(status) => break status,
            Needs::Input | Needs::Time(Duration::MAX) => {
                lasted = Duration::MAX;
                break 0;
            }
            Needs::Time(time) => {
                lasted = lasted.saturating_add(time);
                shell.pass(time);
            }
        }
        output.extend(shell.take_output());
    };
    Played {
        output: String::from_utf8_lossy(&output).into_owned(),
        lasted,
        status,
    }
}
