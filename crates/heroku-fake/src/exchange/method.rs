//! The method of a request whose client can send no other than POST.

use bytes::Bytes;
use http::{Method, Request};

/// The header that names the method that is meant.
const OVERRIDE: &str = "x-http-method-override";

/// The request as it is meant, where a POST says in its header `X-Http-Method-Override` that it
/// stands for another method.
pub(super) fn meant(request: &Request<Bytes>) -> Option<Request<Bytes>> {
    let wanted = request.headers().get(OVERRIDE)?.as_bytes().trim_ascii();
    if request.method() != Method::POST || wanted.is_empty() {
        return None;
    }
    let method = Method::from_bytes(&wanted.to_ascii_uppercase()).ok()?;
    let mut meant = request.clone();
    *meant.method_mut() = method;
    Some(meant)
}
