//! Replays every call of the Go client through our requests: the same verb, path, range, content
//! type and body.
//!
//! What the Go client sends stands in `calls.txt` and `ranges.txt`; how the same is said with our
//! requests, in `requests`.

mod arguments;
mod cases;
mod requests;

use std::collections::BTreeSet;

use arguments::Arguments;
use cases::{Case, Expected, ODD};
use heroku::{Client, ErrorKind};
use http::header::{ACCEPT, CONTENT_TYPE, RANGE};
use requests::Prepared;
use serde_json::Value;

const BASE: &str = "https://api.heroku.com";

fn cases() -> Vec<Case> {
    cases::read(include_str!("calls.txt"), include_str!("ranges.txt"))
}

fn client() -> Client {
    Client::builder().base_url(BASE).build().expect("a client")
}

fn prepare(heroku: &Client, case: &Case) -> Prepared {
    requests::prepare(heroku, &case.call, &Arguments(&case.arguments)).expect(&case.call)
}

/// What differs between what was expected and what we would send.
fn difference(case: &Case, prepared: Prepared) -> Option<String> {
    let request = match prepared {
        Ok(request) => request,
        Err(error) => return Some(format!("refused: {error}")),
    };
    let header = |name| {
        let value = request.headers().get(name)?;
        Some(value.to_str().expect("a header of text").to_owned())
    };
    let body = request.body().as_bytes().unwrap_or_default();
    let is_empty_object = case.body == Expected::Json(Value::Object(serde_json::Map::new()));
    let (body_is_right, content_type) = match &case.body {
        Expected::Nothing => (body.is_empty(), None),
        Expected::Json(_) if is_empty_object && body.is_empty() => (true, None),
        Expected::Json(json) => (
            serde_json::from_slice::<Value>(body).is_ok_and(|sent| sent == *json),
            Some("application/json".to_owned()),
        ),
        Expected::Text(text) => (body == text.as_bytes(), None),
    };
    let is_right = body_is_right
        && request.method().as_str() == case.method
        && request.uri().to_string() == format!("{BASE}{}", case.path)
        && header(RANGE) == case.range
        && header(CONTENT_TYPE) == content_type;
    (!is_right).then(|| format!("{request:?}"))
}

#[test]
fn every_go_call_is_sent_as_the_go_client_sends_it() {
    let heroku = client();
    let differences: Vec<String> = cases()
        .iter()
        .filter_map(|case| Some((case, difference(case, prepare(&heroku, case))?)))
        .map(|(case, found)| format!("{case:#?}\nbut: {found}"))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn every_go_call_has_all_its_variants() {
    let cases = cases();
    let calls: BTreeSet<&str> = cases.iter().map(|case| case.call.as_str()).collect();
    assert_eq!(calls.len(), 99 + 7, "99 actions, and 7 for any path");
    for call in calls {
        let variants: BTreeSet<&str> = cases
            .iter()
            .filter(|case| case.call == call)
            .map(|case| case.variant.as_str())
            .collect();
        let any = |names: &[&str]| names.iter().any(|name| variants.contains(name));
        assert!(
            any(&["plain", "nil", "all", "exclusive-first", "get"]),
            "{call}: {variants:?}"
        );
        let has_options = variants.contains("all") && !variants.contains("descending");
        let all = ["nil", "empty", "zero", "odd"]
            .iter()
            .all(|name| variants.contains(name));
        assert!(
            !has_options || all || call == "OAuthTokenCreate",
            "{call}: {variants:?}"
        );
    }
}

#[test]
fn a_path_argument_that_reaches_another_route_is_refused() {
    let heroku = client();
    let mut tried = 0;
    for case in cases().iter().filter(|case| case.variant == "path") {
        for (place, argument) in case.arguments.iter().enumerate() {
            if !argument.as_str().is_some_and(|text| text.starts_with(ODD)) {
                continue;
            }
            for bad in ["", ".", ".."] {
                let mut case = case.clone();
                case.arguments[place] = bad.into();
                let refused = prepare(&heroku, &case).expect_err(&format!("{case:?}"));
                assert_eq!(refused.kind(), ErrorKind::Request, "{case:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "only {tried} tried");
}

#[test]
fn every_call_asks_for_version_3() {
    let heroku = client();
    for case in cases() {
        let request = prepare(&heroku, &case).expect("a request");
        let accept = request.headers()[ACCEPT].to_str().expect("text");
        // Today only the wider variant publishes the log session's `dyno`.
        let is_wider = case.call == "LogSessionCreate" && case.arguments[1].get("dyno").is_some();
        let suffix = if is_wider { ".sdk" } else { "" };
        let expected = format!("application/vnd.heroku+json; version=3{suffix}");
        assert_eq!(accept, expected, "{case:?}");
    }
}
