//! Opening a stream: a session, and the stream behind its URL.

use std::time::Duration;

use http::header::{ACCEPT, ACCEPT_ENCODING};
use http::{HeaderMap, HeaderValue};

use crate::error::{Error, ErrorKind};
use crate::log_session::{LogSession, LogSessionCreate};
use crate::retry::is_transient;
use crate::stream_head::{LAST_EVENT_ID, are_of_packed, are_of_page};
use crate::transport::Body;
use crate::{Client, Request, Secret};

/// What it takes to open a stream.
pub(super) struct Opening {
    pub(super) client: Client,
    /// Where to go on first, and behind which event.
    pub(super) resume: Option<(Secret, HeaderValue)>,
    /// Asks for more lines than `request`, for apps that know of such.
    pub(super) raised: Option<LogSessionCreate>,
    pub(super) request: LogSessionCreate,
    pub(super) wait: Duration,
}

/// A stream that is open.
pub(super) struct Opened {
    pub(super) answer: http::Response<Body>,
    /// The session that was made for it; `None` where the last one went on.
    pub(super) session: Option<LogSession>,
    /// Whether the app takes no wish for more lines.
    pub(super) refuses_raise: bool,
}

/// Why no stream could be opened.
pub(super) struct NotOpened {
    pub(super) error: Error,
    /// Whether it was the session that could not be had.
    has_no_session: bool,
}

impl Opening {
    pub(super) async fn run(self) -> Result<Opened, NotOpened> {
        if !self.wait.is_zero() {
            tokio::time::sleep(self.wait).await;
        }
        if let Some((url, id)) = &self.resume {
            match open(&self.client, url, Some(id)).await {
                Ok(answer) => {
                    return Ok(Opened {
                        answer,
                        session: None,
                        refuses_raise: false,
                    });
                }
                Err(error) if is_expired(&error) => {
                    tracing::debug!(target: "heroku", "the log session is over: a new one is made");
                }
                Err(error) => return Err(NotOpened::stream(error)),
            }
        }
        let (session, refuses_raise) = self.session().await.map_err(NotOpened::session)?;
        let answer = open(&self.client, &session.logplex_url, None).await;
        Ok(Opened {
            answer: answer.map_err(NotOpened::stream)?,
            session: Some(session),
            refuses_raise,
        })
    }

    /// Makes a session, and tells whether it has no more lines than asked for at first.
    async fn session(&self) -> Result<(LogSession, bool), Error> {
        let Some(raised) = &self.raised else {
            return Ok((self.client.send(&self.request).await?, false));
        };
        // Some apps take no wish for lines, and say so in one way or another.
        match self.client.send(raised).await {
            Err(error) if may_refuse_lines(&error) => {
                Ok((self.client.send(&self.request).await?, true))
            }
            result => Ok((result?, false)),
        }
    }
}

/// Whether a refusal may be of the wish for lines, and not of the caller or the app.
fn may_refuse_lines(error: &Error) -> bool {
    let status = error.status().map_or(0, |status| status.as_u16());
    error.kind() == ErrorKind::Api
        && !is_transient(error)
        && !matches!(status, 401 | 404 | 410)
        && !error.needs_two_factor()
}

impl NotOpened {
    fn session(error: Error) -> Self {
        Self {
            error,
            has_no_session: true,
        }
    }

    fn stream(error: Error) -> Self {
        Self {
            error,
            has_no_session: false,
        }
    }

    /// Whether another try is of no use: Heroku refuses the session, the URL is none, or the stream
    /// is refused for a reason that stays.
    pub(super) fn is_final(&self) -> bool {
        match self.error.kind() {
            ErrorKind::Budget => false,
            _ if self.has_no_session => !is_transient(&self.error),
            ErrorKind::Api => self.error.status().is_some_and(|status| {
                // A new session may help against the first of these, and time against the last.
                status.is_client_error()
                    && !matches!(status.as_u16(), 401 | 403 | 404 | 410 | 408 | 429)
            }),
            kind => matches!(kind, ErrorKind::Request | ErrorKind::Redirect),
        }
    }

    /// Whether the session could not be had; its call has had its tries.
    pub(super) fn has_no_session(&self) -> bool {
        self.has_no_session
    }
}

async fn open(
    client: &Client,
    url: &Secret,
    last_id: Option<&HeaderValue>,
) -> Result<http::Response<Body>, Error> {
    let operation = LogSessionCreate::OPERATION;
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some(id) = last_id {
        headers.insert(LAST_EVENT_ID, id.clone());
    }
    let answer = client.core().open(operation, url, headers).await?;
    let problem = if are_of_page(answer.headers()) {
        "the log stream answered with a web page in place of lines"
    } else if are_of_packed(answer.headers()) {
        "the log stream came packed, which was not asked for"
    } else {
        return Ok(answer);
    };
    let (head, _body) = answer.into_parts();
    let error = Error::new(ErrorKind::Decode, operation, problem);
    Err(error.with_answer(head.status, head.headers, bytes::Bytes::new()))
}

/// Whether the answer says that the session behind a URL is over.
fn is_expired(error: &Error) -> bool {
    let status = error.status().map_or(0, |status| status.as_u16());
    error.kind() == ErrorKind::Api && matches!(status, 401 | 403 | 404 | 410)
}
