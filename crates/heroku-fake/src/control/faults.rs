//! Faults over HTTP.

use http::StatusCode;
use serde_json::{Value, json};

use super::answer::{Refused, answer, done, ok};
use super::asked::{Control, number};
use crate::faults::{Fault, FaultError, FaultId, InjectedFault};
use crate::outcome::Outcome;

/// `GET /_fake/faults`: the faults that are in force.
pub(super) fn list(control: &Control<'_>) -> Outcome {
    let faults = control.fake.faults();
    let faults = faults.iter().map(InjectedFault::show);
    ok(json!({ "faults": faults.collect::<Vec<Value>>() }))
}

/// `POST /_fake/faults`: one more fault.
pub(super) fn inject(control: &Control<'_>) -> Result<Outcome, Refused> {
    let body = control.body()?;
    let id = Fault::read(&body)
        .and_then(|fault| control.fake.inject(fault))
        .map_err(refused)?;
    let shown = find(control, id)?;
    Ok(answer(StatusCode::CREATED, &shown))
}

/// `GET /_fake/faults/{id}`: one fault.
pub(super) fn one(control: &Control<'_>, id: &str) -> Result<Outcome, Refused> {
    find(control, read_id(id)?).map(ok)
}

/// `DELETE /_fake/faults/{id}`: ends one fault.
pub(super) fn remove(control: &Control<'_>, id: &str) -> Result<Outcome, Refused> {
    if control.fake.remove_fault(read_id(id)?) {
        Ok(done())
    } else {
        Err(none())
    }
}

/// `DELETE /_fake/faults`: ends all faults.
pub(super) fn clear(control: &Control<'_>) -> Outcome {
    control.fake.clear_faults();
    done()
}

fn read_id(text: &str) -> Result<FaultId, Refused> {
    number("id", text).map(FaultId::from_number)
}

fn find(control: &Control<'_>, id: FaultId) -> Result<Value, Refused> {
    let mut faults = control.fake.faults().into_iter();
    let fault = faults.find(|fault| fault.id() == id);
    fault.map(|fault| fault.show()).ok_or_else(none)
}

fn none() -> Refused {
    Refused::not_found("There is no fault of this id, or no more.")
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
fn refused(error: FaultError) -> Refused {
    Refused::field(error.field(), &format!("{error}."))
}
