//! The door to the logs of an app: its last lines, and those that come while it is open.

use bytes::Bytes;
use http::header::{ACCEPT, CACHE_CONTROL};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use tokio::sync::mpsc;

use super::Visit;
use super::plain::{PLAIN, last_seen, plain};
use crate::outcome::Content;
use crate::world::{Follower, Line, Row, World};

/// Which lines of an app's log a session shows, and in which form.
#[derive(Clone)]
struct Wish {
    /// A dyno, or all of one type.
    dyno: Option<String>,
    source: Option<String>,
    /// A type of process.
    kind: Option<String>,
    /// Whether the lines come as events.
    events: bool,
}

/// Shows the lines that the session of the address asks for.
pub(super) fn open(world: &mut World, visit: &Visit<'_>) -> Response<Content> {
    let headers = visit.request.headers();
    if ![Method::GET, Method::HEAD].contains(visit.request.method()) {
        return plain(
            StatusCode::METHOD_NOT_ALLOWED,
            "A log can only be read, by GET.\n",
        );
    }
    let session = world.store.named("log-session", visit.secret).next();
    let Some(session) = session.cloned() else {
        return plain(
            StatusCode::NOT_FOUND,
            "This log session is over, or never was.\n",
        );
    };
    let wish = Wish::of(&session, headers);
    let app = session.noted("app").as_str().unwrap_or_default();
    let past = past(world, app, &session, &wish, last_seen(headers));
    let content = if session.noted("tail").as_bool() == Some(true) {
        follow(world, app, wish.clone(), past)
    } else {
        Content::Whole(past)
    };
    let kind = if wish.events {
        "text/event-stream"
    } else {
        PLAIN
    };
    let mut response = content.answer(StatusCode::OK, kind);
    let kept = HeaderValue::from_static("no-cache");
    response.headers_mut().insert(CACHE_CONTROL, kept);
    response
}

/// The lines that are there already: the last ones, or those behind the one that was seen last.
fn past(world: &World, app: &str, session: &Row, wish: &Wish, seen: Option<u64>) -> Bytes {
    let most = session.noted("lines").as_u64().unwrap_or_default();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let lines = world.logs.of(app).rev();
    let lines = lines.take_while(|line| seen.is_none_or(|seen| line.number > seen));
    let mut pieces: Vec<Bytes> = lines
        .filter_map(|line| wish.show(line))
        .take(most)
        .collect();
    pieces.reverse();
    pieces.concat().into()
}

/// The lines that are there, and those that come from now on.
fn follow(world: &mut World, app: &str, wish: Wish, past: Bytes) -> Content {
    let (sender, receiver) = mpsc::unbounded_channel();
    // The receiver is there until this function ends.
    let _ = sender.send(past);
    let show = Box::new(move |line: &Line| wish.show(line));
    world.followers.add(Follower::new(app, show, sender));
    Content::Stream(receiver)
}

impl Wish {
    /// What a session was made for, in the form that the headers ask for.
    fn of(session: &Row, headers: &HeaderMap) -> Self {
        let text = |note| session.noted(note).as_str().map(str::to_owned);
        Self {
            dyno: text("dyno"),
            source: text("source"),
            kind: text("type"),
            events: accepts_events(headers),
        }
    }

    /// What is sent for a line, where it is asked for.
    fn show(&self, line: &Line) -> Option<Bytes> {
        let is_of = |kind: &String| {
            let rest = line.dyno.strip_prefix(kind.as_str());
            rest.is_some_and(|rest| rest.starts_with(['.', '-']))
        };
        let fits = self
            .source
            .as_ref()
            .is_none_or(|source| *source == line.source)
            && self.kind.as_ref().is_none_or(is_of)
            && self
                .dyno
                .as_ref()
                .is_none_or(|dyno| *dyno == line.dyno || is_of(dyno));
        let text = line.show();
        let shown = if self.events {
            format!("id: {}\ndata: {text}\n\n", line.number)
        } else {
            format!("{text}\n")
        };
        fits.then(|| shown.into())
    }
}

fn accepts_events(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(ACCEPT).into_iter();
    let mut accepts = accepts.filter_map(|value| value.to_str().ok());
    accepts.any(|value| value.contains("text/event-stream"))
}
