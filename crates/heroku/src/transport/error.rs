//! Why a transport failed, and whether the request may have arrived.

use std::fmt;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Whether a request reached the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sent {
    /// Not a byte of it was sent.
    NotSent,
    /// It may have arrived.
    MaybeSent,
    /// It arrived: there was an answer, or a part of one.
    Sent,
}

/// Why a transport failed.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    sent: Sent,
    source: Option<Source>,
}

/// What kind of failure a [`TransportError`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be made.
    Connect,
    /// The connection broke before there was an answer.
    Broken,
    /// The answer broke off.
    Interrupted,
    /// The answer is larger than the client takes.
    TooLarge,
    /// The time ran out.
    Timeout,
}

impl TransportError {
    /// A failure of `kind`, which tells whether the request was `sent`.
    #[must_use]
    pub fn new(kind: TransportErrorKind, sent: Sent) -> Self {
        Self {
            kind,
            sent,
            source: None,
        }
    }

    /// Adds what it comes from.
    #[must_use]
    pub fn because(mut self, source: impl Into<Source>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of failure this is.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the request reached the other side.
    #[must_use]
    pub fn sent(&self) -> Sent {
        self.sent
    }

    #[cfg(feature = "net")]
    pub(crate) fn into_source(self) -> Option<Source> {
        self.source
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.kind, self.sent) {
            (TransportErrorKind::Connect, _) => "could not connect",
            (TransportErrorKind::Broken, Sent::NotSent) => {
                "the connection broke before the request was sent"
            }
            (TransportErrorKind::Broken, _) => {
                "the connection broke before an answer; the request may have arrived"
            }
            (TransportErrorKind::Interrupted, _) => "the answer broke off",
            (TransportErrorKind::TooLarge, _) => "the answer is larger than the client takes",
            (TransportErrorKind::Timeout, Sent::NotSent) => {
                "the time ran out before the request was sent"
            }
            (TransportErrorKind::Timeout, _) => "the time ran out; the request may have arrived",
        })
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
