//! The log of what failed.

use std::time::Duration;

use tokio::time::timeout;

use crate::error::{Error, ErrorKind};
use crate::{Client, Secret};

/// How many lines of a log are kept.
const LINES: usize = 50;

/// How long the log may take: what it belongs to is over, so all of it should be there.
const LIMIT: Duration = Duration::from_secs(30);

/// The last lines of a log.
pub(crate) async fn last_lines(client: Client, url: Secret) -> Result<Vec<String>, Error> {
    let output = client.output(&url).appears_within(LIMIT / 3);
    timeout(LIMIT, output.tail(LINES))
        .await
        .unwrap_or_else(|_elapsed| {
            let problem = format!("the log took longer than {LIMIT:?}");
            Err(Error::named(ErrorKind::Timeout, "Client::output", problem).maybe_sent())
        })
}
