//! The fake as a client's transport.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use heroku::transport::{Body, Exchange, Sent, Transport, TransportError, TransportErrorKind};
use http::{Request, Response};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::Fake;
use crate::outcome::{Content, Outcome};

/// Larger requests are cut off.
pub(crate) const LARGEST_BODY: usize = 64 * 1024 * 1024;

impl Transport for Fake {
    fn exchange(&self, request: Request<Body>) -> Exchange {
        let fake = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect(LARGEST_BODY).await.map_err(|error| {
                TransportError::new(TransportErrorKind::Broken, Sent::MaybeSent).because(error)
            })?;
            carry(fake.respond(Request::from_parts(head, body))).await
        })
    }

    /// The address of what clones share: no other fake that is in use has the same.
    fn world(&self) -> u64 {
        self.address() as u64
    }
}

/// Waits as long as the client is to wait, then gives the answer or breaks off.
async fn carry(outcome: Outcome) -> Result<Response<Body>, TransportError> {
    if !outcome.delay.is_zero() {
        tokio::time::sleep(outcome.delay).await;
    }
    let answer = outcome
        .answer
        .ok_or_else(|| TransportError::new(TransportErrorKind::Broken, Sent::MaybeSent))?;
    Ok(answer.map(|content| match content {
        Content::Whole(bytes) => Body::from(bytes),
        Content::Cut(bytes) => Body::stream(Cut(Some(bytes))),
        Content::Stream(pieces) => Body::stream(Pieces(pieces)),
    }))
}

/// A body that breaks off behind its beginning.
struct Cut(Option<Bytes>);

impl Stream for Cut {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let broken = || TransportError::new(TransportErrorKind::Interrupted, Sent::Sent);
        Poll::Ready(Some(self.0.take().ok_or_else(broken)))
    }
}

/// A body that comes piece by piece.
struct Pieces(UnboundedReceiver<Bytes>);

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|piece| piece.map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::mpsc;
    use tokio::time::Instant;

    use super::*;

    fn with(content: Content) -> Outcome {
        Outcome {
            delay: Duration::ZERO,
            answer: Some(Response::new(content)),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_waits_as_long_as_it_is_told() {
        let start = Instant::now();
        let outcome = Outcome {
            delay: Duration::from_secs(90),
            ..with(Content::Whole(Bytes::new()))
        };
        carry(outcome).await.expect("an answer");
        assert_eq!(start.elapsed(), Duration::from_secs(90));
    }

    #[tokio::test]
    async fn no_answer_is_a_broken_connection() {
        let outcome = Outcome {
            delay: Duration::ZERO,
            answer: None,
        };
        let error = carry(outcome).await.expect_err("no answer");
        assert_eq!(error.kind(), TransportErrorKind::Broken);
        assert_eq!(error.sent(), Sent::MaybeSent);
    }

    #[tokio::test]
    async fn a_cut_answer_breaks_off_behind_its_beginning() {
        let answer = carry(with(Content::Cut("half".into()))).await;
        let mut body = answer.expect("a head").into_body();
        let piece = body.chunk().await.expect("a piece").expect("unbroken");
        assert_eq!(piece, "half");
        let error = body.chunk().await.expect("no end").expect_err("no piece");
        assert_eq!(error.kind(), TransportErrorKind::Interrupted);
    }

    #[tokio::test]
    async fn a_stream_comes_in_pieces_and_ends_with_its_reader() {
        let (sender, receiver) = mpsc::unbounded_channel();
        let answer = carry(with(Content::Stream(receiver))).await;
        let mut body = answer.expect("a head").into_body();
        sender.send("one".into()).expect("somebody reads");
        let piece = body.chunk().await.expect("a piece").expect("unbroken");
        assert_eq!(piece, "one");
        drop(body);
        assert!(sender.is_closed());
    }
}
