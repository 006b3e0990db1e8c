//! The log of an app, line by line.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use http::HeaderValue;
use tokio::time::Sleep;

use super::LogLine;
use super::memory::Memory;
use super::opening::{NotOpened, Opened, Opening};
use super::reader::Reader;
use crate::error::{Error, ErrorKind, Tries};
use crate::log_session::LogSessionCreate;
use crate::retry::{Backoff, is_transient};
use crate::scrub::Scrub;
use crate::stream_head::LONGEST_WAIT;
use crate::transport::{Sent, TransportError};
use crate::{Client, Request, Secret};

/// The log of an app, line by line; made by [`Client::logs`].
///
/// It is a `Stream` of [`LogLine`]s, and has [`Logs::next`] for those who have no use for one.
/// Nothing is sent until the first line is asked for; dropping it closes the connection.
///
/// What breaks is taken up again: where it broke off if the server can do that, and else in a new
/// log session that starts with as many past lines as Heroku keeps, of which those that were
/// given out before are left out. So no line is missing and none comes twice. If more was logged
/// in between than Heroku keeps, [`Logs::may_have_gap`] tells.
///
/// With [`tail(true)`](LogSessionCreate::tail) it goes on until it is dropped, through the end of
/// any one connection and session. Without, it ends where Heroku ends it.
///
/// Ten failures in a row, without a new line in between, end it with the last one as the error.
/// So does at once what no repeat can mend: a session that Heroku refuses. While the network is
/// away, that takes a minute or so. A stream that breaks again and again, although lines come, is
/// taken up ever more slowly, until it lasts for ten seconds.
#[must_use = "a log stream sends nothing until its lines are taken"]
pub struct Logs {
    client: Client,
    request: LogSessionCreate,
    state: State,
    /// The URL of the session; whoever has it can read the log.
    url: Secret,
    memory: Memory,
    is_tail: bool,
    has_been_open: bool,
    takes_raise: bool,
    /// How often it broke since there was a new line.
    failures: u32,
    /// How often it broke since it was steady, new lines or not.
    breaks: u32,
    idle_limit: Option<Duration>,
    silence: Option<Pin<Box<Sleep>>>,
}

enum State {
    Start,
    Opening(Pin<Box<dyn Future<Output = Result<Opened, NotOpened>> + Send>>),
    Open(Box<Reader>),
    Over,
}

/// How many past lines Heroku keeps.
const MOST_LINES: i64 = 1500;

/// So many failures in a row end the stream.
const MOST_FAILURES: u32 = 10;

/// What is known of the call whose answer a stream is.
const READING: Tries = Tries {
    count: 1,
    sent: Sent::Sent,
    had_effect: false,
    is_read: true,
};

impl Logs {
    pub(crate) fn new(client: Client, request: LogSessionCreate) -> Self {
        Self {
            client,
            state: State::Start,
            url: Secret::default(),
            memory: Memory::new(request.wants_no_past()),
            is_tail: request.is_tail(),
            request,
            has_been_open: false,
            takes_raise: true,
            failures: 0,
            breaks: 0,
            idle_limit: None,
            silence: None,
        }
    }

    /// Ends the stream, without an error, once no line came for so long.
    ///
    /// Time counts from when a line is first waited for until it comes, reconnects included. Giving
    /// that wait up for a while, as in a `select!`, does not stop it.
    pub fn idle_limit(mut self, limit: Duration) -> Self {
        self.idle_limit = Some(limit);
        self
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    /// What breaks the stream for good, see [`Logs`]. An error ends it.
    pub async fn next(&mut self) -> Option<Result<LogLine, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Whether lines may be missing right before the line that was given out last: more was logged
    /// while there was no connection than Heroku gives to a new one. On Fir, that is whatever was
    /// logged. It is so for one line behind a reconnect; the next one takes it back.
    #[must_use]
    pub fn may_have_gap(&self) -> bool {
        self.memory.is_behind_gap()
    }

    fn poll_line(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<LogLine, Error>>> {
        loop {
            let end = match &mut self.state {
                State::Over => return Poll::Ready(None),
                State::Start => {
                    self.open(Duration::ZERO);
                    None
                }
                State::Opening(opening) => match ready!(opening.as_mut().poll(context)) {
                    Ok(opened) => {
                        self.opened(opened);
                        None
                    }
                    Err(failed) => self.not_opened(failed),
                },
                State::Open(reader) => match ready!(reader.poll_line(context)) {
                    Some(Ok(line)) => {
                        if self.memory.admit(&line, reader.last_id()) {
                            self.failures = 0;
                            return Poll::Ready(Some(Ok(line)));
                        }
                        None
                    }
                    None if !self.is_tail => return Poll::Ready(None),
                    Some(Err(error)) => self.broken(Some(error)),
                    None => self.broken(None),
                },
            };
            if let Some(error) = end {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    fn open(&mut self, wait: Duration) {
        let is_raised = self.takes_raise && self.memory.can_tell();
        let id = self.memory.last_id();
        let id = id.and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok());
        let opening = Opening {
            client: self.client.clone(),
            resume: id.map(|id| (self.url.clone(), id)),
            raised: is_raised.then(|| self.request.clone().lines(MOST_LINES)),
            request: self.request.clone(),
            wait,
        };
        self.state = State::Opening(Box::pin(opening.run()));
    }

    fn opened(&mut self, opened: Opened) {
        self.has_been_open = true;
        self.takes_raise &= !opened.refuses_raise;
        match opened.session {
            Some(session) => {
                self.memory.began(session.created_at);
                self.url = session.logplex_url;
            }
            None => self.memory.resumed(),
        }
        let reader = Reader::new(opened.answer, !self.is_tail);
        self.state = State::Open(Box::new(reader));
    }

    fn not_opened(&mut self, failed: NotOpened) -> Option<Error> {
        let is_first = failed.has_no_session() && !self.has_been_open;
        if is_first || failed.is_final() {
            return Some(failed.error);
        }
        // A host that fails may know the session still when it is back; whatever else ails the old
        // session, a new one may do.
        if !is_transient(&failed.error) || self.failures >= 2 {
            self.memory.forget_ids();
        }
        let asked = failed.error.retry_after().unwrap_or_default();
        let least = if failed.has_no_session() {
            asked
        } else {
            asked.min(LONGEST_WAIT)
        };
        self.take_up_again(failed.error, least)
    }

    /// Takes a stream up again that broke, or that ended although it should go on.
    fn broken(&mut self, error: Option<TransportError>) -> Option<Error> {
        let operation = LogSessionCreate::OPERATION;
        let error = error.map_or_else(
            || Error::new(ErrorKind::Body, operation, "the log stream ended at once"),
            |error| Error::transport(operation, error),
        );
        let mut error = error.maybe_sent().with_tries(READING);
        let mut scrub = Scrub::default();
        scrub.add_url(self.url.expose());
        error.scrub(&scrub);
        let mut wait = Duration::ZERO;
        if let State::Open(reader) = &self.state {
            wait = reader.retry().unwrap_or_default().min(LONGEST_WAIT);
            // That an app is quiet is no failure.
            if self.is_tail && (reader.is_steady() || error.is_timeout()) {
                self.failures = 0;
                self.breaks = 0;
            }
        }
        self.take_up_again(error, wait)
    }

    fn take_up_again(&mut self, error: Error, least: Duration) -> Option<Error> {
        self.failures += 1;
        self.breaks = self.breaks.saturating_add(1);
        if self.failures == MOST_FAILURES {
            let hint = format!("given up after {MOST_FAILURES} failures in a row");
            return Some(error.with_hint(&hint));
        }
        let backoff = Backoff::new().first(Duration::from_millis(500));
        let wait = backoff.after(self.breaks).max(least);
        tracing::debug!(
            target: "heroku",
            kind = ?error.kind(),
            failures = self.failures,
            ?wait,
            "the log stream is taken up again"
        );
        self.open(wait);
        None
    }
}

impl Stream for Logs {
    type Item = Result<LogLine, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let item = match (this.poll_line(context), this.idle_limit) {
            (Poll::Ready(item), _) => item,
            (Poll::Pending, None) => return Poll::Pending,
            (Poll::Pending, Some(limit)) => {
                let silence = &mut this.silence;
                let silence = silence.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
                ready!(silence.as_mut().poll(context));
                None
            }
        };
        this.silence = None;
        if !matches!(item, Some(Ok(_))) {
            this.state = State::Over;
        }
        Poll::Ready(item)
    }
}

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logs")
            .field("is_tail", &self.is_tail)
            .field("may_have_gap", &self.may_have_gap())
            .finish_non_exhaustive()
    }
}
