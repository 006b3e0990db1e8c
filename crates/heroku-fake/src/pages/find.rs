//! Finds the page that a path leads to, and by what its world is found.

use bytes::Bytes;
use http::Request;
use serde_json::Value;

use super::form::Form;
use super::{authorize, buildpack, login, token};
use crate::doors::Door;

/// A page, and what leads to the world that it belongs to.
pub(crate) struct Page {
    pub(crate) open: Door,
    /// A secret or an id that the world gave out; empty where there is none yet.
    pub(crate) secret: String,
}

/// The page at the path of a request, if there is one for its method.
pub(crate) fn find(request: &Request<Bytes>) -> Option<Page> {
    let page = |open: Door, secret: &str| {
        Some(Page {
            open,
            secret: secret.to_owned(),
        })
    };
    let path = request.uri().path();
    let query = || Form::read(request.uri().query().unwrap_or_default());
    match (request.method().as_str(), path) {
        ("GET", "/oauth/authorize") => page(authorize::ask, query().get("client_id")),
        ("POST", "/oauth/authorize") => page(authorize::decide, body(request).get("client_id")),
        ("POST", "/oauth/token") => page(token::give, token::grant(&body(request))),
        ("POST", "/auth") => page(login::begin, ""),
        ("GET", path) if path.starts_with("/buildpacks/") => page(buildpack::tell, ""),
        (method, path) => {
            let (kind, secret) = path.strip_prefix("/auth/")?.split_once('/')?;
            match (method, kind) {
                ("GET", "browser") => page(login::ask, secret),
                ("POST", "browser") => page(login::decide, secret),
                ("GET", "cli") => page(login::wait, secret),
                _ => None,
            }
        }
    }
}

/// The path of a login with `mask` in the place of what opens it; none for other paths.
pub(crate) fn path_without_secret(path: &str, mask: &str) -> Option<String> {
    let (kind, _) = path.strip_prefix("/auth/")?.split_once('/')?;
    let is_page = ["browser", "cli"].contains(&kind);
    is_page.then(|| format!("/auth/{kind}/{mask}"))
}

/// The fields in the body of a form.
pub(super) fn body(request: &Request<Bytes>) -> Form {
    Form::read(&String::from_utf8_lossy(request.body()))
}

/// The code or the refresh token in a request to the API for tokens, which needs no other
/// credentials.
pub(crate) fn secret_of_grant(request: &Request<Bytes>) -> Option<String> {
    if request.method() != http::Method::POST || request.uri().path() != "/oauth/tokens" {
        return None;
    }
    let body: Value = serde_json::from_slice(request.body()).ok()?;
    let token = body.pointer("/refresh_token/token");
    let secret = token.or_else(|| body.pointer("/grant/code"))?;
    secret.as_str().map(str::to_owned)
}
