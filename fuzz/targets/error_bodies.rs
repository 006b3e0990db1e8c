//! Error bodies: whatever a server says, the error tells it in one line and keeps what came.

#![no_main]

use bytes::Bytes;
use heroku::app::AppInfo;
use heroku::{ErrorKind, Request};
use http::{HeaderValue, Response, StatusCode};
use libfuzzer_sys::fuzz_target;

// Two bytes of status, a header of one line, and the body.
fuzz_target!(|input: &[u8]| {
    let [high, low, rest @ ..] = input else {
        return;
    };
    let status = 100 + u16::from_be_bytes([*high, *low]) % 900;
    let status = StatusCode::from_u16(status).expect("100 to 999");
    let mut parts = rest.splitn(2, |byte| *byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let (header, body) = (part(), Bytes::copy_from_slice(part()));
    let mut response = Response::new(body.clone());
    *response.status_mut() = status;
    if let Ok(header) = HeaderValue::from_bytes(header) {
        response.headers_mut().insert("request-id", header);
    }
    let error = match AppInfo::from_http(response) {
        Ok(answer) => {
            assert!(status.is_success());
            let _shown = format!("{answer:?}");
            return;
        }
        Err(error) => error,
    };
    // Heroku has been seen to refuse under a good status, too.
    match (error.api(), status.is_success()) {
        (Some(api), true) => assert!(!api.id.is_empty() && !api.message.is_empty()),
        (api, is_success) => assert_eq!(api.is_none(), is_success),
    }
    let kind = error.api().map_or(ErrorKind::Decode, |_| ErrorKind::Api);
    assert_eq!(error.kind(), kind);
    assert_eq!(error.status(), Some(status));
    assert_eq!(error.body(), &body);
    for shown in [error.to_string(), format!("{error:?}")] {
        assert!(!shown.contains(char::is_control), "{shown:?}");
        assert!(!shown.contains(['\u{2028}', '\u{2029}']), "{shown:?}");
    }
    assert!(error.to_string().starts_with("AppInfo: "));
});
