//! The method of a request whose client can send no other than POST.

use bytes::Bytes;
use http::{Method, Request};

/// The header that names the method that is meant.
const OVERRIDE: &str = "x-http-method-override";

/// The method that a request means: its own, or where it is a POST, the one that its header
/// `X-Http-Method-Override` says that it stands for.
pub(super) fn of(request: &Request<Bytes>) -> Method {
    overridden(request).unwrap_or_else(|| request.method().clone())
}

/// The request as it is meant, where it stands for another method than its own.
pub(super) fn meant(request: &Request<Bytes>) -> Option<Request<Bytes>> {
    let method = overridden(request)?;
    let mut meant = request.clone();
    *meant.method_mut() = method;
    Some(meant)
}

fn overridden(request: &Request<Bytes>) -> Option<Method> {
    let wanted = request.headers().get(OVERRIDE)?.as_bytes().trim_ascii();
    if request.method() != Method::POST || wanted.is_empty() {
        return None;
    }
    Method::from_bytes(&wanted.to_ascii_uppercase()).ok()
}
