//! The network: HTTP/1.1 and HTTP/2 over TLS, through proxies or a unix socket.

mod connect;
mod tls;

use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::{Body, Exchange, Sent, Transport, TransportError, TransportErrorKind};
use connect::Connector;

/// Sends requests over the network and keeps connections for the next ones.
pub(crate) struct NetTransport {
    pool: Pool<Connector, Outgoing>,
}

/// How the network is used.
#[derive(Clone, Debug)]
pub(crate) struct NetOptions {
    /// How long connecting may take, name lookup and TLS included.
    pub(crate) connect_timeout: Duration,
    /// How long an unused connection is kept.
    pub(crate) pool_idle_timeout: Duration,
    /// The socket that takes all connections, if there is one.
    pub(crate) unix_socket: Option<PathBuf>,
    /// Whether the proxies of the environment and the system are used.
    pub(crate) proxies: bool,
}

/// How long a connection of HTTP/2 may be silent before it is asked for a sign of life.
const PING_AFTER: Duration = Duration::from_secs(20);

/// How long that sign may take. Calls that time out do not end a connection that they share, so a
/// dead one would be used for ever.
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// How many bytes are read from a connection at once, and how long the head of an answer may be.
/// A connection keeps the room for them; more than this makes nothing faster.
const READ_AT_ONCE: usize = 64 * 1024;

impl NetTransport {
    pub(crate) fn new(options: &NetOptions) -> Self {
        let pool = Pool::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .timer(TokioTimer::new())
            .http1_max_buf_size(READ_AT_ONCE)
            .pool_idle_timeout(options.pool_idle_timeout)
            .http2_keep_alive_interval(PING_AFTER)
            .http2_keep_alive_timeout(PING_TIMEOUT)
            .http2_keep_alive_while_idle(true)
            .build(Connector::new(options));
        Self { pool }
    }
}

impl Transport for NetTransport {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        let response = self.pool.request(request.map(Outgoing));
        Box::pin(async move {
            match response.await {
                Ok(response) => Ok(response.map(|body| Body::stream(Incoming(body)))),
                Err(error) => Err(classify(error)),
            }
        })
    }
}

fn classify(error: hyper_util::client::legacy::Error) -> TransportError {
    if error.is_connect() {
        let timed_out = connect::is_timeout(&error);
        let kind = if timed_out {
            TransportErrorKind::Timeout
        } else {
            TransportErrorKind::Connect
        };
        return TransportError::new(kind, Sent::NotSent).because(error);
    }
    let cause =
        std::error::Error::source(&error).and_then(|source| source.downcast_ref::<hyper::Error>());
    if cause.is_some_and(hyper::Error::is_parse_too_large) {
        return TransportError::new(TransportErrorKind::TooLarge, Sent::Sent).because(error);
    }
    let had_connection = error.connect_info().is_some();
    let sent = if !had_connection || cause.is_some_and(hyper::Error::is_canceled) {
        Sent::NotSent
    } else {
        Sent::MaybeSent
    };
    TransportError::new(TransportErrorKind::Broken, sent).because(error)
}

/// A request's body as hyper takes it. Each method tells that the body was looked at: what is sent
/// without that would count as not sent. Each look at it is told.
struct Outgoing(Body);

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        use futures_core::Stream;
        self.0.touch();
        Pin::new(&mut self.0)
            .poll_next(context)
            .map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.touch();
        self.0.as_bytes().is_some_and(<[u8]>::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.touch();
        self.0.as_bytes().map_or_else(SizeHint::default, |bytes| {
            SizeHint::with_exact(bytes.len() as u64)
        })
    }
}

/// An answer's body as hyper gives it.
struct Incoming(hyper::body::Incoming);

impl futures_core::Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame =
                std::task::ready!(http_body::Body::poll_frame(Pin::new(&mut self.0), context));
            return Poll::Ready(match frame {
                None => None,
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => Some(Ok(data)),
                    Err(_trailers) => continue,
                },
                Some(Err(error)) => Some(Err(TransportError::new(
                    TransportErrorKind::Interrupted,
                    Sent::Sent,
                )
                .because(error))),
            });
        }
    }
}
