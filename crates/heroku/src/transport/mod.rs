//! The seam between the library and whatever carries requests: a network, or a fake.

mod body;
mod error;
#[cfg(feature = "net")]
mod net;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "net")]
mod touch;

use std::pin::Pin;

pub use body::Body;
pub use error::{Sent, TransportError, TransportErrorKind};
#[cfg(feature = "net")]
pub(crate) use net::{NetOptions, NetTransport};
#[cfg(feature = "reqwest")]
pub use reqwest::ReqwestTransport;
#[cfg(feature = "net")]
pub(crate) use touch::Untouched;

/// Carries one request and brings one answer, whatever its status.
///
/// The client does the rest above it: credentials, redirects, decompression, timeouts, errors.
/// Implement it to record, to mock, or to go ways of your own; the fake Heroku is one.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request` and waits for the head of its answer; the body may come later.
    fn exchange(&self, request: http::Request<Body>) -> Exchange;

    /// Which of several servers of the same name this transport reaches.
    ///
    /// Clients with the same credentials share a rate budget if they go to the same server. Only
    /// a transport with a server of its own, as a fake has, answers with another number than 0; one
    /// around another passes on what that one says.
    fn world(&self) -> u64 {
        0
    }
}

/// The future of an answer.
pub type Exchange =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send>>;

impl<T: Transport> Transport for std::sync::Arc<T> {
    fn exchange(&self, request: http::Request<Body>) -> Exchange {
        T::exchange(self, request)
    }

    fn world(&self) -> u64 {
        T::world(self)
    }
}
