//! Whether a fault makes sense.

use heroku_schema::{Action, Returns, Type};
use http::Method;

use super::effects::Effects;
use super::header::check_header;
use super::occasion::Occasion;
use super::place::Place;
use super::reach::reached;
use super::refusal::status_of;
use super::{Fault, FaultError};
use crate::nearest::nearest;
use crate::operation::operation_named;
use crate::schema::Schema;

/// The fault with the name that its operation has today, if all of it makes sense.
pub(super) fn checked(mut fault: Fault) -> Result<Fault, FaultError> {
    check_occasion(&fault)?;
    check_effects(&fault.effects)?;
    match &mut fault.place {
        Place::Everywhere => {}
        Place::Operation(name) => {
            let action = operation(name)?;
            check_missing(action, &fault.effects.drift.missing)?;
            name.clone_from(&action.name);
        }
        Place::Path { method, path } => {
            check_path(method, path)?;
            check_missing_anywhere(&reached(method, path)?, &fault.effects.drift.missing)?;
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

/// Checks that the answer of one of some actions has the fields that are to be missing.
fn check_missing_anywhere(actions: &[&Action], missing: &[String]) -> Result<(), FaultError> {
    let mut checked = actions.iter().map(|action| check_missing(action, missing));
    match checked.next() {
        Some(first) => checked.fold(first, |found, next| {
            found.or_else(|error| next.map_err(|_| error))
        }),
        None => Ok(()),
    }
}

/// Checks that the answer of an action has the fields that are to be missing.
fn check_missing(action: &Action, missing: &[String]) -> Result<(), FaultError> {
    let (Returns::One(ty) | Returns::Page(ty) | Returns::Many(ty)) = &action.returns else {
        return match missing.first() {
            Some(_) => Err(FaultError::new(
                "missing",
                format!("makes no sense for {}, which answers nothing", action.name),
            )),
            None => Ok(()),
        };
    };
    missing.iter().try_for_each(|path| find_field(ty, path))
}

fn find_field(ty: &Type, path: &str) -> Result<(), FaultError> {
    let mut ty = ty;
    for name in path.split('.') {
        let fields = loop {
            match ty {
                Type::Array(item) => ty = item,
                Type::Model(model) => match Schema::shared().model(model) {
                    Some(model) => ty = model,
                    None => return Ok(()),
                },
                Type::Object(object) => break &object.fields,
                // What has free keys may have this one.
                _ => return Ok(()),
            }
        };
        let Some(field) = fields.iter().find(|field| field.wire_name == name) else {
            let names = fields.iter().map(|field| field.wire_name.as_str());
            let hint = nearest(name, names).map(|near| format!(": perhaps `{near}` is meant"));
            let hint = hint.unwrap_or_default();
            let problem = format!("names `{path}`, which the answer does not have{hint}");
            return Err(FaultError::new("missing", problem));
        };
        ty = &field.ty;
    }
    Ok(())
}
