//! The body of an answer, to be read as it comes.

use std::fmt;
use std::io::{self, Read, Write};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use bytes::{Buf, Bytes};

use super::runtime::Runtime;
use crate::transport;

/// The body of an answer, to be read as it comes.
pub struct Body {
    inner: transport::Body,
    piece: Bytes,
    /// Keeps alive what brings the pieces.
    _runtime: Arc<Runtime>,
}

impl Body {
    pub(super) fn new(body: transport::Body, runtime: Arc<Runtime>) -> Self {
        Self {
            inner: body,
            piece: Bytes::new(),
            _runtime: runtime,
        }
    }
}

impl Body {
    /// Writes all the bytes as they come, and tells how many there were.
    ///
    /// # Errors
    /// Where the stream breaks off, or the writer fails.
    pub fn write_to(mut self, writer: &mut impl Write) -> io::Result<u64> {
        let count = io::copy(&mut self, writer)?;
        writer.flush()?;
        Ok(count)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match wait(self.inner.chunk()) {
                None => return Ok(0),
                Some(Ok(piece)) => self.piece = piece,
                Some(Err(error)) => return Err(io::Error::other(error)),
            }
        }
        let count = buffer.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

/// Waits for a future that somebody else drives.
fn wait<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let mut future: Pin<&mut _> = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
