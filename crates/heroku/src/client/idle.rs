//! A limit on how long a stream may be silent.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Sleep};

use crate::transport::{Body, Sent, TransportError, TransportErrorKind};

/// A body that fails once it was silent for too long.
pub(super) struct IdleLimited {
    body: Body,
    limit: Duration,
    silence: Pin<Box<Sleep>>,
}

impl IdleLimited {
    pub(super) fn new(body: Body, limit: Duration) -> Self {
        Self {
            body,
            limit,
            silence: Box::pin(tokio::time::sleep(limit)),
        }
    }
}

impl Stream for IdleLimited {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(piece) = Pin::new(&mut self.body).poll_next(context) {
            if let Some(until) = Instant::now().checked_add(self.limit) {
                self.silence.as_mut().reset(until);
            }
            return Poll::Ready(piece);
        }
        match self.silence.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => Poll::Ready(Some(Err(TransportError::new(
                TransportErrorKind::Timeout,
                Sent::Sent,
            )))),
        }
    }
}
