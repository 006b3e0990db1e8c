//! What a process type may be called.

use serde_json::Value;

use crate::exchange::Refusal;
use crate::schema::{check_field, fields};

/// Refuses what is no name of a process type by the description of the formation, whatever speaks
/// of it; `at` is what complaints call it.
pub(super) fn check(name: &str, at: &str) -> Result<(), Refusal> {
    let mut described = fields("formation").iter();
    let described = described.find(|field| field.wire_name == "type");
    described.map_or(Ok(()), |field| check_field(field, &Value::from(name), at))
}
