//! Error bodies: whatever comes, it is told in one line, and nothing of it is lost.

use bytes::Bytes;
use heroku::app::{AppInfo, AppList};
use heroku::http::{self, HeaderValue, StatusCode};
use heroku::{Error, ErrorKind, Request, Value};
use proptest::prelude::*;
use serde_json::Map;

use super::cases;

/// Texts with all that would break a line or a terminal.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "not_found",
        "Couldn't find that app.",
        " ",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "\u{1b}[2J",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "é",
        "\"",
        "\\",
        "{}",
    ]);
    prop_oneof![
        3 => prop::collection::vec(pieces, 0..4).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// A value where text should be, and what is told of it.
fn told() -> impl Strategy<Value = (Value, Option<String>)> {
    prop_oneof![
        6 => texts().prop_map(|text| (Value::from(text.clone()), Some(text))),
        1 => any::<i64>().prop_map(|number| (number.into(), Some(number.to_string()))),
        1 => any::<bool>().prop_map(|value| (value.into(), Some(value.to_string()))),
        1 => texts().prop_map(|text| (serde_json::json!([text]), None)),
        1 => Just((Value::Null, None)),
    ]
}

/// A field that may be there, under its name in whichever case.
fn field(name: &'static str) -> impl Strategy<Value = Option<(String, Value, Option<String>)>> {
    let names = prop::sample::select(vec![
        name.to_owned(),
        name.to_owned(),
        name.to_ascii_uppercase(),
        name[..1].to_ascii_uppercase() + &name[1..],
    ]);
    let field = (names, told()).prop_map(|(name, (value, told))| (name, value, told));
    prop::option::weighted(0.8, field)
}

/// The fields that Heroku sends, and some that it does not.
fn bodies() -> impl Strategy<Value = (Vec<u8>, [Option<String>; 4])> {
    let fields = (
        field("id"),
        field("message"),
        field("url"),
        field("resource"),
    );
    let others = prop::collection::btree_map("x[a-z]{0,5}", told(), 0..3);
    let marks = prop::sample::select(vec!["", "", "\u{feff}", " \r\n"]);
    (fields, others, marks).prop_map(|((id, message, url, resource), others, mark)| {
        let mut body = Map::new();
        let told = [id, message, url, resource].map(|field| {
            let (name, value, told) = field?;
            body.insert(name, value);
            told
        });
        let others = others.into_iter().map(|(name, (value, _))| (name, value));
        body.extend(others);
        let text = format!("{mark}{}", Value::Object(body));
        (text.into_bytes(), told)
    })
}

/// Lines of the header `Request-Id`, and the ids that stand in them.
fn ids() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let id = prop_oneof![
        6 => "[0-9a-f]{1,8}(-[0-9a-f]{1,4}){0,3}",
        1 => Just(String::new()),
        1 => "[0-9a-f]{200}",
        1 => "[0-9a-f]{201}",
    ];
    let blanks = prop::sample::select(vec!["", " ", "\t"]);
    let line = prop::collection::vec((id, blanks), 0..4);
    prop::collection::vec(line, 0..3).prop_map(|lines| {
        let ids = lines.iter().flatten().map(|(id, _)| id.clone());
        let ids = ids.filter(|id| (1..=200).contains(&id.len())).collect();
        let line = |parts: &Vec<(String, &str)>| {
            let parts = parts
                .iter()
                .map(|(id, blank)| format!("{blank}{id}{blank}"));
            parts.collect::<Vec<_>>().join(",")
        };
        (lines.iter().map(line).collect(), ids)
    })
}

fn response(status: u16, headers: &[(String, Vec<u8>)], body: &[u8]) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = StatusCode::from_u16(status).expect("100 to 999");
    for (name, value) in headers {
        let name = http::HeaderName::try_from(name).expect("a name");
        if let Ok(value) = HeaderValue::from_bytes(value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// The words of a text, with nothing between them that breaks a line.
fn words(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    let words = words.filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn check_shown(error: &Error) -> Result<(), TestCaseError> {
    for shown in [error.to_string(), format!("{error:?}")] {
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        prop_assert!(!shown.contains(breaks), "{:?}", shown);
        prop_assert_eq!(shown.trim(), &shown);
    }
    Ok(())
}

#[test]
fn what_is_blank_is_not_shown() {
    for (body, shown) in [
        (
            r#"{"id":" ","message":"No."}"#,
            "AppInfo: 404 Not Found: No.",
        ),
        (r#"{"id":"gone","message":"\n"}"#, "AppInfo: 404 gone"),
    ] {
        let error = AppInfo::from_http(response(404, &[], body.as_bytes()));
        assert_eq!(error.expect_err("a refusal").to_string(), shown);
    }
}

proptest! {
    #![proptest_config(cases(2048))]

    #[test]
    fn any_answer_is_a_value_or_an_error_that_keeps_it(
        status in 100..1000_u16,
        headers in prop::collection::vec(
            (
                "request-id|content-type|content-encoding|retry-after|next-range|x-[a-z]{1,3}",
                prop::collection::vec(any::<u8>(), 0..12),
            ),
            0..4,
        ),
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..40),
            texts().prop_map(String::into_bytes),
            bodies().prop_map(|(body, _)| body),
        ],
    ) {
        let sent = response(status, &headers, &body);
        let sent_headers = sent.headers().clone();
        let one = AppInfo::from_http(sent).map(|app| (app.status(), app.body().clone()));
        let list = AppList::from_http(response(status, &headers, &body));
        for answer in [one, list.map(|page| (page.status(), page.body().clone()))] {
            let error = match answer {
                Ok((found, kept)) => {
                    prop_assert!((200..300).contains(&status));
                    prop_assert_eq!((found.as_u16(), &kept[..]), (status, &body[..]));
                    continue;
                }
                Err(error) => error,
            };
            prop_assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            prop_assert_eq!(&error.body()[..], &body[..]);
            prop_assert_eq!(error.headers(), &sent_headers);
            prop_assert!(error.may_have_been_sent());
            if !(200..300).contains(&status) {
                prop_assert_eq!(error.kind(), ErrorKind::Api);
            }
            check_shown(&error)?;
        }
    }

    #[test]
    fn what_heroku_says_is_found_and_told(
        status in 300..600_u16,
        (body, [id, message, url, resource]) in bodies(),
        (lines, ids) in ids(),
    ) {
        let lines = lines.into_iter().map(|line| ("request-id".to_owned(), line.into_bytes()));
        let headers: Vec<_> = lines.collect();
        let error = AppInfo::from_http(response(status, &headers, &body)).expect_err("a refusal");
        let api = error.api().expect("what Heroku says");
        let told = |text: &Option<String>| text.clone().unwrap_or_default();
        prop_assert_eq!((&api.id, &api.message), (&told(&id), &told(&message)));
        prop_assert_eq!((&api.url, &api.resource), (&url, &resource));
        prop_assert_eq!(error.request_ids(), ids.iter().collect::<Vec<_>>());
        check_shown(&error)?;
        let shown = error.to_string();
        let start = format!("AppInfo: {status}");
        prop_assert!(shown.starts_with(&start), "{:?}", shown);
        let told = [&api.id, &api.message].map(|text| words(text));
        prop_assert!(told.iter().all(|words| shown.contains(words)), "{:?}", shown);
        if let Some(id) = ids.first() {
            prop_assert!(shown.ends_with(&format!(" (request {id})")), "{:?}", shown);
        }
    }
}
