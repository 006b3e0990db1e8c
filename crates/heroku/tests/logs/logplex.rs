//! Heroku and its log server in one, within the process.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use heroku::transport::{Body, Exchange, Sent, Transport, TransportError, TransportErrorKind};
use heroku::{Client, Value};
use http::HeaderMap;
use tokio::time::Instant;

/// A log, and the server that gives it out; clones are the same one.
#[derive(Clone)]
pub(crate) struct Logplex(Arc<Mutex<State>>);

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Plain text.
    Text,
    /// Events without ids.
    Events,
    /// Events with ids.
    Numbered,
}

/// What is done to one stream.
#[derive(Clone)]
pub(crate) enum Act {
    /// It gives so many bytes beyond its backlog, and ends so.
    Give(usize, End),
    /// It gives so many bytes in all, and breaks off.
    Cut(usize),
    /// It gives this, whatever the log is, and ends so.
    Say(&'static str, &'static str, End),
    /// It is refused.
    Refuse(u16),
    /// The same with a header more.
    With(&'static str, &'static str, Box<Act>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Clean,
    Broken,
    /// Nothing more comes.
    Silent,
    /// It ends as it should after a quarter of an hour.
    Late,
}

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) at: Instant,
}

pub(crate) struct State {
    pub(crate) log: Vec<String>,
    pub(crate) form: Form,
    /// How many lines are logged by now.
    pub(crate) logged: usize,
    /// How many lines are logged between two streams.
    pub(crate) missed: usize,
    /// How many past lines are kept.
    pub(crate) kept: usize,
    pub(crate) honours_ids: bool,
    /// What is done to the streams, one by one; the last over and over.
    pub(crate) acts: VecDeque<Act>,
    /// How sessions are refused, one by one: 0 is not at all; the last over and over.
    pub(crate) refusals: VecDeque<u16>,
    pub(crate) host: String,
    pub(crate) seen: Vec<Seen>,
    /// How many streams are open.
    pub(crate) open: usize,
    sessions: Vec<Value>,
}

impl Logplex {
    pub(crate) fn new(form: Form, log: &[String]) -> Self {
        Self(Arc::new(Mutex::new(State {
            log: log.to_vec(),
            form,
            logged: 0,
            missed: 0,
            kept: 1500,
            honours_ids: true,
            acts: [Act::Give(usize::MAX, End::Silent)].into(),
            refusals: [0].into(),
            host: "logs.example.com".to_owned(),
            seen: Vec::new(),
            open: 0,
            sessions: Vec::new(),
        })))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("the state")
    }

    /// With these acts for its streams.
    pub(crate) fn acts(self, acts: impl IntoIterator<Item = Act>) -> Self {
        self.state().acts = acts.into_iter().collect();
        self
    }

    /// With all of the log in the past.
    pub(crate) fn past(self) -> Self {
        {
            let mut state = self.state();
            state.logged = state.log.len();
        }
        self
    }

    /// A client that tries everything once.
    pub(crate) fn client(&self) -> Client {
        let builder = Client::builder().transport(self.clone()).token("token");
        builder.no_retry().build().expect("a client")
    }

    /// The requests for sessions.
    pub(crate) fn sessions(&self) -> Vec<Seen> {
        let state = self.state();
        let posts = state.seen.iter().filter(|seen| seen.method == "POST");
        posts.cloned().collect()
    }

    /// The requests for streams.
    pub(crate) fn streams(&self) -> Vec<Seen> {
        let state = self.state();
        let gets = state.seen.iter().filter(|seen| seen.method == "GET");
        gets.cloned().collect()
    }
}

fn next<T: Clone>(plan: &mut VecDeque<T>) -> T {
    let step = if plan.len() > 1 {
        plan.pop_front()
    } else {
        plan.front().cloned()
    };
    step.expect("a plan of at least one step")
}

impl State {
    fn answer_session(&mut self, body: Value) -> http::Response<Body> {
        let status = next(&mut self.refusals);
        let refused = |status, id: &str| {
            let body = format!(r#"{{"id":"{id}","message":"No."}}"#);
            answer(status, "application/json", body.into())
        };
        if status > 0 {
            return refused(status, "refused");
        }
        if self.kept == 0 && body.get("lines").is_some() {
            return refused(422, "invalid_params");
        }
        self.sessions.push(body);
        let number = self.sessions.len();
        let body = serde_json::json!({
            "created_at": "2026-01-01T00:00:00Z",
            "id": format!("00000000-0000-0000-0000-{number:012}"),
            "logplex_url": format!("https://{}/streams/{number}?key=canary", self.host),
            "updated_at": "2026-01-01T00:00:00Z",
        });
        answer(201, "application/json", body.to_string().into())
    }

    fn answer_stream(&mut self, act: Act, request: &Seen, this: &Logplex) -> http::Response<Body> {
        let (content, end) = match act {
            Act::With(name, value, act) => {
                let mut answer = self.answer_stream(*act, request, this);
                let value = http::HeaderValue::from_static(value);
                answer.headers_mut().insert(name, value);
                return answer;
            }
            Act::Refuse(status) => return answer(status, "text/plain", "canary".into()),
            Act::Say(content_type, text, end) => {
                return answer(200, content_type, this.pieces(self, text.as_bytes(), end));
            }
            Act::Cut(bytes) => {
                let mut content = self.content(request, 0);
                content.truncate(bytes);
                (content, End::Broken)
            }
            Act::Give(bytes, end) => (self.content(request, bytes), end),
        };
        let content_type = match self.form {
            Form::Text => "text/plain; charset=utf-8",
            Form::Events | Form::Numbered => "text/event-stream; charset=utf-8",
        };
        answer(200, content_type, this.pieces(self, &content, end))
    }

    /// The backlog, and so many bytes more.
    fn content(&mut self, request: &Seen, bytes: usize) -> Vec<u8> {
        let number = request.url.split(['/', '?']).nth(4);
        let number: usize = number.and_then(|text| text.parse().ok()).expect("a number");
        let session = &self.sessions[number - 1];
        let lines = session.get("lines").and_then(Value::as_u64).unwrap_or(100);
        let lines = usize::try_from(lines).expect("a small number");
        let id = request.headers.get("last-event-id");
        let id = id.map(|id| id.to_str().expect("a number").parse().expect("a number"));
        let start = match id {
            Some(id) if self.honours_ids => id,
            _ => self.logged - lines.min(self.kept).min(self.logged),
        };
        let is_tail = session.get("tail") == Some(&Value::Bool(true));
        let end = if is_tail { self.log.len() } else { self.logged };
        let live = self.logged;
        let mut content = Vec::new();
        let mut limit = if is_tail { usize::MAX } else { bytes };
        for index in start..end {
            if index == live {
                limit = content.len().saturating_add(bytes);
            }
            if content.len() >= limit {
                break;
            }
            let written = self.written(index);
            content.extend_from_slice(written.as_bytes());
            self.logged = self.logged.max(index + 1);
        }
        content.truncate(limit);
        self.logged = (self.logged + self.missed).min(self.log.len());
        content
    }

    fn written(&self, index: usize) -> String {
        let line = &self.log[index];
        match self.form {
            Form::Text => format!("{line}\n"),
            Form::Events => format!("data: {line}\n\n"),
            Form::Numbered => format!("id: {}\ndata: {line}\n\n", index + 1),
        }
    }
}

impl Logplex {
    fn pieces(&self, state: &mut State, content: &[u8], end: End) -> Body {
        state.open += 1;
        let size = if content.len() > 10_000 { 1000 } else { 7 };
        let pieces = content.chunks(size).map(Bytes::copy_from_slice);
        Body::stream(Pieces {
            left: pieces.collect(),
            end,
            late: Box::pin(tokio::time::sleep(Duration::from_mins(15))),
            logplex: self.clone(),
        })
    }
}

impl Transport for Logplex {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        let (head, body) = request.into_parts();
        let seen = Seen {
            method: head.method.to_string(),
            url: head.uri.to_string(),
            headers: head.headers,
            body: serde_json::from_slice(body.as_bytes().unwrap_or_default()).unwrap_or_default(),
            at: Instant::now(),
        };
        let mut state = self.state();
        state.seen.push(seen.clone());
        let answer = if seen.method == "POST" {
            state.answer_session(seen.body)
        } else {
            let act = next(&mut state.acts);
            state.answer_stream(act, &seen, self)
        };
        Box::pin(std::future::ready(Ok(answer)))
    }

    fn world(&self) -> u64 {
        Arc::as_ptr(&self.0).addr() as u64
    }
}

fn answer(status: u16, content_type: &str, body: Body) -> http::Response<Body> {
    let answer = http::Response::builder().status(status);
    let answer = answer.header("content-type", content_type).body(body);
    answer.expect("an answer")
}

/// A stream that gives what is left of its pieces, and ends somehow.
struct Pieces {
    left: VecDeque<Bytes>,
    end: End,
    late: Pin<Box<tokio::time::Sleep>>,
    logplex: Logplex,
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(piece) = self.left.pop_front() {
            return Poll::Ready(Some(Ok(piece)));
        }
        match self.end {
            End::Clean => Poll::Ready(None),
            End::Silent => Poll::Pending,
            End::Late => self.late.as_mut().poll(context).map(|()| None),
            End::Broken => {
                let error = TransportError::new(TransportErrorKind::Interrupted, Sent::Sent);
                let number = self.logplex.state().sessions.len();
                let url = format!("https://logs.example.com/streams/{number}?key=canary");
                Poll::Ready(Some(Err(
                    error.because(format!("{url} went away, /streams/{number}?key=canary"))
                )))
            }
        }
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.logplex.state().open -= 1;
    }
}
