//! A stream that the thread of the client drives, item by item.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;

use super::runtime::Runtime;
use crate::Error;

/// A stream as an iterator: for each item the stream goes to the thread of the client, where its
/// connections live, and comes back.
pub(super) struct Driven<S> {
    /// `None` if the thread lost it.
    stream: Option<S>,
    is_over: bool,
    /// Whether the thread refused to wait for itself; it says so once.
    was_refused: bool,
    runtime: Arc<Runtime>,
    operation: &'static str,
}

impl<S> Driven<S> {
    pub(super) fn new(stream: S, runtime: Arc<Runtime>, operation: &'static str) -> Self {
        Self {
            stream: Some(stream),
            is_over: false,
            was_refused: false,
            runtime,
            operation,
        }
    }

    /// Changes the stream between two items.
    pub(super) fn map(mut self, change: impl FnOnce(S) -> S) -> Self {
        self.stream = self.stream.map(change);
        self
    }

    /// The stream, between two items and behind the last.
    pub(super) fn stream(&self) -> Option<&S> {
        self.stream.as_ref()
    }

    /// Takes the stream apart; `None` behind its end.
    pub(super) fn into_parts(self) -> (Option<S>, Arc<Runtime>) {
        (self.stream.filter(|_| !self.is_over), self.runtime)
    }
}

impl<S, T> Iterator for Driven<S>
where
    S: Stream<Item = Result<T, Error>> + Send + Unpin + 'static,
    T: Send + 'static,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        // What the thread refuses would be lost with the stream in it.
        if let Err(error) = self.runtime.check(self.operation) {
            let was_refused = std::mem::replace(&mut self.was_refused, true);
            return (!was_refused).then_some(Err(error));
        }
        self.was_refused = false;
        let mut stream = self.stream.take()?;
        let taken = self.runtime.wait(self.operation, async move {
            let item = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await;
            Ok((item, stream))
        });
        match taken {
            Ok((item, stream)) => {
                self.stream = Some(stream);
                self.is_over = item.is_none();
                item
            }
            Err(error) => Some(Err(error)),
        }
    }
}
