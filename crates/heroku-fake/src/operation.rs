//! Which action a request is for.

use std::cmp::Reverse;

use bytes::Bytes;
use heroku_schema::{Action, Type};
use http::Request;
use serde_json::{Map, Value};

use crate::exchange::Version;
use crate::nearest::nearest;
use crate::schema::{Schema, check_body, served_body};

/// The action that a request is for, before it is carried out; none where the path leads nowhere.
pub(crate) fn operation(request: &Request<Bytes>) -> Option<&'static Action> {
    let schema = Schema::shared();
    let found = schema.find(request.method().as_str(), request.uri().path())?;
    let mut actions = found
        .actions
        .iter()
        .map(|&index| schema.entry(index).action);
    if let [_] = found.actions {
        return actions.next();
    }
    let version = Version::from(request.headers()).unwrap_or_default();
    let sent = serde_json::from_slice(request.body()).unwrap_or_default();
    // The sound ones come first, then those that know most; the first of equals wins.
    actions
        .filter(|action| version.serves(action.variant))
        .min_by_key(|action| {
            let body = served_body(action, &sent, &version);
            let sound = check_body(action, &body).is_ok();
            (!sound, Reverse(known_fields(action, &body)))
        })
}

/// The action of a name; or what may have been meant.
pub(crate) fn operation_named(name: &str) -> Result<&'static Action, String> {
    let actions = || Schema::shared().actions();
    let known =
        |action: &&Action| action.name == name || action.aliases.iter().any(|alias| alias == name);
    let names = || actions().map(|action| action.name.as_str());
    actions()
        .find(known)
        .ok_or_else(|| match nearest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "its name is that of its type in `heroku`, as in `AppInfo`".to_owned(),
        })
}

/// How many of the fields that were sent the action knows.
fn known_fields(action: &Action, body: &Map<String, Value>) -> usize {
    match &action.body {
        Some(Type::Object(object)) => {
            let known = object.fields.iter();
            known
                .filter(|field| body.contains_key(&field.wire_name))
                .count()
        }
        _ => 0,
    }
}
