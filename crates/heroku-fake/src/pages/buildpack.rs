//! The registry of buildpacks, of which the command line asks where a buildpack is.

use http::{Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::html;
use crate::doors::Visit;
use crate::outcome::Content;
use crate::world::World;

/// Where the registry keeps its buildpacks.
const ARCHIVES: &str = "https://buildpack-registry.s3.amazonaws.com/buildpacks";

/// Tells of a buildpack by its name, as in `heroku/ruby`. Whichever is asked for is registered.
pub(super) fn tell(_: &mut World, visit: &Visit<'_>) -> Response<Content> {
    let path = visit.request.uri().path();
    let asked = path.rsplit('/').next().unwrap_or_default();
    let asked = percent_decode_str(asked).decode_utf8_lossy();
    let Some((namespace, name)) = parts(&asked) else {
        let refusal = json!({ "id": "not_found", "message": "There is no such buildpack." });
        return html::json(StatusCode::NOT_FOUND, &refusal);
    };
    let told = json!({
        "blob_url": format!("{ARCHIVES}/{namespace}/{name}.tgz"),
        "name": name,
        "namespace": namespace,
    });
    html::json(StatusCode::OK, &told)
}

/// The namespace and the name of a buildpack.
fn parts(asked: &str) -> Option<(&str, &str)> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(fits);
    let parts = asked.split_once('/');
    parts.filter(|(namespace, name)| is_word(namespace) && is_word(name))
}
