//! The bytes of an output, over as many connections as it takes.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::time::{Instant, sleep};

use super::events::Events;
use super::headers;
use super::plain::Plain;
use crate::Secret;
use crate::client::Core;
use crate::error::{Error, ErrorKind, Tries};
use crate::operation::Operation;
use crate::retry::{Attempt, Backoff, RetryPolicy};
use crate::scrub::Scrub;
use crate::stream_head::LONGEST_WAIT;
use crate::transport::{Body, Sent, TransportError, TransportErrorKind};

static OPERATION: Operation = Operation::new("Client::output", Method::GET, "").opaque();

/// How long to wait before asking again for what is not there yet.
const NOT_YET: Duration = Duration::from_secs(1);

/// The bytes of an output, over as many connections as it takes.
pub(super) struct Source {
    core: Arc<Core>,
    url: Secret,
    pub(super) reconnects: u32,
    pub(super) appears_within: Duration,
    started: Option<Instant>,
    connection: Option<Connection>,
    form: Form,
    /// How often it failed since there was something new.
    failures: u32,
    is_over: bool,
}

/// An answer that is being read.
struct Connection {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

/// How the output comes, and where in it the reading stands.
enum Form {
    Unknown,
    Plain(Plain),
    Events(Box<Events>),
}

/// What is to be done after an answer.
enum Next {
    Read,
    OpenAgain,
    End,
}

impl Source {
    pub(super) fn new(core: Arc<Core>, url: Secret) -> Self {
        Self {
            core,
            url,
            reconnects: 5,
            appears_within: Duration::from_secs(30),
            started: None,
            connection: None,
            form: Form::Unknown,
            failures: 0,
            is_over: false,
        }
    }

    pub(super) fn limit_silence(&mut self, limit: Option<Duration>) {
        self.core = Arc::new(self.core.with_idle_timeout(limit));
    }

    /// The next bytes; `None` at the end, and after an error.
    pub(super) async fn chunk(&mut self) -> Option<Result<Bytes, Error>> {
        while !self.is_over {
            let result = match self.connection.take() {
                Some(connection) => self.read(connection).await,
                None => self.open().await.map(|()| Bytes::new()),
            };
            match result {
                Ok(bytes) if bytes.is_empty() => {}
                Ok(bytes) => {
                    self.failures = 0;
                    return Some(Ok(bytes));
                }
                Err(error) => {
                    self.is_over = true;
                    return Some(Err(self.explained(error)));
                }
            }
        }
        None
    }

    async fn read(&mut self, mut connection: Connection) -> Result<Bytes, Error> {
        let problem = match connection.body.chunk().await {
            Some(Ok(piece)) => {
                self.connection = Some(connection);
                return Ok(self.form.take(piece));
            }
            None => {
                // What stands at the end without an end of its own may be the last repeat.
                let rest = self.form.finish();
                if self.form.is_caught_up() {
                    self.is_over = true;
                    return Ok(rest);
                }
                TransportError::new(TransportErrorKind::Interrupted, Sent::Sent)
            }
            Some(Err(problem)) => problem,
        };
        let tries = Tries {
            count: self.failures + 1,
            sent: Sent::Sent,
            had_effect: false,
            is_read: true,
        };
        let Connection {
            status, headers, ..
        } = connection;
        let error = Error::transport(&OPERATION, problem)
            .with_answer(status, headers, Bytes::new())
            .with_tries(tries);
        self.recover(error).await?;
        Ok(Bytes::new())
    }

    /// Asks for what is still to come.
    async fn open(&mut self) -> Result<(), Error> {
        let started = *self.started.get_or_insert_with(Instant::now);
        let opening = Core::open(
            Arc::clone(&self.core),
            &OPERATION,
            &self.url,
            self.form.ask(),
        );
        let error = match opening.await {
            Ok(answer) => return self.answered(answer).await,
            Err(error) => error,
        };
        match self.form.refused(&error) {
            Next::Read => {}
            Next::OpenAgain => return Ok(()),
            Next::End => {
                self.is_over = true;
                return Ok(());
            }
        }
        if error.is_not_found() && matches!(self.form, Form::Unknown) {
            let wait = NOT_YET.max(error.retry_after().unwrap_or_default());
            if started.elapsed() + wait <= self.appears_within {
                sleep(wait).await;
                return Ok(());
            }
        }
        self.recover(error).await
    }

    async fn answered(&mut self, answer: http::Response<Body>) -> Result<(), Error> {
        let (head, body) = answer.into_parts();
        let (status, headers) = (head.status, head.headers);
        let is_empty = matches!(status.as_u16(), 204 | 205);
        if headers::are_of_page(&headers) && !is_empty {
            let problem = "the answer is a web page in place of output";
            let error = Error::new(ErrorKind::Decode, &OPERATION, problem);
            let error = error.with_answer(status, headers, Bytes::new());
            // A proxy or a router says so while it cannot reach what it stands for.
            let wait = Backoff::new().after(self.failures + 1);
            return self.wait_for_another(error, wait).await;
        }
        match self.form.answered(status, &headers) {
            Ok(Next::Read) => {
                self.connection = Some(Connection {
                    status,
                    headers,
                    body,
                });
            }
            Ok(Next::OpenAgain) => {}
            Ok(Next::End) => self.is_over = true,
            Err(problem) => {
                let error = Error::new(ErrorKind::Decode, &OPERATION, problem);
                return Err(error.with_answer(status, headers, Bytes::new()));
            }
        }
        Ok(())
    }

    /// Waits until it may be opened again, if that is worth it.
    async fn recover(&mut self, error: Error) -> Result<(), Error> {
        let failed = Attempt {
            operation: &OPERATION,
            number: self.failures + 1,
            elapsed: self.started.map(|at| at.elapsed()).unwrap_or_default(),
            error: &error,
        };
        let backoff = Backoff::new().attempts(self.reconnects.saturating_add(1));
        let Some(wait) = backoff.retry(&failed) else {
            return Err(error);
        };
        self.wait_for_another(error, wait).await
    }

    /// Waits for another try after a failure that passes, unless that is one too many.
    async fn wait_for_another(&mut self, error: Error, wait: Duration) -> Result<(), Error> {
        self.failures += 1;
        let asked = error.retry_after().unwrap_or_default();
        if self.failures > self.reconnects || asked > LONGEST_WAIT {
            return Err(error);
        }
        let wait = wait.max(asked).max(self.form.wait());
        tracing::debug!(target: "heroku", kind = ?error.kind(), ?wait, "opening the output again");
        sleep(wait).await;
        Ok(())
    }

    /// An error that tells how far the output came, and not its URL.
    fn explained(&self, error: Error) -> Error {
        let mut error = match &self.form {
            Form::Plain(plain) if plain.given() > 0 => {
                error.with_hint(&format!("{} bytes of the output had come", plain.given()))
            }
            _ => error,
        };
        let mut scrub = Scrub::default();
        scrub.add_url(self.url.expose());
        error.scrub(&scrub);
        error
    }
}

impl Form {
    fn ask(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let accept = match self {
            Self::Events(_) => "text/event-stream",
            Self::Unknown | Self::Plain(_) => "text/plain, text/event-stream;q=0.5, */*;q=0.1",
        };
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        match self {
            Self::Unknown => {}
            Self::Plain(plain) => plain.ask(&mut headers),
            Self::Events(events) => events.ask(&mut headers),
        }
        headers
    }

    fn answered(&mut self, status: StatusCode, headers: &HeaderMap) -> Result<Next, String> {
        if matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT) {
            return Ok(Next::End);
        }
        if !status.is_success() {
            return Err(format!("{} brings no output", status.as_u16()));
        }
        if headers::are_of_packed(headers) {
            return Err("the output came packed, which was not asked for".to_owned());
        }
        let are_events = headers::are_of_events(headers);
        match self {
            Self::Unknown if are_events => *self = Self::Events(Box::new(Events::new())),
            Self::Unknown => *self = Self::Plain(Plain::default()),
            Self::Events(events) if are_events => {
                events.starts_again();
                return Ok(Next::Read);
            }
            Self::Plain(_) if !are_events => {}
            Self::Plain(_) | Self::Events(_) => {
                return Err("the output came in another form than before".to_owned());
            }
        }
        let Self::Plain(plain) = self else {
            return Ok(Next::Read);
        };
        if plain.starts(status, headers) {
            Ok(Next::Read)
        } else if plain.is_partial() {
            plain.ask_for_whole();
            Ok(Next::OpenAgain)
        } else {
            Err("the answer is another part of the output than was asked for".to_owned())
        }
    }

    /// What an error says of the output, if it says anything: `Next::Read` if not.
    fn refused(&mut self, error: &Error) -> Next {
        let Self::Plain(plain) = self else {
            return Next::Read;
        };
        if error.status() != Some(StatusCode::RANGE_NOT_SATISFIABLE) || !plain.is_partial() {
            return Next::Read;
        }
        if headers::length(error.headers()) == Some(plain.given()) {
            return Next::End;
        }
        plain.ask_for_whole();
        Next::OpenAgain
    }

    fn take(&mut self, piece: Bytes) -> Bytes {
        match self {
            Self::Unknown => piece,
            Self::Plain(plain) => plain.take(piece),
            Self::Events(events) => events.take(piece),
        }
    }

    fn is_caught_up(&self) -> bool {
        match self {
            Self::Plain(plain) => plain.is_caught_up(),
            Self::Events(events) => events.is_caught_up(),
            Self::Unknown => true,
        }
    }

    fn finish(&mut self) -> Bytes {
        match self {
            Self::Events(events) => events.finish(),
            Self::Unknown | Self::Plain(_) => Bytes::new(),
        }
    }

    fn wait(&self) -> Duration {
        match self {
            Self::Events(events) => events.wait(),
            Self::Unknown | Self::Plain(_) => Duration::ZERO,
        }
    }
}
