//! The log of an app, line by line.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Client;
use super::driven::Driven;
use crate::log_session::LogSessionCreate;
use crate::logs::{self, LogLine};
use crate::{Error, Request};

/// The log of an app, line by line; made by [`Client::logs`].
///
/// It is an iterator, and otherwise as the asynchronous [`Logs`](logs::Logs). A line is waited
/// for without limit unless [`Logs::idle_limit`] sets one.
#[must_use = "a log stream sends nothing until its lines are taken"]
pub struct Logs(Driven<logs::Logs>);

impl Logs {
    pub(crate) fn new(client: &Client, request: LogSessionCreate) -> Self {
        let logs = client.client.logs(request);
        let runtime = Arc::clone(&client.runtime);
        Self(Driven::new(logs, runtime, LogSessionCreate::OPERATION.name))
    }

    /// Ends the stream, without an error, once no line came for so long.
    ///
    /// Time counts while a line is waited for, reconnects included.
    pub fn idle_limit(self, limit: Duration) -> Self {
        Self(self.0.map(|logs| logs.idle_limit(limit)))
    }

    /// Whether lines may be missing right before the line that was given out last; see
    /// [`Logs::may_have_gap`](logs::Logs::may_have_gap).
    #[must_use]
    pub fn may_have_gap(&self) -> bool {
        self.0.stream().is_some_and(logs::Logs::may_have_gap)
    }
}

impl Iterator for Logs {
    type Item = Result<LogLine, Error>;

    /// The next line. An error ends the stream.
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logs")
            .field("inner", &self.0.stream())
            .finish_non_exhaustive()
    }
}
