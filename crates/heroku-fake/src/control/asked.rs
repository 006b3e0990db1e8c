//! What a request to a control path says.

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value};

use super::answer::Refused;
use crate::Fake;

/// A request to a control path.
pub(super) struct Control<'a> {
    pub(super) fake: &'a Fake,
    pub(super) request: &'a Request<Bytes>,
}

impl Control<'_> {
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

    /// Whether all that was done so far is kept, where it is to be.
    pub(super) fn kept(&self) -> Result<(), Refused> {
        let kept = self.fake.save_if_due();
        kept.map_err(|error| Refused::not_kept(&error))
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

/// A number in a path or a query.
pub(super) fn number(field: &str, text: &str) -> Result<u64, Refused> {
    text.parse().map_err(|_| {
        let message = format!("`{field}` must be a whole number.");
        Refused::field(field, &message)
    })
}
