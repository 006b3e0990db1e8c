//! Whether a fault makes sense.

use heroku_schema::Action;
use http::Method;

use super::drift_check::{check_drift, check_drift_anywhere};
use super::effects::Effects;
use super::header::check_header;
use super::occasion::Occasion;
use super::place::Place;
use super::reach::reached;
use super::refusal::status_of;
use super::void::check_parts;
use super::{Fault, FaultError};
use crate::operation::operation_named;

/// The fault with the name that its operation has today, if all of it makes sense.
pub(super) fn checked(mut fault: Fault) -> Result<Fault, FaultError> {
    check_occasion(&fault)?;
    check_effects(&fault.effects)?;
    check_parts(&fault)?;
    match &mut fault.place {
        Place::Everywhere => {}
        Place::Operation(name) => {
            let action = operation(name)?;
            check_drift(action, &fault.effects.drift)?;
            name.clone_from(&action.name);
        }
        Place::Path { method, path } => {
            check_path(method, path)?;
            check_drift_anywhere(&reached(method, path)?, &fault.effects.drift)?;
        }
    }
    Ok(fault)
}

fn operation(name: &str) -> Result<&'static Action, FaultError> {
    operation_named(name).map_err(|hint| {
        let problem = format!("is no operation of the API, which has no `{name}`: {hint}");
        FaultError::new("operation", problem)
    })
}

fn check_path(method: &str, path: &str) -> Result<(), FaultError> {
    if Method::from_bytes(method.as_bytes()).is_err() || method != method.to_ascii_uppercase() {
        let problem = "must be a method of HTTP in upper case, as in `GET`";
        return Err(FaultError::new("method", problem));
    }
    if !path.starts_with('/') || path.contains('?') {
        let problem = "must begin with a slash and hold no query, as in `/apps/{app}`";
        return Err(FaultError::new("path", problem));
    }
    if crate::control::is_reserved(path) {
        let problem = "must not be a control path: no fault strikes those";
        return Err(FaultError::new("path", problem));
    }
    Ok(())
}

fn check_occasion(fault: &Fault) -> Result<(), FaultError> {
    let counted = "counts from 1";
    match fault.occasion {
        Occasion::Nth(0) => Err(FaultError::new("nth", counted)),
        Occasion::First(0) => Err(FaultError::new("first", counted)),
        Occasion::Probability(share) if !(share > 0.0 && share <= 1.0) => {
            let problem = "must be above 0, and 1 at most: at 0 no request could be struck";
            Err(FaultError::new("probability", problem))
        }
        _ if fault.times == Some(0) => Err(FaultError::new("times", counted)),
        _ => Ok(()),
    }
}

fn check_effects(effects: &Effects) -> Result<(), FaultError> {
    if *effects == Effects::default() {
        let problem = "the fault does nothing: say what goes wrong, such as a `status`";
        return Err(FaultError::new("", problem));
    }
    if effects
        .status
        .is_some_and(|status| !(300..600).contains(&status))
    {
        return Err(FaultError::new("status", "must be from 300 to 599"));
    }
    if let (None, Some((id, _))) = (effects.status, &effects.error)
        && status_of(id).is_none()
    {
        let problem = format!("is missing: no status is known for the error id `{id}`");
        return Err(FaultError::new("status", problem));
    }
    let mut headers = effects.headers.iter();
    headers.try_for_each(|(name, value)| check_header(name, value))
}
