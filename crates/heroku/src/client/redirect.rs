//! Where a redirect leads, and whether it is followed.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, Method, StatusCode, Uri};

use super::origin;
use crate::prepared::Head;

/// How many redirects in a row are followed.
pub(super) const LIMIT: usize = 10;

/// Where the redirects of a try have led so far.
#[derive(Clone, Copy, Default)]
pub(super) struct Trail {
    /// How many there were.
    pub(super) hops: usize,
    /// Whether an action was answered by 303, so that it is done.
    pub(super) has_acted: bool,
    /// Whether the last request went to another server than Heroku.
    pub(super) is_astray: bool,
}

/// What to do about an answer.
pub(super) enum Step {
    /// It is no redirect.
    Stay,
    /// Send this next, with the same body or without it.
    Follow {
        /// The next request.
        head: Box<Head>,
        /// Whether the body goes along.
        with_body: bool,
    },
}

/// Decides about an answer to `head`; the reason, if it is a redirect that must not be followed.
pub(super) fn step(
    head: &Head,
    status: StatusCode,
    answer: &HeaderMap,
    hops: usize,
) -> Result<Step, String> {
    let code = status.as_u16();
    if !matches!(code, 301 | 302 | 303 | 307 | 308) {
        return Ok(Step::Stay);
    }
    let Some(location) = answer.get(LOCATION).filter(|value| !value.is_empty()) else {
        return Err(format!(
            "Heroku redirects ({code}), but does not say where to"
        ));
    };
    if hops >= LIMIT {
        return Err(format!("more than {LIMIT} redirects in a row"));
    }
    let to = location
        .to_str()
        .ok()
        .and_then(|location| resolve(&head.uri, location))
        .ok_or_else(|| format!("Heroku redirects ({code}) to what is no URL"))?;
    if head.uri.scheme_str() == Some("https") && to.scheme_str() != Some("https") {
        return Err(format!(
            "Heroku redirects ({code}) from https:// to http://, which is not safe"
        ));
    }
    let same_origin = origin::is_same(&head.uri, &to);
    let reads = matches!(head.method, Method::GET | Method::HEAD);
    if !reads && code != 303 && !(same_origin && matches!(code, 307 | 308)) {
        return Err(format!(
            "Heroku redirects ({code}) a {} request, which is not repeated elsewhere",
            head.method
        ));
    }
    let mut headers = head.headers.clone();
    if !same_origin {
        // Unknown headers may carry credentials too, so only what surely does not goes along.
        let keep = [
            "accept",
            "accept-encoding",
            "last-event-id",
            "range",
            "user-agent",
        ];
        headers = keep
            .iter()
            .filter_map(|name| {
                Some((
                    http::HeaderName::from_static(name),
                    headers.get(*name)?.clone(),
                ))
            })
            .collect();
    }
    let with_body = !reads && code != 303;
    let method = if reads || with_body {
        head.method.clone()
    } else {
        Method::GET
    };
    if !with_body {
        headers.remove(CONTENT_TYPE);
        headers.remove(CONTENT_LENGTH);
    }
    Ok(Step::Follow {
        head: Box::new(Head {
            method,
            uri: to,
            headers,
        }),
        with_body,
    })
}

/// Where `location` leads, seen from `base`; `None` if that is no place for a request.
fn resolve(base: &Uri, location: &str) -> Option<Uri> {
    let location = location
        .split_once('#')
        .map_or(location, |(before, _)| before);
    let scheme = base.scheme_str()?;
    let text = if has_scheme(location) {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{scheme}:{location}")
    } else {
        let (path, query) = match location.find('?') {
            Some(start) => location.split_at(start),
            None => (location, ""),
        };
        let path = if path.is_empty() {
            base.path().to_owned()
        } else if path.starts_with('/') {
            without_dots(path)
        } else {
            let parent = base.path().rsplit_once('/');
            let parent = parent.map_or("", |(parent, _)| parent);
            without_dots(&format!("{parent}/{path}"))
        };
        format!("{scheme}://{}{path}{query}", base.authority()?)
    };
    let uri: Uri = text.parse().ok()?;
    let is_plain = matches!(uri.scheme_str(), Some("http" | "https"));
    (is_plain && !uri.authority()?.as_str().contains('@')).then_some(uri)
}

/// Whether `location` starts with a scheme, as in `mailto:`.
fn has_scheme(location: &str) -> bool {
    let end = location.find([':', '/', '?']);
    end.is_some_and(|end| end > 0 && location[end..].starts_with(':'))
}

/// A path whose segments `.` and `..` are taken at their word.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            name => {
                kept.push(name);
                continue;
            }
        }
        if is_last {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}
