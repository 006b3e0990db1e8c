//! The fake as a client's transport.

use heroku::transport::{Body, Exchange, Sent, Transport, TransportError, TransportErrorKind};
use http::Request;

use crate::Fake;

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
            Ok(fake.handle(Request::from_parts(head, body)).map(Body::from))
        })
    }

    /// The address of what clones share: no other fake that is in use has the same.
    fn world(&self) -> u64 {
        self.address() as u64
    }
}
