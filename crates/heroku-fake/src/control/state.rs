//! All state over HTTP.

use http::StatusCode;

use super::answer::{Refused, content, done};
use super::asked::Control;
use crate::outcome::{Content, Outcome};
use crate::transport::LARGEST_BODY;

/// The largest document that is taken: as large as one that was given out can be.
const LARGEST: usize = usize::MAX;

/// How large the body of a request to a path may be.
pub(crate) fn largest_body(path: &str) -> usize {
    if path == "/_fake/state" {
        LARGEST
    } else {
        LARGEST_BODY
    }
}

/// `GET /_fake/state`: all worlds as one document, with their secrets.
pub(super) fn show(control: &Control<'_>) -> Outcome {
    let snapshot = Content::Whole(control.fake.snapshot().into());
    content(StatusCode::OK, "application/json", snapshot)
}

/// `PUT /_fake/state`: puts such a document in the place of all worlds.
pub(super) fn replace(control: &Control<'_>) -> Result<Outcome, Refused> {
    let body = std::str::from_utf8(control.request.body());
    let body = body.map_err(|_| Refused::bad_request("The body is no text."))?;
    match control.fake.restore(body) {
        Ok(()) => Ok(done()),
        Err(error) if error.path().is_some() => Err(Refused::not_kept(&error)),
        Err(error) => Err(Refused::bad_request(&format!(
            "Nothing was changed: {error}."
        ))),
    }
}
