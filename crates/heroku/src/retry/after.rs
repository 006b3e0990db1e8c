//! Reading `Retry-After`.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};

/// Nobody waits longer than a year.
const LONGEST: Duration = Duration::from_hours(24 * 365);

/// How long the answer asks to wait: `Retry-After` in seconds, or as a date.
///
/// A date is seen from the answer's own `Date`, so that a clock that is wrong does no harm. What
/// cannot be read counts as not said.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, &RETRY_AFTER)?;
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = text.parse().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds).min(LONGEST));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let now = text_date(headers).unwrap_or_else(SystemTime::now);
    let wait = until.duration_since(now).unwrap_or_default();
    Some(wait.min(LONGEST))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn text_date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(text(headers, &DATE)?).ok()
}
