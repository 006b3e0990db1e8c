//! The way of one request to a control path.

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value};

use super::answer::Refused;
use super::{account, clock, events, faults, guard, index, journal, state, worlds};
use crate::Fake;
use crate::outcome::Outcome;

/// What all control paths begin with.
const ROOT: &str = "/_fake";

/// A request to a control path.
pub(super) struct Control<'a> {
    pub(super) fake: &'a Fake,
    pub(super) request: &'a Request<Bytes>,
}

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
    let answer = guard::check(request).and_then(|()| control.answer());
    Some(answer.unwrap_or_else(Refused::outcome))
}

/// The refusal of what comes under a name that is not this machine's; none for all else.
pub(crate) fn guard_name(request: &Request<Bytes>) -> Option<Outcome> {
    guard::check_name(request).err().map(Refused::outcome)
}

impl Control<'_> {
    fn answer(&self) -> Result<Outcome, Refused> {
        let path = self.request.uri().path();
        let path = path.strip_prefix(ROOT).unwrap_or(path).trim_matches('/');
        let segments: Vec<&str> = path.split('/').collect();
        match (self.request.method().as_str(), segments.as_slice()) {
            ("GET", [""]) => Ok(index::show()),
            ("GET", ["journal"]) => journal::list(self),
            ("DELETE", ["journal"]) => Ok(journal::clear(self)),
            ("GET", ["journal", sequence]) => journal::one(self, sequence),
            ("GET", ["events"]) => events::listen(self),
            ("GET", ["faults"]) => Ok(faults::list(self)),
            ("POST", ["faults"]) => faults::inject(self),
            ("DELETE", ["faults"]) => Ok(faults::clear(self)),
            ("GET", ["faults", id]) => faults::one(self, id),
            ("DELETE", ["faults", id]) => faults::remove(self, id),
            ("GET", ["worlds"]) => Ok(worlds::list(self)),
            ("GET", ["worlds", id]) => worlds::one(self, id),
            ("GET", ["clock"]) => Ok(clock::show(self)),
            ("PATCH", ["clock"]) => clock::change(self),
            ("PUT", ["account"]) => account::put(self),
            ("GET", ["state"]) => Ok(state::show(self)),
            ("PUT", ["state"]) => state::replace(self),
            (_, segments) => Err(index::nothing(segments)),
        }
    }

    /// The JSON object in the body.
    pub(super) fn body(&self) -> Result<Map<String, Value>, Refused> {
        match serde_json::from_slice(self.request.body()) {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(_) => Err(Refused::bad_request("The body must be a JSON object.")),
            Err(error) => {
                let message = format!("The body is not JSON, from line {} on.", error.line());
                Err(Refused::bad_request(&message))
            }
        }
    }

    /// The parameters in the query, of which only the known ones may be.
    pub(super) fn query(&self, known: &[&str]) -> Result<Vec<(String, String)>, Refused> {
        let query = self.request.uri().query().unwrap_or("");
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                if known.contains(&name) {
                    return Ok((name.to_owned(), value.to_owned()));
                }
                let message = format!(
                    "There is no parameter `{name}` here: there are {}.",
                    known.join(", ")
                );
                Err(Refused::field(name, &message))
            })
            .collect()
    }
}
