//! A `reqwest::Client` as the transport.

use super::{Body, Exchange, Sent, Transport, TransportError, TransportErrorKind};

/// Sends requests by a `reqwest::Client` of one's own.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// A transport that uses `client` and its connections.
    #[must_use]
    pub fn new(client: reqwest::Client) -> Self {
        Self { client }
    }
}

impl Transport for ReqwestTransport {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        let client = self.client.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = match body.as_bytes() {
                Some(bytes) => reqwest::Body::from(bytes.to_vec()),
                None => reqwest::Body::wrap_stream(body),
            };
            let outgoing = reqwest::Request::try_from(http::Request::from_parts(head, body))
                .map_err(|error| {
                    TransportError::new(TransportErrorKind::Connect, Sent::NotSent)
                        .because(error.without_url())
                })?;
            let answer = client.execute(outgoing).await.map_err(classify)?;
            let answer: http::Response<reqwest::Body> = answer.into();
            let (head, body) = answer.into_parts();
            Ok(http::Response::from_parts(
                head,
                Body::stream(Incoming(body)),
            ))
        })
    }
}

fn classify(error: reqwest::Error) -> TransportError {
    let (kind, sent) = if error.is_connect() {
        let timed_out = error.is_timeout();
        let kind = if timed_out {
            TransportErrorKind::Timeout
        } else {
            TransportErrorKind::Connect
        };
        (kind, Sent::NotSent)
    } else if error.is_builder() {
        (TransportErrorKind::Broken, Sent::NotSent)
    } else if error.is_timeout() {
        (TransportErrorKind::Timeout, Sent::MaybeSent)
    } else {
        (TransportErrorKind::Broken, Sent::MaybeSent)
    };
    TransportError::new(kind, sent).because(error.without_url())
}

/// An answer's body as reqwest gives it.
struct Incoming(reqwest::Body);

impl futures_core::Stream for Incoming {
    type Item = Result<bytes::Bytes, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        use http_body::Body as _;
        use std::task::Poll;
        loop {
            let frame = std::task::ready!(std::pin::Pin::new(&mut self.0).poll_frame(context));
            return Poll::Ready(match frame {
                None => None,
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => Some(Ok(data)),
                    Err(_trailers) => continue,
                },
                Some(Err(error)) => {
                    let broken = TransportError::new(TransportErrorKind::Interrupted, Sent::Sent);
                    Some(Err(broken.because(error.without_url())))
                }
            });
        }
    }
}
