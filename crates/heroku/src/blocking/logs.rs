//! The log of an app, line by line.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Client;
use super::runtime::Runtime;
use crate::log_session::LogSessionCreate;
use crate::logs::{self, LogLine};
use crate::{Error, Request};

/// The log of an app, line by line; made by [`Client::logs`].
///
/// It is an iterator, and otherwise as the asynchronous [`Logs`](logs::Logs). A line is waited
/// for without limit unless [`Logs::idle_limit`] sets one.
#[must_use = "a log stream sends nothing until its lines are taken"]
pub struct Logs {
    /// `None` once it panicked.
    inner: Option<logs::Logs>,
    runtime: Arc<Runtime>,
}

impl Logs {
    pub(crate) fn new(client: &Client, request: LogSessionCreate) -> Self {
        Self {
            inner: Some(client.client.logs(request)),
            runtime: Arc::clone(&client.runtime),
        }
    }

    /// Ends the stream, without an error, once no line came for so long.
    ///
    /// Time counts while a line is waited for, reconnects included.
    pub fn idle_limit(mut self, limit: Duration) -> Self {
        self.inner = self.inner.map(|inner| inner.idle_limit(limit));
        self
    }

    /// Whether lines may be missing before those that came since the last reconnect; see
    /// [`Logs::may_have_gap`](logs::Logs::may_have_gap).
    #[must_use]
    pub fn may_have_gap(&self) -> bool {
        self.inner.as_ref().is_some_and(logs::Logs::may_have_gap)
    }
}

impl Iterator for Logs {
    type Item = Result<LogLine, Error>;

    /// The next line. An error ends the stream.
    fn next(&mut self) -> Option<Self::Item> {
        let mut inner = self.inner.take()?;
        let waiting = async move {
            let item = inner.next().await;
            Ok((inner, item))
        };
        match self.runtime.wait(LogSessionCreate::OPERATION.name, waiting) {
            Ok((inner, item)) => {
                self.inner = Some(inner);
                item
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logs")
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}
