//! When a token or a code counts no more.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::world::{Row, World};

/// The note of a row with the end of what it stands for.
pub(super) const ENDS: &str = "expires_at";

/// The time that is so many seconds ahead, as notes hold it; null where it never comes.
pub(super) fn ahead(world: &World, seconds: Option<i64>) -> Value {
    let Some(seconds) = seconds else {
        return Value::Null;
    };
    let end = world
        .clock
        .now()
        .saturating_add(SignedDuration::from_secs(seconds));
    end.unwrap_or(Timestamp::MAX).to_string().into()
}

/// How many seconds are left until the time in a note; null where it never comes.
pub(super) fn left(world: &World, row: &Row, note: &str) -> Value {
    let end = row.noted(note).as_str();
    match end.and_then(|end| end.parse::<Timestamp>().ok()) {
        Some(end) => end
            .duration_since(world.clock.now())
            .as_secs()
            .max(0)
            .into(),
        None => Value::Null,
    }
}
