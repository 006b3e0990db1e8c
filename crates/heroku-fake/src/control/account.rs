//! The state of an account over HTTP.

use serde_json::{Value, json};

use super::answer::{Refused, ok};
use super::asked::Control;
use crate::access;
use crate::exchange;
use crate::outcome::Outcome;
use crate::world::{MOST_REQUESTS, World};

/// The fields, for who sends others.
const FIELDS: &str = "`two_factor`, `suspended`, `delinquent` and `rate_remaining`";

/// What an account is to be.
#[derive(Default)]
struct State {
    two_factor: Option<String>,
    suspended: bool,
    delinquent: bool,
    rate_remaining: Option<u32>,
}

impl State {
    /// Puts the account of a world into this state, all at once.
    fn set(&self, world: &mut World) {
        access::put_in_good_standing(world);
        if let Some(code) = &self.two_factor {
            access::require_second_factor(world, code);
        }
        if self.suspended {
            access::suspend(world);
        }
        if self.delinquent {
            access::leave_unpaid(world);
        }
        if let Some(remaining) = self.rate_remaining {
            world.set_rate_remaining(remaining);
        }
    }
}

/// `PUT /_fake/account`: puts the account of the token in the request into the state that the body
/// tells; what the body leaves out is in good standing.
pub(super) fn put(control: &Control<'_>) -> Result<Outcome, Refused> {
    let token = exchange::token(control.request.headers());
    let token = token.ok_or_else(|| {
        let message = "The header Authorization must tell the token of the account.";
        Refused::field("authorization", message)
    })?;
    let state = read(control)?;
    control.fake.in_world(&token, |world| state.set(world));
    control.kept()?;
    Ok(ok(json!({
        "two_factor": state.two_factor.is_some(),
        "suspended": state.suspended,
        "delinquent": state.delinquent,
    })))
}

fn read(control: &Control<'_>) -> Result<State, Refused> {
    let mut state = State::default();
    for (name, value) in &control.body()? {
        match name.as_str() {
            "two_factor" => state.two_factor = code(value)?,
            "suspended" => state.suspended = flag(name, value)?,
            "delinquent" => state.delinquent = flag(name, value)?,
            "rate_remaining" => state.rate_remaining = Some(number(value)?),
            _ => {
                let message = format!("`{name}` is no state of an account: there are {FIELDS}.");
                return Err(Refused::field(name, &message));
            }
        }
    }
    Ok(state)
}

fn code(value: &Value) -> Result<Option<String>, Refused> {
    match value {
        Value::Null => Ok(None),
        Value::String(code) if !code.is_empty() => Ok(Some(code.clone())),
        _ => {
            let message = "`two_factor` must be the code that is asked for, a text, or null.";
            Err(Refused::field("two_factor", message))
        }
    }
}

fn flag(name: &str, value: &Value) -> Result<bool, Refused> {
    let message = format!("`{name}` must be true or false.");
    value
        .as_bool()
        .ok_or_else(|| Refused::field(name, &message))
}

fn number(value: &Value) -> Result<u32, Refused> {
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    let number = number.filter(|number| i64::from(*number) <= MOST_REQUESTS);
    number.ok_or_else(|| {
        let message = format!("`rate_remaining` must be a whole number from 0 to {MOST_REQUESTS}.");
        Refused::field("rate_remaining", &message)
    })
}
