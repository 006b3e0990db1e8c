//! The way of one request through the fake.

use std::cmp::Reverse;

use bytes::Bytes;
use heroku_schema::{Action, Returns, Type};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response};
use serde_json::{Map, Value};

use super::finish::{Answer, finish};
use super::reply::Content;
use super::{Call, Refusal, Version, body};
use crate::range::{self, Range};
use crate::sample;
use crate::schema::{self, Schema};
use crate::world::World;

/// The resources that are apps, whatever a path calls them.
const APPS: [&str; 3] = ["app", "organization-app", "team-app"];

/// Answers one request in a world; `known` tells whether it holds credentials.
pub(crate) fn handle(world: &mut World, known: bool, request: &Request<Bytes>) -> Response<Bytes> {
    world.clock.tick();
    if known && !is_free(request) {
        world.rate.spend(world.clock.now());
    }
    let answer = match answer(world, known, request) {
        Ok(answer) => answer,
        Err(refusal) => Answer::new(refusal.status, refusal.body()),
    };
    finish(world, request, answer)
}

/// Whether the request costs nothing of the rate limit.
fn is_free(request: &Request<Bytes>) -> bool {
    let schema = Schema::shared();
    let found = schema.find(request.method().as_str(), request.uri().path());
    found.is_some_and(|found| {
        let mut actions = found.actions.iter();
        actions.all(|&index| schema.entry(index).action.free)
    })
}

/// The answer to a request that is too large to be read; it belongs to no world.
pub(crate) fn too_large() -> Response<Bytes> {
    let refusal = Refusal::too_large();
    let mut response = Response::new(Bytes::from(refusal.body().to_string()));
    *response.status_mut() = refusal.status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

fn answer(world: &mut World, known: bool, request: &Request<Bytes>) -> Result<Answer, Refusal> {
    let version = Version::from(request.headers())?;
    if !known {
        return Err(Refusal::unauthorized());
    }
    let schema = Schema::shared();
    let path = request.uri().path();
    let found = schema
        .find(request.method().as_str(), path)
        .ok_or_else(Refusal::no_such_route)?;
    let actions = served(schema, found.actions, &version)?;
    check_apps(schema.entry(actions[0]).action, &found.arguments, world)?;
    let body = body::object(request.method(), request.body())?;
    let (index, body) = choose(schema, &actions, &body, &version)?;
    let entry = schema.entry(index);
    schema::check_query(entry.action, request.uri().query().unwrap_or(""))?;
    let fields = match entry.action.returns {
        Returns::Page(_) => range::fields(schema, entry.action),
        _ => Vec::new(),
    };
    let call = Call {
        action: entry.action,
        resource: entry.resource,
        path,
        arguments: &found.arguments,
        body: &body,
        version: &version,
        range: match entry.action.returns {
            Returns::Page(_) => Range::from(request.headers(), &fields)?,
            _ => Range::all(),
        },
    };
    let reply = match entry.rule {
        Some(rule) => rule(world, &call)?,
        None => sample::reply(schema, world, &call),
    };
    match reply.content {
        Content::One(value) => Ok(Answer::new(reply.status, value)),
        Content::Part(cut) => Ok(Answer::list(&fields, cut)),
        Content::List(rows) => {
            let key = |row: &Value, field: &str| row.get(field).cloned().unwrap_or_default();
            let cut = call.range.cut(rows, key, |row| row)?;
            Ok(Answer::list(&fields, cut))
        }
    }
}

/// The actions of a route that the version has; a route without any is unknown to it.
fn served(schema: &Schema, actions: &[usize], version: &Version) -> Result<Vec<usize>, Refusal> {
    let mut served = actions.to_vec();
    served.retain(|&index| version.serves(schema.entry(index).action.variant));
    if served.is_empty() {
        Err(Refusal::no_such_route())
    } else {
        Ok(served)
    }
}

/// Checks that the apps in the path exist: nothing can be had of others.
fn check_apps(action: &Action, arguments: &[String], world: &World) -> Result<(), Refusal> {
    for (argument, text) in action.arguments.iter().zip(arguments) {
        if APPS.contains(&argument.resource.as_str()) {
            world.apps.find(text)?;
        }
    }
    Ok(())
}

/// Chooses among the actions of one route by what the body holds, as far as the version knows it.
fn choose(
    schema: &Schema,
    actions: &[usize],
    body: &Map<String, Value>,
    version: &Version,
) -> Result<(usize, Map<String, Value>), Refusal> {
    let checked = actions.iter().map(|&index| {
        let action = schema.entry(index).action;
        let body = schema::served_body(action, body, version);
        let known = known_fields(action, &body);
        let result = schema::check_body(action, &body);
        (known, result.map(|()| (index, body)))
    });
    // The sound ones come first, then those that know most; the first of equals wins.
    let best = checked.min_by_key(|(known, result)| (result.is_err(), Reverse(*known)));
    best.map_or_else(|| Err(Refusal::no_such_route()), |(_, result)| result)
}

/// How many of the fields that were sent the action knows.
fn known_fields(action: &Action, body: &Map<String, Value>) -> usize {
    match &action.body {
        Some(Type::Object(object)) => object
            .fields
            .iter()
            .filter(|field| body.contains_key(&field.wire_name))
            .count(),
        _ => 0,
    }
}
