//! The way of one request through the fake.

use std::cmp::Reverse;

use bytes::Bytes;
use heroku_schema::{Action, Returns, Type};
use http::header::{CONTENT_TYPE, RANGE};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use serde_json::{Map, Value, json};

use super::finish::{Answer, finish};
use super::reply::Content;
use super::{Call, Refusal, Version, body, method, origin, tag};
use crate::access::{self, Asker};
use crate::doors::Base;
use crate::generic::{self, Named};
use crate::range::{self, Range};
use crate::schema::{self, Entry, Found, Schema, table_of};
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
    let meant = method::meant(request);
    let request = meant.as_ref().unwrap_or(request);
    let found = Schema::shared().find(request.method().as_str(), request.uri().path());
    let asker = asks.and_then(|asks| Asker::of(world, asks));
    let asking = Asking {
        request,
        base,
        key: asks,
        asker: asker.as_ref(),
    };
    let answer = if origin::is_preflight(request) {
        Ok(Answer::new(StatusCode::OK, json!({})))
    } else {
        granted(world, &asking, found.as_ref())
    };
    let mut answer = answer.unwrap_or_else(Answer::from);
    tell_scopes(&mut answer, asker.as_ref(), found.as_ref());
    finish(world, request, answer)
}

/// A request with who sends it.
#[derive(Clone, Copy)]
struct Asking<'a> {
    request: &'a Request<Bytes>,
    base: &'a Base,
    /// The key of the token, if there is one.
    key: Option<&'a str>,
    /// Who that is; none where the token counts no more.
    asker: Option<&'a Asker>,
}

/// The answer, where the rate limit and the conditions of the request allow one.
fn granted(
    world: &mut World,
    asking: &Asking<'_>,
    found: Option<&Found<'_>>,
) -> Result<Answer, Refusal> {
    let pays = asking.key.is_some() && !found.is_some_and(is_free);
    if pays && !world.rate.spend(world.clock.now()) {
        return Err(Refusal::rate_limit());
    }
    let writes = ![Method::GET, Method::HEAD].contains(asking.request.method());
    if writes && tag::has_condition(asking.request.headers()) {
        let current = current_tag(world, asking);
        if !tag::is_met(asking.request.headers(), current.as_deref()) {
            return Err(Refusal::precondition_failed());
        }
    }
    answer(world, asking, found)
}

/// The tag that who asks would get by a GET of the same path.
fn current_tag(world: &mut World, asking: &Asking<'_>) -> Option<String> {
    let mut request = asking.request.clone();
    *request.method_mut() = Method::GET;
    request.headers_mut().remove(RANGE);
    let found = Schema::shared().find("GET", request.uri().path());
    let asking = Asking {
        request: &request,
        ..*asking
    };
    answer(world, &asking, found.as_ref()).ok()?.tag()
}

/// Whether the request costs nothing of the rate limit.
fn is_free(found: &Found<'_>) -> bool {
    let mut actions = found.actions.iter();
    actions.all(|&index| Schema::shared().entry(index).action.free)
}

/// Tells what the token may do, and what it would have to.
fn tell_scopes(answer: &mut Answer, asker: Option<&Asker>, found: Option<&Found<'_>>) {
    let granted = asker.map(|asker| asker.scopes.join(" "));
    let granted = granted.as_deref().unwrap_or("global");
    let action = found.and_then(|found| found.actions.first());
    let accepted = action.map(|&index| access::accepted(Schema::shared().entry(index).action));
    let accepted = accepted.map(|scopes| scopes.join(" "));
    let accepted = accepted.as_deref().unwrap_or("global");
    answer.header(HeaderName::from_static("oauth-scope"), granted);
    answer.header(HeaderName::from_static("oauth-scope-accepted"), accepted);
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
    asking: &Asking<'_>,
    found: Option<&Found<'_>>,
) -> Result<Answer, Refusal> {
    let request = asking.request;
    let version = Version::from(request.headers())?;
    let schema = Schema::shared();
    let is_open = found.is_some_and(|found| access::is_open(schema.entry(found.actions[0]).action));
    if asking.asker.is_none() && !is_open {
        return Err(Refusal::unauthorized());
    }
    let found = found.ok_or_else(Refusal::no_such_route)?;
    let actions = served(schema, found.actions, &version)?;
    let first = schema.entry(actions[0]);
    let asks = asking.key.unwrap_or_default();
    let arguments = access::without_tildes(world, asks, first.action, &found.arguments);
    let named = generic::named(world, first.action, first.table, &arguments)?;
    if let Some(asker) = asking.asker.filter(|_| !is_open) {
        let app = app_of(first, &named);
        access::pass(world, asker, first.action, app, request.headers())?;
    }
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
        arguments: &arguments,
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
        base: asking.base,
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

/// The id of the app that the path of a request names.
fn app_of<'a>(entry: &Entry, named: &'a Named) -> Option<&'a str> {
    let arguments = entry.action.arguments.iter();
    let place = arguments
        .zip(&named.places)
        .find(|(argument, place)| place.is_some() && table_of(&argument.resource) == "app")
        .and_then(|(_, place)| place.as_deref());
    place.or_else(|| named.target.as_deref().filter(|_| entry.table == "app"))
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
