//! A Heroku inside the process, for tests in which time matters: nobody waits for real.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use heroku::transport::{Body, Exchange, Sent, Transport, TransportError, TransportErrorKind};
use http::{HeaderMap, Method};
use tokio::time::{Instant, Sleep};

/// What an app is read from.
pub(crate) const APP: &str = r#"{"name":"example"}"#;

/// A transport that does to each request what a test tells it to, and takes down what it saw.
///
/// Each has a rate budget of its own, but for those that were made by [`World::beside`].
#[derive(Clone)]
pub(crate) struct World {
    number: u64,
    shared: Arc<Shared>,
}

type Play = dyn Fn(&Asked, usize) -> Reply + Send + Sync;

struct Shared {
    play: Box<Play>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    asked: Vec<Asked>,
    repeated: usize,
    idempotent: BTreeSet<(String, String, Vec<u8>)>,
}

/// A request that was to be sent, whether it arrived or not.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) at: Instant,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl World {
    /// Gives one reply to each request, and the last one over and over.
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: Vec<_> = replies.into_iter().collect();
        Self::by(move |_asked, number| replies[number.min(replies.len()) - 1].clone())
    }

    /// Replies as `play` says, which gets the number of the request, from 1.
    pub(crate) fn by(play: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1000);
        Self {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            shared: Arc::new(Shared {
                play: Box::new(play),
                seen: Mutex::default(),
            }),
        }
    }

    /// Another server that counts in the same budget.
    pub(crate) fn beside(
        &self,
        play: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self {
            number: self.number,
            ..Self::by(play)
        }
    }

    /// A client of this world, with a token.
    pub(crate) fn builder(&self) -> heroku::Builder {
        heroku::Client::builder()
            .base_url("https://api.example.com")
            .token("canary-token")
            .transport(self.clone())
    }

    pub(crate) fn client(&self) -> heroku::Client {
        self.builder().build().expect("a client")
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.seen().asked.clone()
    }

    /// How many requests were to be sent, those included that found no connection.
    pub(crate) fn count(&self) -> usize {
        self.seen().asked.len()
    }

    /// The verbs and paths of the requests, in order.
    pub(crate) fn targets(&self) -> Vec<String> {
        let asked = self.asked();
        let target = |one: &Asked| format!("{} {}", one.method, one.target);
        asked.iter().map(target).collect()
    }

    /// How often something was changed.
    pub(crate) fn effects(&self) -> usize {
        let seen = self.seen();
        seen.repeated + seen.idempotent.len()
    }

    /// When the requests came, in milliseconds from the first.
    pub(crate) fn times(&self) -> Vec<u128> {
        let asked = self.asked();
        let since = |one: &Asked| (one.at - asked[0].at).as_millis();
        asked.iter().map(since).collect()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().expect("what was seen")
    }

    fn record(&self, asked: Asked) -> Reply {
        let mut seen = self.seen();
        let reply = (self.shared.play)(&asked, seen.asked.len() + 1);
        if reply.takes_effect() && asked.method != Method::GET && asked.method != Method::HEAD {
            if matches!(asked.method, Method::PUT | Method::DELETE) {
                let what = (
                    asked.method.to_string(),
                    asked.target.clone(),
                    asked.body.clone(),
                );
                seen.idempotent.insert(what);
            } else {
                seen.repeated += 1;
            }
        }
        seen.asked.push(asked);
        reply
    }
}

impl Transport for World {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        let world = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let asked = Asked {
                method: head.method,
                target: head
                    .uri
                    .path_and_query()
                    .map_or("/", |target| target.as_str())
                    .to_owned(),
                headers: head.headers,
                body: body.collect(1 << 20).await?.to_vec(),
                at: Instant::now(),
            };
            let reply = world.record(asked);
            if !reply.after.is_zero() {
                tokio::time::sleep(reply.after).await;
            }
            reply.give().await
        })
    }

    fn world(&self) -> u64 {
        self.number
    }
}

/// What becomes of a request.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    what: What,
    after: Duration,
    body_after: Duration,
    takes_effect: Option<bool>,
}

#[derive(Clone, Debug)]
enum What {
    Answer {
        status: u16,
        headers: HeaderMap,
        body: String,
        end: Option<TransportErrorKind>,
    },
    Failure(TransportErrorKind, Sent),
    Silence,
}

/// An answer with this status.
pub(crate) fn status(status: u16) -> Reply {
    Reply::of(What::Answer {
        status,
        headers: HeaderMap::new(),
        body: String::new(),
        end: None,
    })
}

/// An app, as an answer to a question for it.
pub(crate) fn app() -> Reply {
    status(200).body(APP)
}

/// No connection: nothing was sent.
pub(crate) fn refused() -> Reply {
    Reply::of(What::Failure(TransportErrorKind::Connect, Sent::NotSent))
}

/// The connection breaks behind the request, which takes effect.
pub(crate) fn lost() -> Reply {
    Reply::of(What::Failure(TransportErrorKind::Broken, Sent::MaybeSent))
}

/// No answer ever comes.
pub(crate) fn silence() -> Reply {
    Reply::of(What::Silence)
}

/// Heroku wants a second factor, for the app if one is named.
pub(crate) fn two_factor(app: Option<&str>) -> Reply {
    let app = app.map_or(String::new(), |app| {
        format!(",\"app\":{{\"name\":{}}}", serde_json::Value::from(app))
    });
    status(403)
        .header("heroku-two-factor-required", "true")
        .body(format!(
            r#"{{"id":"two_factor","message":"A second factor, please."{app}}}"#
        ))
}

impl Reply {
    fn of(what: What) -> Self {
        Self {
            what,
            after: Duration::ZERO,
            body_after: Duration::ZERO,
            takes_effect: None,
        }
    }

    /// Adds a header to an answer.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let What::Answer { headers, .. } = &mut self.what {
            let value = http::HeaderValue::from_bytes(value.as_bytes()).expect("a value");
            headers.append(name, value);
        }
        self
    }

    /// Gives an answer a body.
    pub(crate) fn body(mut self, text: impl Into<String>) -> Self {
        if let What::Answer { body, .. } = &mut self.what {
            *body = text.into();
        }
        self
    }

    /// Lets an answer break off behind its body.
    pub(crate) fn torn(mut self) -> Self {
        if let What::Answer { end, .. } = &mut self.what {
            *end = Some(TransportErrorKind::Interrupted);
        }
        self
    }

    /// Lets an answer fall silent behind its body.
    pub(crate) fn stalling(mut self) -> Self {
        if let What::Answer { end, .. } = &mut self.what {
            *end = Some(TransportErrorKind::Timeout);
        }
        self
    }

    /// Comes so much later.
    pub(crate) fn after(mut self, time: Duration) -> Self {
        self.after = time;
        self
    }

    /// Lets the body of an answer come so much later than its head.
    pub(crate) fn slowly(mut self, time: Duration) -> Self {
        self.body_after = time;
        self
    }

    /// Says that the request takes effect although the answer is an error.
    pub(crate) fn taking_effect(mut self) -> Self {
        self.takes_effect = Some(true);
        self
    }

    fn takes_effect(&self) -> bool {
        self.takes_effect.unwrap_or(match &self.what {
            What::Answer { status, .. } => (200..300).contains(status),
            What::Failure(_, sent) => *sent != Sent::NotSent,
            What::Silence => true,
        })
    }

    async fn give(self) -> Result<http::Response<Body>, TransportError> {
        let (status, headers, body, end) = match self.what {
            What::Answer {
                status,
                headers,
                body,
                end,
            } => (status, headers, body, end),
            What::Failure(kind, sent) => return Err(TransportError::new(kind, sent)),
            What::Silence => std::future::pending().await,
        };
        let body = if end.is_none() && self.body_after.is_zero() {
            Body::from(body)
        } else {
            Body::stream(Pieces {
                wait: Box::pin(tokio::time::sleep(self.body_after)),
                body: Some(body),
                end,
            })
        };
        let mut response = http::Response::new(body);
        *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
        *response.headers_mut() = headers;
        Ok(response)
    }
}

/// A body that comes late, or does not end well: it breaks off, or falls silent.
struct Pieces {
    wait: Pin<Box<Sleep>>,
    body: Option<String>,
    end: Option<TransportErrorKind>,
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(body) = &self.body {
            let body = Bytes::from(body.clone());
            ready!(self.wait.as_mut().poll(context));
            self.body = None;
            return Poll::Ready(Some(Ok(body)));
        }
        match self.end {
            None => Poll::Ready(None),
            Some(TransportErrorKind::Timeout) => Poll::Pending,
            Some(kind) => Poll::Ready(Some(Err(TransportError::new(kind, Sent::Sent)))),
        }
    }
}
