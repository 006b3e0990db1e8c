//! A transport that does with each request what a test tells it to, without a network.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file is a crate of its own and uses a part of this"
)]

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use heroku::http::{HeaderMap, Request, Response};
use heroku::transport::{Body, Exchange, Sent, Transport, TransportError, TransportErrorKind};

/// A transport that answers by a function of the number of a request, from 0, and its head.
#[derive(Clone)]
pub struct Scripted(Arc<Inner>);

type Answer = dyn Fn(usize, &Received) -> Reply + Send + Sync;

struct Inner {
    answer: Box<Answer>,
    received: Mutex<Vec<Received>>,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    pub url: String,
    pub headers: HeaderMap,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What comes back.
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<Bytes>,
    end: End,
}

/// How a body ends.
#[derive(Clone, Copy)]
pub enum End {
    Clean,
    Broken,
    Silent,
}

impl Reply {
    pub fn new(status: u16, body: impl AsRef<[u8]>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: vec![Bytes::copy_from_slice(body.as_ref())],
            end: End::Clean,
        }
    }

    /// No answer at all.
    pub fn never() -> Self {
        Self::new(0, "").then(End::Silent)
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn with_body(mut self, body: &[u8]) -> Self {
        self.body = vec![Bytes::copy_from_slice(body)];
        self
    }

    pub fn then(mut self, end: End) -> Self {
        self.end = end;
        self
    }
}

impl Scripted {
    pub fn new(answer: impl Fn(usize, &Received) -> Reply + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner {
            answer: Box::new(answer),
            received: Mutex::default(),
        }))
    }

    pub fn received(&self) -> Vec<Received> {
        self.0.received.lock().expect("the journal").clone()
    }

    /// A builder of a client of this transport, with a token, a header and no retries.
    pub fn builder(&self) -> heroku::Builder {
        heroku::Client::builder()
            .transport(self.clone())
            .token("canary-token")
            .header("x-canary", "canary-header")
            .no_retry()
    }

    pub fn client(&self) -> heroku::Client {
        self.builder().build().expect("a client")
    }
}

impl Transport for Scripted {
    fn exchange(&self, request: Request<Body>) -> Exchange {
        let received = Received {
            url: request.uri().to_string(),
            headers: request.headers().clone(),
        };
        let number = {
            let mut all = self.0.received.lock().expect("the journal");
            all.push(received.clone());
            all.len() - 1
        };
        let reply = (self.0.answer)(number, &received);
        Box::pin(async move {
            if reply.status == 0 {
                std::future::pending::<()>().await;
            }
            let mut response = Response::builder().status(reply.status);
            for (name, value) in &reply.headers {
                response = response.header(*name, value);
            }
            let body = Body::stream(Pieces {
                left: reply.body.into(),
                end: reply.end,
                url: received.url,
            });
            Ok(response.body(body).expect("an answer"))
        })
    }

    fn world(&self) -> u64 {
        Arc::as_ptr(&self.0).addr() as u64
    }
}

struct Pieces {
    left: VecDeque<Bytes>,
    end: End,
    url: String,
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match (self.left.pop_front(), self.end) {
            (Some(piece), _) => Poll::Ready(Some(Ok(piece))),
            (None, End::Clean) => Poll::Ready(None),
            (None, End::Silent) => Poll::Pending,
            (None, End::Broken) => {
                let error = TransportError::new(TransportErrorKind::Interrupted, Sent::Sent);
                let error = error.because(format!("reset while reading {}", self.url));
                Poll::Ready(Some(Err(error)))
            }
        }
    }
}
