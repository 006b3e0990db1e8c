//! Whether two URLs lead to the same server.

use http::Uri;

/// Whether both URLs have the same scheme, host and port, so that credentials may go along.
pub(super) fn is_same(one: &Uri, other: &Uri) -> bool {
    let host = |uri: &Uri| uri.host().map(str::to_ascii_lowercase);
    let port = |uri: &Uri| {
        uri.port_u16().or(match uri.scheme_str() {
            Some("https") => Some(443),
            Some("http") => Some(80),
            _ => None,
        })
    };
    one.scheme() == other.scheme() && host(one) == host(other) && port(one) == port(other)
}
