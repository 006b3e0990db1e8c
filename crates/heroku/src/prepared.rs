//! A request that is ready to be sent.

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};

use crate::Settings;
use crate::scrub::Scrub;
use crate::transport::Body;

/// A request that is ready to be sent, with what holds for it alone.
pub(crate) struct Prepared {
    pub(crate) head: Head,
    pub(crate) body: Bytes,
    /// The secrets in it.
    pub(crate) scrub: Scrub,
    #[cfg_attr(
        not(feature = "net"),
        expect(dead_code, reason = "it is for clients, of which there are none")
    )]
    pub(crate) settings: Settings,
}

/// The head of a request: all of it but the body.
pub(crate) struct Head {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
}

impl Prepared {
    /// The same as an HTTP request, with the secrets among its extensions.
    pub(crate) fn into_http(self) -> http::Request<Body> {
        let mut request = http::Request::new(Body::from(self.body));
        *request.method_mut() = self.head.method;
        *request.uri_mut() = self.head.uri;
        *request.headers_mut() = self.head.headers;
        if !self.scrub.is_empty() {
            request.extensions_mut().insert(self.scrub);
        }
        request
    }
}
