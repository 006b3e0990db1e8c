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
use crate::doors::Base;
use crate::generic;
use crate::range::{self, Range};
use crate::schema::{self, Schema};
use crate::state::StateError;
use crate::world::World;

/// Answers one request in a world; `asks` is the key of its token, if it has one.
pub(crate) fn handle(
    world: &mut World,
    asks: Option<&str>,
    request: &Request<Bytes>,
    base: &Base,
) -> Response<Bytes> {
    world.tick();
    if asks.is_some() && !is_free(request) {
        world.rate.spend(world.clock.now());
    }
    let answer = match answer(world, asks, request, base) {
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
    refused(&Refusal::too_large())
}

/// The answer to a request whose effect could not be kept.
pub(crate) fn not_kept(error: &StateError) -> Response<Bytes> {
    let message = format!("What was done cannot be kept: {error}");
    refused(&Refusal::internal(message))
}

/// A refusal without the headers of a world.
fn refused(refusal: &Refusal) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(refusal.body().to_string()));
    *response.status_mut() = refusal.status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

fn answer(
    world: &mut World,
    asks: Option<&str>,
    request: &Request<Bytes>,
    base: &Base,
) -> Result<Answer, Refusal> {
    let version = Version::from(request.headers())?;
    let asks = asks.ok_or_else(Refusal::unauthorized)?;
    let schema = Schema::shared();
    let found = schema
        .find(request.method().as_str(), request.uri().path())
        .ok_or_else(Refusal::no_such_route)?;
    let actions = served(schema, found.actions, &version)?;
    let first = schema.entry(actions[0]);
    let named = generic::named(world, first.action, first.table, &found.arguments)?;
    let body = body::object(request.method(), request.body())?;
    let (index, body) = choose(schema, &actions, &body, &version)?;
    let entry = schema.entry(index);
    let query = request.uri().query().unwrap_or("");
    schema::check_query(entry.action, query)?;
    let fields = match entry.action.returns {
        Returns::Page(_) => range::fields(schema, entry.action),
        _ => Vec::new(),
    };
    let call = Call {
        action: entry.action,
        table: entry.table,
        arguments: &found.arguments,
        places: &named.places,
        target: named.target.as_deref(),
        query,
        headers: request.headers(),
        body: &body,
        version: &version,
        range: match entry.action.returns {
            Returns::Page(_) => Range::from(request.headers(), &fields)?,
            _ => Range::all(),
        },
        asks,
        base,
    };
    let reply = match entry.rule {
        Some(rule) => rule(world, &call)?,
        None => generic::answer(world, &call)?,
    };
    let mut answer = match reply.content {
        Content::One(value) => Answer::new(reply.status, value),
        Content::Part(cut) => Answer::list(&fields, cut),
        Content::List(rows) => {
            let key = |row: &Value, field: &str| row.get(field).cloned().unwrap_or_default();
            Answer::list(&fields, call.range.cut(rows, key, |row| row)?)
        }
    };
    schema::check_answer(entry.action, version.is_sdk(), answer.body());
    for (name, value) in reply.headers {
        answer.header(name, &value);
    }
    Ok(answer)
}

/// The actions of a route that the version has; a route without any is unknown to it.
fn served(schema: &Schema, actions: &[usize], version: &Version) -> Result<Vec<usize>, Refusal> {
    let mut served = actions.to_vec();
    served.retain(|&index| version.serves_actions(schema.entry(index).action.variant));
    if served.is_empty() {
        Err(Refusal::no_such_route())
    } else {
        Ok(served)
    }
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
