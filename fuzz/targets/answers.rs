//! Lenient reading: what was read reads back as it is, and what cannot be read is told with its
//! place.

#![no_main]

use std::fmt::Debug;

use bytes::Bytes;
use heroku::app::AppInfo;
use heroku::dyno_size::DynoSizeInfo;
use heroku::release::ReleaseList;
use heroku::{ErrorKind, Request, Value};
use http::Response;
use libfuzzer_sys::fuzz_target;
use serde::Serialize;

fn json(value: &impl Serialize) -> Bytes {
    serde_json::to_vec(value).expect("a model is JSON").into()
}

/// What cannot be read is told with its place: below the root, if that is what was promised.
fn check_error(error: &heroku::Error, body: &Bytes, is_promised: fn(&Value) -> bool) {
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.body(), body);
    if let Ok(value) = serde_json::from_slice(body)
        && is_promised(&value)
    {
        let path = error.json_path().unwrap_or_default();
        assert!(!path.is_empty(), "{error}");
    }
}

/// What was read as one thing reads back from its own JSON as it is.
fn check_one<R>(body: &Bytes)
where
    R: Request,
    R::Output: Debug + PartialEq + Serialize,
{
    match R::from_http(Response::new(body.clone())) {
        Ok(answer) => {
            assert!(answer.drift().iter().all(|drift| drift.count > 0));
            let value = answer.into_value();
            let again = R::from_http(Response::new(json(&value))).expect("our own JSON");
            assert_eq!(again.value(), &value);
        }
        Err(error) => check_error(&error, body, Value::is_object),
    }
}

fuzz_target!(|input: &[u8]| {
    let body = Bytes::copy_from_slice(input);
    check_one::<AppInfo>(&body);
    check_one::<DynoSizeInfo>(&body);
    match ReleaseList::from_http(Response::new(body.clone())) {
        Ok(answer) => {
            let releases = answer.into_value().into_items();
            let again = ReleaseList::from_http(Response::new(json(&releases)));
            assert_eq!(again.expect("our own JSON").value().items(), releases);
        }
        Err(error) => check_error(&error, &body, Value::is_array),
    }
});
