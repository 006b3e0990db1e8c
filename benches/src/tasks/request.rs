//! Building a request.

use std::hint::black_box;

use bytes::Bytes;
use heroku::app::{AppCreate, AppInfo, AppList};
use heroku::http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, RANGE, USER_AGENT};
use heroku::http::{self, Request};
use heroku::{Client, ListRange};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::task::{Repeat, Task, Way, repeat};
use crate::library::TOKEN;

/// One with an argument, one with a body, one with a range.
pub const TASKS: &[Task] = &[
    Task {
        name: "request/info",
        ways: &[Way::new("heroku", info)],
        reference: Way::new("by hand", || repeat(|| info_by_hand(black_box(APP)))),
        repeats: 1000,
    },
    Task {
        name: "request/create",
        ways: &[Way::new("heroku", create)],
        reference: Way::new("by hand", || repeat(create_by_hand)),
        repeats: 1000,
    },
    Task {
        name: "request/list",
        ways: &[Way::new("heroku", list)],
        reference: Way::new("by hand", || repeat(|| list_by_hand(black_box(1000)))),
        repeats: 1000,
    },
];

pub(super) const APP: &str = "example-app";

const URL: &str = "https://api.heroku.com/apps";
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[derive(Serialize)]
struct Create<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feature_flags: Option<Vec<&'a str>>,
}

fn info() -> Repeat {
    let client = client();
    repeat(move || {
        let request = AppInfo::new(black_box(APP));
        client.prepare(&request).expect("a name fits into a path")
    })
}

fn create() -> Repeat {
    let client = client();
    repeat(move || {
        let request = AppCreate::new()
            .name(black_box(APP))
            .region(black_box("eu"))
            .stack(black_box("heroku-24"));
        client.prepare(&request).expect("texts fit into JSON")
    })
}

fn list() -> Repeat {
    let client = client();
    repeat(move || {
        let range = ListRange::by("id").max(black_box(1000));
        let request = AppList::new().range(range);
        client.prepare(&request).expect("the range is one")
    })
}

fn client() -> Client {
    let built = Client::builder().token(TOKEN).build();
    built.expect("a token is all that a client needs")
}

/// The request for one app.
pub(super) fn info_by_hand(app: &str) -> Request<Bytes> {
    let url = format!("{URL}/{}", utf8_percent_encode(app, UNRESERVED));
    built(headed(Request::get(url)), Bytes::new())
}

fn create_by_hand() -> Request<Bytes> {
    let create = Create {
        name: Some(black_box(APP)),
        region: Some(black_box("eu")),
        stack: Some(black_box("heroku-24")),
        feature_flags: None,
    };
    let body = serde_json::to_vec(&create).expect("texts fit into JSON");
    let json = HeaderValue::from_static("application/json");
    let request = headed(Request::post(URL)).header(CONTENT_TYPE, json);
    built(request, body.into())
}

fn list_by_hand(max: u32) -> Request<Bytes> {
    let request = headed(Request::get(URL)).header(RANGE, format!("id ..; max={max}"));
    built(request, Bytes::new())
}

fn headed(request: http::request::Builder) -> http::request::Builder {
    let accept = HeaderValue::from_static("application/vnd.heroku+json; version=3");
    let user_agent = HeaderValue::from_static("by-hand/1.0");
    request
        .header(ACCEPT, accept)
        .header(USER_AGENT, user_agent)
}

fn built(request: http::request::Builder, body: Bytes) -> Request<Bytes> {
    request.body(body).expect("URL and headers are well-formed")
}
