//! The way of one request through the fake.

use bytes::Bytes;
use heroku_schema::Returns;
use http::header::{CONTENT_TYPE, RANGE};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::finish::{Answer, finish};
use super::reply::Content;
use super::{Aim, Call, Refusal, Reply, method, origin, tag};
use crate::access::{self, Asker};
use crate::base::Base;
use crate::control;
use crate::generic::{self, Named};
use crate::range::{self, Range};
use crate::schema::{self, Entry, Found, Schema, table_of};
use crate::state::StateError;
use crate::world::World;

/// Answers one request with its aim in a world; `asks` is the key of its token, if it has one.
pub(crate) fn handle(
    world: &mut World,
    asks: Option<&str>,
    request: &Request<Bytes>,
    aim: &Aim,
    base: &Base,
) -> Response<Bytes> {
    world.tick();
    let meant = method::meant(request);
    let request = meant.as_ref().unwrap_or(request);
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
        world.attempt(|world| granted(world, &asking, aim))
    };
    let mut answer = answer.unwrap_or_else(Answer::from);
    tell_scopes(&mut answer, asker.as_ref(), aim.found.as_ref());
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
fn granted(world: &mut World, asking: &Asking<'_>, aim: &Aim) -> Result<Answer, Refusal> {
    let pays = asking.key.is_some() && !aim.found.as_ref().is_some_and(is_free);
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
    answer(world, asking, aim)
}

/// The tag that who asks would get by a GET of the same path.
fn current_tag(world: &mut World, asking: &Asking<'_>) -> Option<String> {
    let mut request = asking.request.clone();
    *request.method_mut() = Method::GET;
    request.headers_mut().remove(RANGE);
    let aim = Aim::of(&request);
    let asking = Asking {
        request: &request,
        ..*asking
    };
    answer(world, &asking, &aim).ok()?.tag()
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

/// The answer, where who asks may have one and the request is sound.
fn answer(world: &mut World, asking: &Asking<'_>, aim: &Aim) -> Result<Answer, Refusal> {
    let request = asking.request;
    let version = aim.version.as_ref().map_err(Refusal::clone)?;
    let schema = Schema::shared();
    let found = aim.found.as_ref();
    let is_open = found.is_some_and(|found| access::is_open(schema.entry(found.actions[0]).action));
    if asking.asker.is_none() && !is_open {
        return Err(Refusal::unauthorized());
    }
    let found = found.ok_or_else(Refusal::no_such_route)?;
    let first = aim.first.ok_or_else(Refusal::no_such_route)?;
    let asks = asking.key.unwrap_or_default();
    let arguments = access::without_tildes(world, asks, first.action, &found.arguments);
    let named = generic::named(world, first, &arguments)?;
    if let Some(asker) = asking.asker.filter(|_| !is_open) {
        let app = app_of(first, &named);
        access::pass(world, asker, first.action, app, request.headers())?;
    }
    aim.readable.clone()?;
    let choice = aim.choice.as_ref().ok_or_else(Refusal::no_such_route)?;
    choice.sound.clone()?;
    let entry = choice.entry;
    let query = request.uri().query().unwrap_or("");
    schema::check_query(entry.action, query)?;
    let (fields, range) = match entry.action.returns {
        Returns::Page(_) => {
            let fields = range::fields(schema, entry.action);
            let range = Range::from(request.headers(), &fields)?;
            (fields, range)
        }
        _ => (Vec::new(), Range::all()),
    };
    let call = Call {
        action: entry.action,
        table: entry.table,
        arguments: &arguments,
        places: &named.places,
        target: named.target.as_deref(),
        query,
        headers: request.headers(),
        body: &choice.body,
        version,
        range,
        base: asking.base,
        is_from_foreign_page: control::is_from_foreign_page(request),
    };
    let reply = match entry.rule {
        Some(rule) => rule(world, &call)?,
        None => generic::answer(world, &call)?,
    };
    answer_of(reply, &call, &fields)
}

/// What is answered by a reply; `fields` are those that a list is sorted by.
fn answer_of(reply: Reply, call: &Call<'_>, fields: &[&'static str]) -> Result<Answer, Refusal> {
    let mut answer = match reply.content {
        Content::One(value) => Answer::new(reply.status, value),
        Content::Part(cut) => Answer::list(fields, cut),
        Content::List(rows) => {
            let key = |row: &Value, field: &str| row.get(field).cloned().unwrap_or_default();
            Answer::list(fields, call.range.cut(rows, key, |row| row)?)
        }
    };
    schema::check_answer(call.action, call.version.is_sdk(), answer.body());
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
