//! The seam between the library and whatever carries requests: a network, or a fake.

mod body;
mod error;
#[cfg(feature = "net")]
mod net;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::pin::Pin;

pub use body::Body;
pub use error::{Sent, TransportError, TransportErrorKind};
#[cfg(feature = "net")]
pub(crate) use net::{NetOptions, NetTransport};
#[cfg(feature = "reqwest")]
pub use reqwest::ReqwestTransport;

/// Carries one request and brings one answer, whatever its status.
///
/// The client does the rest above it: credentials, redirects, decompression, timeouts, errors.
/// Implement it to record, to mock, or to go ways of your own; the fake Heroku is one.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request` and waits for the head of its answer; the body may come later.
    fn exchange(&self, request: http::Request<Body>) -> Exchange;
}

/// The future of an answer.
pub type Exchange =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send>>;

impl<T: Transport> Transport for std::sync::Arc<T> {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        T::exchange(self, request)
    }
}
