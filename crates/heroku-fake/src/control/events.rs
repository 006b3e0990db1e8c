//! The journal as server-sent events.

use http::StatusCode;

use super::answer::{Refused, content};
use super::asked::{Control, number};
use crate::outcome::{Content, Outcome};

/// `GET /_fake/events`: the entries behind `after` or the `Last-Event-ID`, and all that come.
pub(super) fn listen(control: &Control<'_>) -> Result<Outcome, Refused> {
    let mut after = 0;
    for (name, value) in control.query(&["after"])? {
        after = number(&name, &value)?;
    }
    let last = control.request.headers().get("last-event-id");
    if let Some(last) = last.and_then(|last| last.to_str().ok()) {
        after = number("Last-Event-ID", last)?;
    }
    let events = Content::Stream(control.fake.journal().listen(after));
    Ok(content(StatusCode::OK, "text/event-stream", events))
}
