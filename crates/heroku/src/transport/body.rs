//! The body of a request or an answer: bytes, or a stream of them.

use std::fmt;
use std::future::poll_fn;
use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

#[cfg(feature = "net")]
use super::touch::{Touch, Untouched, watch};
use super::{Sent, TransportError, TransportErrorKind};

/// The body of a request or an answer: bytes, or a stream of them.
#[derive(Default)]
pub struct Body {
    kind: Kind,
    /// Is told once our own transport looks at the body, by its view of it.
    #[cfg(feature = "net")]
    touch: Option<Touch>,
}

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    Bytes(Bytes),
    Stream(Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>),
}

impl Body {
    /// No bytes.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Bytes that come one piece after the other; such a body cannot be sent twice.
    pub fn stream(
        stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static,
    ) -> Self {
        Kind::Stream(Box::pin(stream)).into()
    }

    /// All the bytes, if they are at hand; `None` for a stream.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.kind {
            Kind::Empty => Some(&[]),
            Kind::Bytes(bytes) => Some(bytes),
            Kind::Stream(_) => None,
        }
    }

    /// All the bytes, if they are at hand; the stream otherwise.
    #[cfg(feature = "net")]
    pub(crate) fn into_bytes(self) -> Result<Bytes, Self> {
        match self.kind {
            Kind::Empty => Ok(Bytes::new()),
            Kind::Bytes(bytes) => Ok(bytes),
            Kind::Stream(_) => Err(self),
        }
    }

    /// Watches whether a transport looks at the body.
    #[cfg(feature = "net")]
    pub(crate) fn watch(&mut self) -> Untouched {
        let (untouched, touch) = watch();
        self.touch = Some(touch);
        untouched
    }

    /// Tells whoever watches that a transport looks at the body.
    #[cfg(feature = "net")]
    pub(super) fn touch(&self) {
        if let Some(touch) = &self.touch {
            touch.tell();
        }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// Where the stream breaks off.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All the bytes, but no more than `limit`.
    ///
    /// # Errors
    /// Where the stream breaks off, or is longer than `limit`.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let too_large = || TransportError::new(TransportErrorKind::TooLarge, Sent::Sent);
        let Some(first) = self.chunk().await.transpose()? else {
            return Ok(Bytes::new());
        };
        if first.len() > limit {
            return Err(too_large());
        }
        let Some(second) = self.chunk().await.transpose()? else {
            return Ok(first);
        };
        let mut all = Vec::from(first);
        let mut next = Some(second);
        while let Some(piece) = next {
            if all.len() + piece.len() > limit {
                return Err(too_large());
            }
            all.extend_from_slice(&piece);
            next = self.chunk().await.transpose()?;
        }
        Ok(all.into())
    }

    /// Writes all the bytes as they come, and tells how many there were.
    ///
    /// # Errors
    /// Where the stream breaks off, or the writer fails.
    pub async fn write_to(mut self, writer: &mut (impl Write + Send)) -> std::io::Result<u64> {
        let mut count = 0;
        while let Some(piece) = self.chunk().await {
            let piece = piece.map_err(std::io::Error::other)?;
            writer.write_all(&piece)?;
            count += piece.len() as u64;
        }
        writer.flush()?;
        Ok(count)
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.kind {
            Kind::Empty => Poll::Ready(None),
            Kind::Stream(stream) => stream.as_mut().poll_next(context),
            Kind::Bytes(bytes) => {
                let bytes = std::mem::take(bytes);
                self.kind = Kind::Empty;
                Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
            }
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Empty => f.write_str("Body(0 bytes)"),
            Kind::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Kind::Stream(_) => f.write_str("Body(stream)"),
        }
    }
}

impl From<Kind> for Body {
    fn from(kind: Kind) -> Self {
        Self {
            kind,
            #[cfg(feature = "net")]
            touch: None,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Kind::Bytes(bytes).into()
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<()> for Body {
    fn from((): ()) -> Self {
        Self::empty()
    }
}
