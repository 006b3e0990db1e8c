//! The journal over HTTP.

use serde_json::{Value, json};

use super::answer::{Refused, done, ok};
use super::asked::{Control, number};
use crate::journal::{detail, summary};
use crate::operation::operation_named;
use crate::outcome::Outcome;
use crate::world::is_world_id;

/// `GET /_fake/journal`: the entries that are kept, the oldest first.
pub(super) fn list(control: &Control<'_>) -> Result<Outcome, Refused> {
    let query = control.query(&["after", "world", "operation"])?;
    let mut entries = control.fake.journal().entries();
    for (name, wanted) in &query {
        match name.as_str() {
            "after" => {
                let after = number(name, wanted)?;
                entries.retain(|entry| entry.sequence() > after);
            }
            "world" if !is_world_id(wanted) => {
                let message = "`world` must be the id of a world, eight hexadecimal digits: \
                               GET /_fake/worlds tells those that are in use.";
                return Err(Refused::field("world", message));
            }
            "world" => entries.retain(|entry| entry.world() == wanted),
            _ => {
                let action = operation_named(wanted).map_err(|hint| {
                    let message = format!("`operation` names no operation: {hint}.");
                    Refused::field("operation", &message)
                })?;
                entries.retain(|entry| entry.operation() == action.name);
            }
        }
    }
    let entries = entries.iter().map(|entry| Value::Object(summary(entry)));
    Ok(ok(json!({
        "fake": control.fake.journal().name(),
        "entries": entries.collect::<Vec<Value>>(),
    })))
}

/// `GET /_fake/journal/{sequence}`: one entry with all there is to it.
pub(super) fn one(control: &Control<'_>, sequence: &str) -> Result<Outcome, Refused> {
    let sequence = number("sequence", sequence)?;
    let mut entries = control.fake.journal().entries().into_iter();
    match entries.find(|entry| entry.sequence() == sequence) {
        Some(entry) => Ok(ok(detail(&entry))),
        None => Err(Refused::not_found(
            "There is no entry of this number, or no more.",
        )),
    }
}

/// `DELETE /_fake/journal`: forgets all entries.
pub(super) fn clear(control: &Control<'_>) -> Outcome {
    control.fake.clear_received();
    done()
}
