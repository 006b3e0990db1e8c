//! Who may use the control paths: programs of this machine, and pages of the fake itself.

use bytes::Bytes;
use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, Request};

use super::answer::Refused;

/// The header by which a browser says where a page is from.
const SITE: &str = "sec-fetch-site";
/// The names by which a machine calls itself.
const OWN: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Refuses what comes under a name that is not this machine's, and what comes from a page of
/// another site.
pub(super) fn check(request: &Request<Bytes>) -> Result<(), Refused> {
    let host = check_name(request)?;
    if is_foreign(request.headers(), host.as_ref()) {
        let message = "Pages of other sites have no access to this.";
        return Err(Refused::forbidden(message));
    }
    Ok(())
}

/// Whether a page sent the request, and one that is none of the fake's own.
pub(crate) fn is_from_foreign_page(request: &Request<Bytes>) -> bool {
    let headers = request.headers();
    let is_from_page = headers.contains_key(ORIGIN) || headers.contains_key(SITE);
    is_from_page && check(request).is_err()
}

/// The name and port under which the request came: one of this machine's, since any site can let
/// its own name lead here.
pub(super) fn check_name(request: &Request<Bytes>) -> Result<Option<Authority>, Refused> {
    let host = authority(request)?;
    if let Some(host) = &host
        && !OWN.iter().any(|own| host.host().eq_ignore_ascii_case(own))
    {
        let message = "This must be asked for at 127.0.0.1, localhost or [::1].";
        return Err(Refused::forbidden(message));
    }
    Ok(host)
}

/// The name and port under which the request came; requests in the same process need none.
fn authority(request: &Request<Bytes>) -> Result<Option<Authority>, Refused> {
    let Some(host) = request.headers().get(HOST) else {
        return Ok(request.uri().authority().cloned());
    };
    match Authority::try_from(host.as_bytes()) {
        Ok(host) => Ok(Some(host)),
        Err(_) => Err(Refused::bad_request("The header Host is no host.")),
    }
}

fn is_foreign(headers: &HeaderMap, host: Option<&Authority>) -> bool {
    let cross_site = headers.get(SITE).is_some_and(|site| site == "cross-site");
    let own = |origin: &[u8]| {
        let authority = origin
            .strip_prefix(b"http://")
            .or_else(|| origin.strip_prefix(b"https://"));
        authority.is_some_and(|origin| {
            host.is_some_and(|host| host.as_str().as_bytes().eq_ignore_ascii_case(origin))
        })
    };
    let mut origins = headers.get_all(ORIGIN).iter();
    cross_site || origins.any(|origin| !own(origin.as_bytes()))
}
