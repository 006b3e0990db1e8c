//! Ranges: the fake answers any header, and understands a `ListRange` as it was meant.

#![no_main]

use bytes::Bytes;
use heroku::app::AppList;
use heroku::{ListRange, Request};
use heroku_fake::Fake;
use http::{HeaderValue, StatusCode, header};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static FAKE: LazyLock<Fake> = LazyLock::new(|| {
    let fake = Fake::new();
    fake.seed_apps(12);
    fake
});

fn names(range: Option<HeaderValue>) -> Result<Vec<String>, StatusCode> {
    let mut request = http::Request::get("/apps")
        .header(header::ACCEPT, "application/vnd.heroku+json; version=3")
        .header(header::AUTHORIZATION, "Bearer any-token")
        .body(Bytes::new())
        .expect("a request");
    if let Some(range) = range {
        request.headers_mut().insert(header::RANGE, range);
    }
    let answer = FAKE.handle(request);
    let status = answer.status();
    match AppList::from_http(answer) {
        Ok(page) => Ok(page
            .into_value()
            .into_items()
            .into_iter()
            .map(|app| app.name)
            .collect()),
        Err(error) => {
            assert!(error.api().is_some(), "{error}");
            Err(status)
        }
    }
}

/// Which of all names the range means, worked out from the arguments alone.
fn meant(first: &str, last: &str, flags: u8, max: usize) -> Vec<String> {
    let mut all = names(None).expect("the whole list");
    all.sort();
    let (after, before) = (flags & 1 != 0, flags & 2 != 0);
    all.retain(|name| {
        let name = name.as_str();
        (first.is_empty() || name > first || (name == first && !after))
            && (last.is_empty() || name < last || (name == last && !before))
    });
    all.truncate(max);
    all
}

// A byte of flags and one for `max`, then a header; or two ends, parted by a line feed.
fuzz_target!(|input: &[u8]| {
    let [flags, max, rest @ ..] = input else {
        return;
    };
    if let Ok(header) = HeaderValue::from_bytes(rest)
        && let Err(status) = names(Some(header))
    {
        assert!(status.is_client_error(), "{status}");
    }
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let (first, last) = text.split_once('\n').unwrap_or((text, ""));
    let mut range = ListRange::by("name").max(u32::from(*max));
    range = if flags & 1 == 0 {
        range.from(first)
    } else {
        range.after(first)
    };
    range = if flags & 2 == 0 {
        range.until(last)
    } else {
        range.before(last)
    };
    let Ok(request) = AppList::new()
        .range(range)
        .to_http("https://api.heroku.com")
    else {
        return;
    };
    let header = request
        .headers()
        .get(header::RANGE)
        .expect("a range")
        .clone();
    // What is not ASCII can be sent, but the fake does not sort by it.
    if header.to_str().is_err() {
        return;
    }
    let found = names(Some(header)).expect("the fake understands what the client writes");
    assert_eq!(found, meant(first, last, *flags, usize::from(*max)));
});
