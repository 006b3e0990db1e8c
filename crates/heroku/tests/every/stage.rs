//! A transport that plays what a test tells it to, and the client on it.

use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use heroku::transport::{Body, Exchange, Sent, Transport, TransportError, TransportErrorKind};

/// What the transport does with a request.
#[derive(Clone)]
pub enum Act {
    /// It answers.
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
    },
    /// It fails; the cause tells whatever `tells` holds, and the URL of the request.
    Fail {
        kind: TransportErrorKind,
        tells: String,
    },
}

impl Act {
    pub fn answer(status: u16, body: impl Into<Bytes>) -> Self {
        Self::Answer {
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }
}

/// A transport that does the same with every request, and remembers the last one.
#[derive(Clone)]
pub struct Stage(Arc<Mutex<State>>);

struct State {
    act: Act,
    sent: String,
}

impl Stage {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            act: Act::answer(200, ""),
            sent: String::new(),
        })))
    }

    pub fn play(&self, act: Act) {
        self.state().act = act;
    }

    /// URL and body of the last request, as they were sent.
    pub fn sent(&self) -> String {
        self.state().sent.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("the stage")
    }
}

impl Transport for Stage {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        let body = request.body().as_bytes().unwrap_or_default();
        let body = String::from_utf8_lossy(body);
        let sent = format!("{} {body}", request.uri());
        let mut state = self.state();
        state.sent = sent;
        let result = match state.act.clone() {
            Act::Answer {
                status,
                headers,
                body,
            } => {
                let mut answer = http::Response::builder().status(status);
                for (name, value) in headers {
                    answer = answer.header(name, value);
                }
                Ok(answer.body(body.into()).expect("an answer"))
            }
            Act::Fail { kind, tells } => {
                let cause = format!("{tells} at {}", request.uri());
                let error = TransportError::new(kind, Sent::MaybeSent);
                Err(error.because(std::io::Error::other(cause)))
            }
        };
        Box::pin(std::future::ready(result))
    }
}
