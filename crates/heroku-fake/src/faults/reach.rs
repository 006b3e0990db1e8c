//! Whether a request can come to where a fault strikes.

use bytes::Bytes;
use heroku_schema::Action;
use http::Request;

use super::FaultError;
use super::place::is_free;
use crate::nearest::nearest;
use crate::schema::Schema;
use crate::{doors, pages};

/// The actions that requests of a method on paths of a form may be for; it may also be a side door
/// or a page that they lead to, which are for none.
pub(super) fn reached(method: &str, form: &str) -> Result<Vec<&'static Action>, FaultError> {
    let there: Vec<&Action> = Schema::shared()
        .actions()
        .filter(|action| can_be(form, &action.path))
        .collect();
    let takes = |action: &&Action| match method {
        "HEAD" => action.method == "GET",
        // Browsers ask so at any path.
        "OPTIONS" => true,
        _ => action.method == method,
    };
    let reached: Vec<&Action> = there.iter().copied().filter(takes).collect();
    if !reached.is_empty() || is_beside(method, form) {
        return Ok(reached);
    }
    Err(match there.first() {
        Some(_) => other_method(method, &there),
        None => nowhere(method, form),
    })
}

/// Whether paths of a form may be of those of an action.
fn can_be(form: &str, path: &str) -> bool {
    let (mut form, mut path) = (form.split('/'), path.split('/'));
    loop {
        match (form.next(), path.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if is_free(one) || one == other => {}
            // What stands for a free segment is never empty.
            (Some(one), Some(other)) if is_free(other) && !one.is_empty() => {}
            _ => return false,
        }
    }
}

/// Whether paths of a form lead to something beside the API.
fn is_beside(method: &str, form: &str) -> bool {
    let segments = form.split('/');
    let sample: Vec<&str> = segments
        .map(|segment| if is_free(segment) { "any" } else { segment })
        .collect();
    let sample = sample.join("/");
    if doors::split(&sample).is_some_and(|(name, ..)| doors::door(name).is_some()) {
        return true;
    }
    let method = if method == "HEAD" { "GET" } else { method };
    let request = Request::builder().method(method).uri(sample);
    let request = request.body(Bytes::new()).ok();
    request.is_some_and(|request| pages::find(&request).is_some())
}

fn other_method(method: &str, there: &[&Action]) -> FaultError {
    let mut known: Vec<&str> = Vec::new();
    for action in there {
        if !known.contains(&action.method.as_str()) {
            known.push(&action.method);
        }
    }
    let problem = format!(
        "is none that this path takes, so that no request could be struck: not {method}, but {}",
        known.join(", ")
    );
    FaultError::new("method", problem)
}

fn nowhere(method: &str, form: &str) -> FaultError {
    let hint = match nearest_action(method, form) {
        Some(near) => format!(
            "perhaps `{} {}` is meant, of {}",
            near.method, near.path, near.name
        ),
        None => "it must be one of the API, as in `/apps/{app}`".to_owned(),
    };
    let problem = format!("leads nowhere, so that no request could be struck: {hint}");
    FaultError::new("path", problem)
}

/// The action of a method with the path that was probably meant.
fn nearest_action(method: &str, form: &str) -> Option<&'static Action> {
    let actions = Schema::shared().actions();
    let of_method = actions.filter(|action| action.method == method);
    let paths: Vec<(String, &Action)> = of_method
        .map(|action| (filled(&action.path, form), action))
        .collect();
    let near = nearest(form, paths.iter().map(|(path, _)| path.as_str()))?;
    let found = paths.iter().find(|(path, _)| path == near);
    found.map(|(_, action)| *action)
}

/// A path with what a form has in the places of its arguments, where both are equally long.
fn filled(path: &str, form: &str) -> String {
    if path.split('/').count() != form.split('/').count() {
        return path.to_owned();
    }
    let pairs = path.split('/').zip(form.split('/'));
    let segments: Vec<&str> = pairs
        .map(|(own, given)| if is_free(own) { given } else { own })
        .collect();
    segments.join("/")
}
