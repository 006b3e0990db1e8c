//! When what an answer tells was changed.

use jiff::Timestamp;
use serde_json::Value;

/// When the thing in an answer was changed, or the latest of the things in a list; none where it
/// does not tell.
pub(super) fn modified(body: &Value) -> Option<Timestamp> {
    match body {
        Value::Array(rows) => rows.iter().filter_map(told).max()?.parse().ok(),
        one => told(one)?.parse().ok(),
    }
}

/// When a thing tells that it was changed.
fn told(row: &Value) -> Option<&str> {
    let time = |field| row.get(field).and_then(Value::as_str);
    time("updated_at").or_else(|| time("created_at"))
}
