//! Refusals that Heroku would give.

/// The ids of errors with their statuses; the first of a status is its usual one.
const KNOWN: [(u16, &str); 23] = [
    (400, "bad_request"),
    (401, "unauthorized"),
    (401, "invalid_two_factor_code"),
    (402, "delinquent"),
    (403, "forbidden"),
    (403, "suspended"),
    (403, "two_factor"),
    (403, "device_trust_required"),
    (404, "not_found"),
    (406, "not_acceptable"),
    (409, "conflict"),
    (410, "gone"),
    (412, "precondition_failed"),
    (413, "payload_too_large"),
    (416, "requested_range_not_satisfiable"),
    (422, "invalid_params"),
    (422, "verification_needed"),
    (422, "confirmation_required"),
    (422, "multiple_matches"),
    (422, "unprocessable_entity"),
    (429, "rate_limit"),
    (500, "internal_server_error"),
    (503, "server_error"),
];

/// The status that goes with an error id.
pub(super) fn status_of(id: &str) -> Option<u16> {
    let mut known = KNOWN.iter();
    known
        .find(|(_, known)| *known == id)
        .map(|(status, _)| *status)
}

/// The id that goes with a status.
pub(super) fn id_of(status: u16) -> &'static str {
    let known = KNOWN.iter().find(|(known, _)| *known == status);
    let other = if status < 500 {
        "bad_request"
    } else {
        "server_error"
    };
    known.map_or(other, |(_, id)| id)
}
