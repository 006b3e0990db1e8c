//! What becomes of a command that runs where nobody is attached: nothing is ever executed.

use std::time::Duration;

use serde_json::{Value, json};

use crate::rendezvous;

/// What a shell says by its status of a program that it does not know.
const UNKNOWN: i32 = 127;

/// What a command came to.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::behaviour) struct Run {
    pub(in crate::behaviour) lines: Vec<String>,
    /// Seconds until it ends, as far as they can be told.
    pub(super) seconds: i64,
    pub(in crate::behaviour) status: i32,
}

/// Plays a command as the shell of the fake does. Programs that it does not know are taken for
/// the app's own: they end well, and say no more than what they were.
pub(in crate::behaviour) fn play(command: &str, env: Vec<(String, String)>) -> Run {
    let played = rendezvous::play(command, env);
    if played.status == UNKNOWN {
        return Run {
            lines: vec![format!("Played, since no programs run here: {command}")],
            seconds: 0,
            status: 0,
        };
    }
    let seconds = match played.lasted {
        Duration::MAX => i64::MAX,
        lasted => i64::try_from(lasted.as_secs()).unwrap_or(i64::MAX),
    };
    let lines = played.output.lines();
    Run {
        lines: lines.map(|line| line.trim_end().to_owned()).collect(),
        seconds,
        status: played.status,
    }
}

impl Run {
    /// The run as it is noted until its time comes.
    pub(super) fn noted(&self) -> Value {
        json!({ "lines": self.lines, "status": self.status })
    }

    /// What was noted of a run.
    pub(super) fn from(noted: &Value) -> Self {
        let lines = noted["lines"].as_array().into_iter().flatten();
        let status = noted["status"].as_i64().unwrap_or_default();
        Self {
            lines: lines
                .filter_map(|line| Some(line.as_str()?.to_owned()))
                .collect(),
            seconds: 0,
            status: i32::try_from(status).unwrap_or(1),
        }
    }
}
