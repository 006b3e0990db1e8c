//! The way of one request to a control path.

use bytes::Bytes;
use http::Request;

use super::answer::Refused;
use super::asked::Control;
use super::{account, clock, events, faults, guard, index, journal, state, worlds};
use crate::Fake;
use crate::outcome::Outcome;

/// What all control paths begin with.
const ROOT: &str = "/_fake";

/// Whether a path is a control path, or would be one.
pub(crate) fn is_reserved(path: &str) -> bool {
    let rest = path.strip_prefix(ROOT);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a request to a control path; none where it is to no such path.
pub(crate) fn respond(fake: &Fake, request: &Request<Bytes>) -> Option<Outcome> {
    let path = request.uri().path();
    if !is_reserved(path) {
        return None;
    }
    let control = Control { fake, request };
    let answer = guard::check(request).and_then(|()| answer(&control));
    Some(answer.unwrap_or_else(Refused::outcome))
}

/// The refusal of what comes under a name that is not this machine's; none for all else.
pub(crate) fn guard_name(request: &Request<Bytes>) -> Option<Outcome> {
    guard::check_name(request).err().map(Refused::outcome)
}

/// Carries out what a path and its method stand for.
fn answer(control: &Control<'_>) -> Result<Outcome, Refused> {
    let path = control.request.uri().path();
    let path = path.strip_prefix(ROOT).unwrap_or(path).trim_matches('/');
    let segments: Vec<&str> = path.split('/').collect();
    match (control.request.method().as_str(), segments.as_slice()) {
        ("GET", [""]) => Ok(index::show()),
        ("GET", ["journal"]) => journal::list(control),
        ("DELETE", ["journal"]) => Ok(journal::clear(control)),
        ("GET", ["journal", sequence]) => journal::one(control, sequence),
        ("GET", ["events"]) => events::listen(control),
        ("GET", ["faults"]) => Ok(faults::list(control)),
        ("POST", ["faults"]) => faults::inject(control),
        ("DELETE", ["faults"]) => Ok(faults::clear(control)),
        ("GET", ["faults", id]) => faults::one(control, id),
        ("DELETE", ["faults", id]) => faults::remove(control, id),
        ("GET", ["worlds"]) => Ok(worlds::list(control)),
        ("GET", ["worlds", id]) => worlds::one(control, id),
        ("GET", ["clock"]) => Ok(clock::show(control)),
        ("PATCH", ["clock"]) => clock::change(control),
        ("PUT", ["account"]) => account::put(control),
        ("GET", ["state"]) => Ok(state::show(control)),
        ("PUT", ["state"]) => state::replace(control),
        (_, segments) => Err(index::nothing(segments)),
    }
}
