//! The calls for any path: `Get`, `Post`, `Put`, `Patch`, `Delete`, `APIReq`, `NewRequest`.

use heroku::{Client, Raw};
use http::Method;
use serde_json::Value;

use super::Prepared;
use crate::arguments::Arguments;

pub(super) fn prepare(heroku: &Client, call: &str, go: &Arguments<'_>) -> Option<Prepared> {
    let output = go.value(0);
    Some(match call {
        "Get" => finish(heroku, output, Raw::get(go.text(1))),
        "Post" => finish(
            heroku,
            output,
            with_body(Raw::post(go.text(1)), go.value(2)),
        ),
        "Put" => finish(heroku, output, with_body(Raw::put(go.text(1)), go.value(2))),
        "Patch" => finish(
            heroku,
            output,
            with_body(Raw::patch(go.text(1)), go.value(2)),
        ),
        "Delete" => heroku.prepare(&Raw::delete(go.text(0)).discard()),
        "APIReq" => finish(heroku, output, any(go, 1)),
        "NewRequest" => heroku.prepare(&any(go, 0)),
        _ => return None,
    })
}

/// Method, path and body, from `place` on.
fn any(go: &Arguments<'_>, place: usize) -> Raw {
    let method = Method::try_from(go.text(place)).expect("a method");
    with_body(Raw::new(method, go.text(place + 1)), go.value(place + 2))
}

/// A nil body is none, a text stands for a reader, all else is JSON.
fn with_body(raw: Raw, body: &Value) -> Raw {
    match body {
        Value::Null => raw,
        Value::String(text) => raw.bytes("", text.clone()),
        json => raw.json(json),
    }
}

/// A nil output is discarded, a writer takes what comes, all else is decoded.
fn finish(heroku: &Client, output: &Value, raw: Raw) -> Prepared {
    match output.as_str() {
        None => heroku.prepare(&raw.discard()),
        Some("written") => heroku.prepare(&raw),
        Some(_) => heroku.prepare(&raw.decode::<Vec<String>>()),
    }
}
