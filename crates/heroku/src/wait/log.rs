//! The log of what failed.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::timeout;

use crate::error::{Error, ErrorKind};
use crate::output::push;
use crate::{Client, Secret};

/// How many lines of a log are kept.
const LINES: usize = 50;

/// How long the log may take: what it belongs to is over, so all of it should be there.
const LIMIT: Duration = Duration::from_secs(30);

/// The end of a log, as far as it was read.
#[derive(Default)]
pub(crate) struct Log {
    /// Its last lines.
    pub(crate) lines: Vec<String>,
    /// Why there may be more of it.
    pub(crate) error: Option<Error>,
}

/// The last lines of a log.
pub(crate) async fn last_lines(client: Client, url: Secret) -> Log {
    let mut output = client.output(&url).appears_within(LIMIT / 3);
    let mut lines = VecDeque::new();
    let reading = async {
        while let Some(line) = output.next().await {
            push(&mut lines, line?, LINES);
        }
        Ok(())
    };
    let result = timeout(LIMIT, reading).await.unwrap_or_else(|_elapsed| {
        let problem = format!("the log took longer than {LIMIT:?}");
        Err(Error::named(ErrorKind::Timeout, "Client::output", problem).maybe_sent())
    });
    Log {
        lines: lines.into(),
        error: result.err(),
    }
}
