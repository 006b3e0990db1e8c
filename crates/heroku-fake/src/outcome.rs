//! What becomes of a request.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use tokio::sync::mpsc::UnboundedReceiver;

/// What becomes of a request, as who carries it to its client is told.
pub(crate) struct Outcome {
    /// How long the client is kept waiting.
    pub(crate) delay: Duration,
    /// The answer; none where the connection is to be reset instead.
    pub(crate) answer: Option<Response<Content>>,
}

/// The body of an answer.
pub(crate) enum Content {
    /// All of it, at hand.
    Whole(Bytes),
    /// These bytes, and then the connection is reset, though more was promised.
    Cut(Bytes),
    /// Pieces as they come to be, until the sender is gone.
    Stream(UnboundedReceiver<Bytes>),
}

impl From<Response<Content>> for Outcome {
    /// An answer without delay.
    fn from(answer: Response<Content>) -> Self {
        Self {
            delay: Duration::ZERO,
            answer: Some(answer),
        }
    }
}

impl Outcome {
    /// An answer without delay, all of it at hand.
    pub(crate) fn at_once(response: Response<Bytes>) -> Self {
        response.map(Content::Whole).into()
    }

    /// The answer as far as it is at hand, for who has no connection: an empty 502 where that
    /// would be reset.
    pub(crate) fn at_hand(self) -> Response<Bytes> {
        let reset = || {
            let mut response = Response::new(Content::Whole(Bytes::new()));
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            response
        };
        self.answer.unwrap_or_else(reset).map(Content::at_hand)
    }
}

impl Content {
    /// A body that is at hand.
    pub(crate) fn whole(body: impl Into<Bytes>) -> Self {
        Self::Whole(body.into())
    }

    /// The answer with this body, which is of a kind, as in `text/plain`.
    pub(crate) fn answer(self, status: StatusCode, kind: &'static str) -> Response<Self> {
        let mut response = Response::new(self);
        *response.status_mut() = status;
        let kind = HeaderValue::from_static(kind);
        response.headers_mut().insert(CONTENT_TYPE, kind);
        response
    }

    /// The bytes that are there already.
    pub(crate) fn at_hand(self) -> Bytes {
        match self {
            Self::Whole(bytes) | Self::Cut(bytes) => bytes,
            Self::Stream(mut pieces) => {
                let mut all = Vec::new();
                while let Ok(piece) = pieces.try_recv() {
                    all.extend_from_slice(&piece);
                }
                all.into()
            }
        }
    }
}
