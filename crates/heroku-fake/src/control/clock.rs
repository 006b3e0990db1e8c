//! The time of all worlds over HTTP.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::answer::{Refused, ok};
use super::asked::Control;
use crate::fake::lock;
use crate::outcome::Outcome;
use crate::world::world_id;

/// A hundred years: later times would not be dates any more before long.
const FARTHEST: f64 = 3_155_760_000.0;

/// `GET /_fake/clock`: how far time is ahead, whether it runs, and what time it is in each world.
pub(super) fn show(control: &Control<'_>) -> Outcome {
    let (ahead, real_time) = control.fake.time();
    let worlds = control.fake.worlds();
    let worlds = worlds.iter().map(|(key, world)| {
        let now = lock(world).now();
        (world_id(key).to_owned(), Value::from(now))
    });
    ok(json!({
        "advanced_seconds": ahead.as_secs_f64(),
        "real_time": real_time,
        "worlds": worlds.collect::<Map<String, Value>>(),
    }))
}

/// `PATCH /_fake/clock`: lets time pass, or run with the machine's.
pub(super) fn change(control: &Control<'_>) -> Result<Outcome, Refused> {
    let body = control.body()?;
    let (mut advance, mut real_time) = (None, None);
    for (name, value) in &body {
        match name.as_str() {
            "advance_seconds" => advance = Some(seconds(value)?),
            "real_time" => real_time = Some(flag(value)?),
            _ => {
                let message = format!(
                    "`{name}` is nothing that a clock has: it has `advance_seconds` and `real_time`."
                );
                return Err(Refused::field(name, &message));
            }
        }
    }
    if advance.is_none() && real_time.is_none() {
        let message = "Say `advance_seconds`, `real_time` or both.";
        return Err(Refused::field("advance_seconds", message));
    }
    if let Some(real_time) = real_time {
        control.fake.run_in_real_time(real_time);
    }
    if let Some(advance) = advance {
        control.fake.advance(advance);
    }
    control.kept()?;
    Ok(show(control))
}

fn seconds(value: &Value) -> Result<Duration, Refused> {
    let seconds = value.as_f64();
    let seconds = seconds.filter(|seconds| (0.0..=FARTHEST).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| {
        let message = format!("`advance_seconds` must be a number from 0 to {FARTHEST}.");
        Refused::field("advance_seconds", &message)
    })
}

fn flag(value: &Value) -> Result<bool, Refused> {
    value
        .as_bool()
        .ok_or_else(|| Refused::field("real_time", "`real_time` must be true or false."))
}
