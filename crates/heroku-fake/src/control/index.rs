//! What control paths there are.

use serde_json::{Value, json};

use super::answer::{Refused, ok};
use crate::outcome::Outcome;

/// The control paths: where each is, what it takes, and what it is for.
const PATHS: [(&str, &[&str], &str); 11] = [
    ("/_fake/", &["GET"], "this list"),
    (
        "/_fake/journal",
        &["GET", "DELETE"],
        "the requests that came, without their bodies; take `after`, `world` and `operation`",
    ),
    (
        "/_fake/journal/{sequence}",
        &["GET"],
        "one request and its answer, with what is secret masked",
    ),
    (
        "/_fake/events",
        &["GET"],
        "the journal as server-sent events, as it grows; takes `after`",
    ),
    (
        "/_fake/faults",
        &["GET", "POST", "DELETE"],
        "what goes wrong, and how often it did",
    ),
    ("/_fake/faults/{id}", &["GET", "DELETE"], "one fault"),
    (
        "/_fake/worlds",
        &["GET"],
        "the worlds, with how much is in them",
    ),
    (
        "/_fake/worlds/{id}",
        &["GET"],
        "the apps of one world; takes a part of their `name`",
    ),
    (
        "/_fake/clock",
        &["GET", "PATCH"],
        "the time; set `advance_seconds` to let it pass, `real_time` to let it run",
    ),
    (
        "/_fake/account",
        &["PUT"],
        "the state of the account whose token comes along: `two_factor` with a code, `suspended`, \
         `delinquent`, `rate_remaining`",
    ),
    (
        "/_fake/state",
        &["GET", "PUT"],
        "all worlds as one document, secrets and all",
    ),
];

pub(super) fn show() -> Outcome {
    let paths = PATHS.iter().map(
        |(path, methods, what)| json!({ "path": path, "methods": methods, "description": what }),
    );
    ok(json!({ "paths": paths.collect::<Vec<Value>>() }))
}

/// Why nothing was found: another method may be right, or another path.
pub(super) fn nothing(segments: &[&str]) -> Refused {
    let same = |path: &str| {
        let path = path.trim_start_matches("/_fake/").split('/');
        let fits = |(known, sent): (&str, &&str)| known.starts_with('{') || known == *sent;
        path.clone().count() == segments.len() && path.zip(segments).all(fits)
    };
    if let Some((_, methods, _)) = PATHS.iter().find(|(path, ..)| same(path)) {
        return Refused::method(methods);
    }
    let message = "There is no such control path; `paths` names all there are.";
    Refused::not_found(message).with_paths(&PATHS.map(|(path, ..)| path))
}
