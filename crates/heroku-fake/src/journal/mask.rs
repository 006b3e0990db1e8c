//! What of a request and its answer may be shown.
//!
//! Only what the description knows, and does not call secret, is shown: whatever else there is
//! keeps the names of its keys and loses its values.

use std::io::Read;

use flate2::read::GzDecoder;
use heroku_schema::{Action, Returns, Type};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::doors;
use crate::pages;
use crate::schema::Schema;

/// What stands in the place of a value that is not shown.
pub(super) const MASKED: &str = "[secret]";
/// More of a compressed body is not looked at.
const LARGEST: u64 = 4 * 1024 * 1024;
/// The methods of which the path of a request may be.
const METHODS: [&str; 5] = ["GET", "POST", "PATCH", "PUT", "DELETE"];
/// The headers whose values are shown. The client's own list is no part of its public API.
const SHOWN: [&str; 34] = [
    "accept",
    "accept-encoding",
    "accept-expansion",
    "accept-inclusion",
    "accept-ranges",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "etag",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "last-modified",
    "next-range",
    "oauth-scope",
    "oauth-scope-accepted",
    "range",
    "ratelimit-multiplier",
    "ratelimit-remaining",
    "request-id",
    "retry-after",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "warning-message",
    "x-content-type-options",
    "x-heroku-warning",
    "x-runtime",
];
/// The fields of a refusal that are shown.
const REFUSAL: [&str; 4] = ["id", "message", "resource", "url"];

/// A path with its secret arguments blanked, whatever the method; of a side door, with the secret
/// that opens it blanked.
pub(super) fn path(path: &str) -> String {
    if let Some((door, world, _)) = doors::split(path)
        && doors::door(door).is_some()
    {
        return format!("/{door}/{world}/{MASKED}");
    }
    if let Some(masked) = pages::path_without_secret(path, MASKED) {
        return masked;
    }
    let schema = Schema::shared();
    let known = METHODS.map(|method| schema.find(method, path).map(|_| method));
    let mut known = known.into_iter().flatten().peekable();
    if known.peek().is_none() {
        let plain = |part: &str| part.bytes().all(is_plain);
        let parts = path.split('/');
        let parts = parts.map(|part| if plain(part) { part } else { MASKED });
        return parts.collect::<Vec<_>>().join("/");
    }
    let mut masked = known.map(|method| schema.path_without_secrets(method, path));
    let masked = masked.find(|masked| masked != path);
    masked.unwrap_or_else(|| path.to_owned())
}

/// Whether a byte is one of names, and not one of addresses, which may hold passwords.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

/// A query with the values of the parameters that the action knows.
pub(super) fn query(action: Option<&Action>, query: &str) -> String {
    let known = action.map_or(&[][..], |action| &action.query);
    let pairs = query.split('&').map(|pair| {
        let (name, value) = match pair.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (pair, None),
        };
        let decoded = percent_decode_str(name).decode_utf8_lossy();
        let field = known.iter().find(|field| field.wire_name == decoded);
        match field {
            Some(field) if !matches!(field.ty, Type::Secret) => pair.to_owned(),
            _ if pair.is_empty() => String::new(),
            _ if value.is_some() => format!("{name}={MASKED}"),
            // It may be a value that somebody forgot to name.
            _ => MASKED.to_owned(),
        }
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// The headers as an object; values that are not known to be harmless are blanked.
pub(super) fn headers(headers: &HeaderMap) -> Value {
    let mut shown = Map::new();
    for name in headers.keys() {
        let values = headers.get_all(name).iter();
        let text = if SHOWN.contains(&name.as_str()) {
            let texts = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            texts.collect::<Vec<_>>().join(", ")
        } else {
            MASKED.to_owned()
        };
        shown.insert(name.as_str().to_owned(), text.into());
    }
    Value::Object(shown)
}

/// The body of a request.
pub(super) fn request_body(action: Option<&Action>, body: &[u8]) -> Value {
    let ty = action.and_then(|action| action.body.as_ref());
    text(body, |value| match ty {
        Some(ty) => typed(ty, value),
        None => unknown(value),
    })
}

/// The body of an answer; `granted` tells whether it is no refusal.
pub(super) fn answer_body(
    action: Option<&Action>,
    granted: bool,
    headers: &HeaderMap,
    body: &[u8],
) -> Value {
    let plain = if headers.contains_key(CONTENT_ENCODING) {
        decompress(body)
    } else {
        body.to_vec()
    };
    text(&plain, |value| match action.map(|action| &action.returns) {
        _ if !granted => refusal(value),
        Some(Returns::One(ty)) => typed(ty, value),
        Some(Returns::Page(ty) | Returns::Many(ty)) => items(ty, value),
        _ => unknown(value),
    })
}

/// A body as JSON, masked; or how long it is, where it is none.
fn text(body: &[u8], mask: impl FnOnce(Value) -> Value) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    match serde_json::from_slice(body) {
        Ok(value) => mask(value),
        Err(_) => format!("[{} bytes that are no JSON]", body.len()).into(),
    }
}

/// A value by its type: what the type does not know, or calls secret, is blanked.
pub(crate) fn typed(ty: &Type, value: Value) -> Value {
    match (ty, value) {
        (_, Value::Null) => Value::Null,
        (Type::Array(item), value @ Value::Array(_)) => items(item, value),
        (Type::Object(object), Value::Object(fields)) => {
            let shown = fields.into_iter().map(|(name, value)| {
                let mut known = object.fields.iter();
                let value = match known.find(|field| field.wire_name == name) {
                    Some(field) => typed(&field.ty, value),
                    None => unknown(value),
                };
                (name, value)
            });
            Value::Object(shown.collect())
        }
        // Plain text in the place of an object is one of its fields.
        (Type::Object(object), value @ Value::String(_)) => {
            let mut known = object.fields.iter();
            match known.find(|field| Some(&field.wire_name) == object.text_field.as_ref()) {
                Some(field) => typed(&field.ty, value),
                None => unknown(value),
            }
        }
        (Type::Model(name), value) => match Schema::shared().model(name) {
            Some(model) if !matches!(model, Type::Model(other) if other == name) => {
                typed(model, value)
            }
            _ => unknown(value),
        },
        (
            Type::String
            | Type::Timestamp
            | Type::Integer
            | Type::Number
            | Type::Boolean
            | Type::Enum(_),
            value @ (Value::String(_) | Value::Number(_) | Value::Bool(_)),
        ) => value,
        (_, value) => unknown(value),
    }
}

fn items(item: &Type, value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(|value| typed(item, value)).collect(),
        value => unknown(value),
    }
}

fn refusal(value: Value) -> Value {
    let Value::Object(fields) = value else {
        return unknown(value);
    };
    let shown = fields.into_iter().map(|(name, value)| {
        let told = REFUSAL.contains(&name.as_str()) && value.is_string();
        let value = if told { value } else { unknown(value) };
        (name, value)
    });
    Value::Object(shown.collect())
}

/// A value of which nothing is known: the names of its keys.
fn unknown(value: Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Array(values) => values.into_iter().map(unknown).collect(),
        Value::Object(fields) => {
            let shown = fields.into_iter();
            Value::Object(shown.map(|(name, value)| (name, unknown(value))).collect())
        }
        _ => MASKED.into(),
    }
}

fn decompress(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    // What cannot be read to its end is told by what there is of it.
    let _ = GzDecoder::new(body).take(LARGEST).read_to_end(&mut plain);
    plain
}
