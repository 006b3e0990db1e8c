//! Headers that a fault sets.

use http::{HeaderName, HeaderValue};

use super::FaultError;

/// The headers that frame a message: what they tell must be true of what is sent.
const FRAMES: [&str; 3] = ["content-length", "trailer", "transfer-encoding"];

/// The headers that belong to the connection, of which answers know nothing.
const OF_CONNECTION: [&str; 5] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "upgrade",
];

/// Checks that an answer can have a header.
pub(super) fn check_header(name: &str, value: &str) -> Result<(), FaultError> {
    let Ok(known) = HeaderName::from_bytes(name.as_bytes()) else {
        let problem = format!("must have names of headers, which `{name}` is not");
        return Err(FaultError::new("headers", problem));
    };
    let refused = |problem| Err(FaultError::new(format!("headers.{name}"), problem));
    if HeaderValue::from_str(value).is_err() {
        return refused("is nothing that a header can hold");
    }
    if FRAMES.contains(&known.as_str()) {
        return refused(
            "frames the message, which the server does: for an answer that breaks off use \
             `truncate`, for one without a body `body` with `empty`",
        );
    }
    if OF_CONNECTION.contains(&known.as_str()) {
        return refused(
            "belongs to the connection, not to an answer: for a connection that breaks use `reset`",
        );
    }
    Ok(())
}
