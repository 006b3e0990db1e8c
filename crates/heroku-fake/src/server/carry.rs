//! Carries what becomes of a request to the client at the other end of a connection.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue, Response, Version};
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Sleep, sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::line::Reset;
use crate::outcome::{Content, Outcome};

/// How long the beginning of a cut answer has to leave the machine before the connection breaks.
const HEAD_START: Duration = Duration::from_millis(20);

/// The connection breaks here, as was ordered.
#[derive(Debug)]
pub(super) struct BrokenOff;

type Closing = Pin<Box<WaitForCancellationFutureOwned>>;

/// The body of an answer, on its way.
pub(super) enum Carried {
    Whole(Option<Bytes>),
    /// What is still to be sent, and the time until the break.
    Cut(Option<Bytes>, Pin<Box<Sleep>>),
    /// What comes until there is no more, or until the server closes.
    Stream(UnboundedReceiver<Bytes>, Closing),
}

/// Waits as long as the client is to wait, then gives the answer or breaks the connection.
///
/// A connection of HTTP/1 is reset; of one of HTTP/2 only the stream of this request is, since
/// other requests share the connection.
pub(super) async fn carry(
    (outcome, version): (Outcome, Version),
    reset: &Reset,
    closing: CancellationToken,
) -> Result<Response<Carried>, BrokenOff> {
    if !outcome.delay.is_zero() {
        sleep(outcome.delay).await;
    }
    let Some(answer) = outcome.answer else {
        order(reset, version);
        return Err(BrokenOff);
    };
    let (mut head, content) = answer.into_parts();
    let body = match content {
        Content::Whole(bytes) => Carried::Whole(Some(bytes)),
        Content::Cut(bytes) => {
            promise_more(&mut head.headers, bytes.len());
            order(reset, version);
            Carried::Cut(Some(bytes), Box::pin(sleep(HEAD_START)))
        }
        Content::Stream(pieces) => {
            head.headers.remove(CONTENT_LENGTH);
            Carried::Stream(pieces, Box::pin(closing.cancelled_owned()))
        }
    };
    Ok(Response::from_parts(head, body))
}

fn order(reset: &Reset, version: Version) {
    if version < Version::HTTP_2 {
        reset.order();
    }
}

/// Sees to it that the head promises more than `sent` bytes.
fn promise_more(headers: &mut HeaderMap, sent: usize) {
    let promised = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if promised.is_none_or(|promised| promised <= sent) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(sent + 1));
    }
}

impl Body for Carried {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let piece = match &mut *self {
            Self::Whole(bytes) => Poll::Ready(bytes.take()),
            Self::Cut(bytes, pause) => match bytes.take() {
                Some(bytes) => Poll::Ready(Some(bytes)),
                None => return pause.as_mut().poll(context).map(|()| Some(Err(BrokenOff))),
            },
            Self::Stream(pieces, closing) => match pieces.poll_recv(context) {
                Poll::Pending => closing.as_mut().poll(context).map(|()| None),
                piece @ Poll::Ready(_) => piece,
            },
        };
        piece.map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(bytes) if bytes.as_ref().is_none_or(Bytes::is_empty))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64),
            Self::Cut(..) | Self::Stream(..) => SizeHint::default(),
        }
    }
}

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was to break here")
    }
}

impl std::error::Error for BrokenOff {}
