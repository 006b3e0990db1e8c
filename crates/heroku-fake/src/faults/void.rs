//! Parts of a fault that another part of it leaves nothing to do.

use super::effects::Replacement;
use super::occasion::Occasion;
use super::{Fault, FaultError};

/// How a granted answer drifts.
const DRIFT: [&str; 4] = ["nulls", "missing", "alien_enums", "unknown_fields"];

/// What nobody gets to see who gets no answer.
const ANSWER: [&str; 5] = ["status", "error", "body", "truncate", "headers"];

/// Checks that each part of a fault can do something beside the others.
pub(super) fn check_parts(fault: &Fault) -> Result<(), FaultError> {
    if fault.seed.is_some() && !matches!(fault.occasion, Occasion::Probability(_)) {
        let problem = "chooses nothing without a `probability`";
        return Err(FaultError::new("seed", problem));
    }
    let said = fault.said();
    let silenced = silenced(fault);
    let part = silenced
        .iter()
        .find(|(_, part)| said.iter().any(|(field, _)| field == part));
    part.map_or(Ok(()), |(by, part)| {
        let problem = format!("has no effect beside `{by}`: leave out one of them");
        Err(FaultError::new(*part, problem))
    })
}

/// The parts that could do nothing, each behind the one that sees to that.
fn silenced(fault: &Fault) -> Vec<(&'static str, &'static str)> {
    let effects = &fault.effects;
    let is_empty = effects.body == Some(Replacement::Empty);
    let parts: [(bool, &str, &[&str]); 7] = [
        (effects.reset.is_some(), "reset", &ANSWER),
        (effects.reset.is_some(), "reset", &DRIFT),
        (effects.body.is_some(), "body", &["error"]),
        (effects.body.is_some(), "body", &DRIFT),
        (is_empty, "body", &["truncate"]),
        (effects.status.is_some(), "status", &DRIFT),
        (effects.error.is_some(), "error", &DRIFT),
    ];
    let at_work = parts.into_iter().filter(|(is_said, ..)| *is_said);
    at_work
        .flat_map(|(_, by, silenced)| silenced.iter().map(move |part| (by, *part)))
        .collect()
}
