//! The output as bytes, as a stream.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::source::Source;
use crate::Error;

type Reading = Pin<Box<dyn Future<Output = (Box<Source>, Option<Result<Bytes, Error>>)> + Send>>;

/// The output as bytes, as they come.
pub(crate) struct Pieces(State);

enum State {
    Idle(Box<Source>),
    Reading(Reading),
    Over,
}

impl Pieces {
    pub(super) fn new(source: Source) -> Self {
        Self(State::Idle(Box::new(source)))
    }

    /// Changes how the output is read, as long as it is not being read.
    pub(super) fn set(&mut self, change: impl FnOnce(&mut Source)) {
        if let State::Idle(source) = &mut self.0 {
            change(source);
        }
    }

    pub(super) async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut reading = match std::mem::replace(&mut self.0, State::Over) {
            State::Over => return Poll::Ready(None),
            State::Reading(reading) => reading,
            State::Idle(mut source) => Box::pin(async move {
                let piece = source.chunk().await;
                (source, piece)
            }),
        };
        match reading.as_mut().poll(context) {
            Poll::Pending => {
                self.0 = State::Reading(reading);
                Poll::Pending
            }
            Poll::Ready((source, piece)) => {
                if piece.is_some() {
                    self.0 = State::Idle(source);
                }
                Poll::Ready(piece)
            }
        }
    }
}
