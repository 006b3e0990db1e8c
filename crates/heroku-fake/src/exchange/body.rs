//! The JSON object in the body of a request.

use http::Method;
use serde_json::{Map, Value};

use super::Refusal;

/// The fields in the body of a request; none where it is empty, or where it does not matter.
pub(super) fn object(method: &Method, bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if *method == Method::GET || *method == Method::HEAD || bytes.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Refusal::bad_request("The body must be a JSON object.")),
        Err(_) => Err(Refusal::bad_request("The body is not JSON.")),
    }
}
