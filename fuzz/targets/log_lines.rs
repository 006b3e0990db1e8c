//! Log lines: nothing of a line is lost, and however a stream is cut and packed, the same lines
//! come out of it.

#![no_main]

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use heroku::log_session::LogSessionCreate;
use heroku::logs::LogLine;
use heroku::transport::{Body, Exchange, Transport, TransportError};
use heroku::{Client, RatePolicy, Secret, Timestamp};
use http::{Method, Request, Response};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};

const SESSION: &str = r#"{"id":"0","logplex_url":"https://logs.example.com/0"}"#;

/// What a stream is served as.
#[derive(Clone, Default)]
struct Served {
    are_events: bool,
    pieces: VecDeque<Bytes>,
}

/// A log server within the process.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<Served>>);

impl Transport for Server {
    fn exchange(&self, request: Request<Body>) -> Exchange {
        let served = self.0.lock().expect("the stream").clone();
        let (content_type, pieces) = match (request.method(), served.are_events) {
            (&Method::POST, _) => ("application/json", [Bytes::from(SESSION)].into()),
            (_, true) => ("text/event-stream", served.pieces),
            (_, false) => ("text/plain", served.pieces),
        };
        let answer = Response::builder()
            .header("content-type", content_type)
            .body(Body::stream(Pieces(pieces)));
        Box::pin(std::future::ready(Ok(answer.expect("an answer"))))
    }
}

struct Pieces(VecDeque<Bytes>);

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

struct World {
    server: Server,
    client: Client,
    runtime: Runtime,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let server = Server::default();
    let builder = Client::builder().transport(server.clone()).token("token");
    let client = builder.no_retry().rate(RatePolicy::Ignore).build();
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    World {
        server,
        client: client.expect("a client"),
        runtime: runtime.expect("a runtime"),
    }
});

/// The bytes in pieces whose lengths are the digits of `cuts`, over and over; whole without any.
fn cut(bytes: &[u8], cuts: u16) -> VecDeque<Bytes> {
    let digits = (0..4).map(|digit| usize::from(cuts >> (4 * digit) & 15));
    let mut lengths = digits.filter(|length| *length > 0).collect::<Vec<_>>();
    if lengths.is_empty() {
        lengths.push(bytes.len().max(1));
    }
    let mut pieces = VecDeque::new();
    let mut rest = bytes;
    for length in lengths.into_iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, behind) = rest.split_at(length.min(rest.len()));
        pieces.push_back(Bytes::copy_from_slice(piece));
        rest = behind;
    }
    pieces
}

/// The lines of a log and of an output that are served like that.
fn read(are_events: bool, pieces: VecDeque<Bytes>) -> [Vec<String>; 2] {
    let world = &*WORLD;
    *world.server.0.lock().expect("the stream") = Served { are_events, pieces };
    world.runtime.block_on(async {
        let mut lines = [Vec::new(), Vec::new()];
        let mut logs = world.client.logs(LogSessionCreate::new("example"));
        while let Some(line) = logs.next().await {
            lines[0].push(line.expect("a line").into_raw());
        }
        let url = Secret::from("https://output.example.com/0");
        let mut output = world.client.output(&url);
        while let Some(line) = output.next().await {
            lines[1].push(line.expect("a line"));
        }
        lines
    })
}

/// The lines of a text, which end with LF or CRLF.
fn lines(bytes: &[u8]) -> Vec<String> {
    let mut lines: Vec<_> = bytes.split(|byte| *byte == b'\n').collect();
    if lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    let text = |line: &[u8]| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        String::from_utf8_lossy(line).into_owned()
    };
    lines.into_iter().map(text).collect()
}

fn check_line(raw: &str) {
    let line = LogLine::parse(raw);
    assert_eq!(line.raw(), raw);
    assert_eq!(line.to_string(), raw);
    let _shown = format!("{line:?}");
    let before = raw.strip_suffix(line.text()).expect("the text is the end");
    let Some(time) = line.time() else {
        assert_eq!((before, line.source(), line.dyno()), ("", None, None));
        return;
    };
    let (word, origin) = before.split_once(' ').unwrap_or((before, ""));
    assert_eq!(word.parse::<Timestamp>().expect("the time"), time);
    let dyno = line.dyno().unwrap_or_default();
    match line.source() {
        None => assert_eq!((origin, line.dyno()), ("", None)),
        Some(source) => {
            assert!(!source.is_empty());
            let whole = format!("{source}[{dyno}]:");
            assert_eq!(origin.strip_suffix(' ').unwrap_or(origin), whole);
        }
    }
}

// Two bytes that say how to cut, and the bytes of a stream.
fuzz_target!(|input: &[u8]| {
    let [high, low, bytes @ ..] = input else {
        return;
    };
    let cuts = u16::from_be_bytes([*high, *low]);
    let expected = lines(bytes);
    expected.iter().for_each(|line| check_line(line));

    let [log, output] = read(false, cut(bytes, cuts));
    assert_eq!(log, expected);
    // With NULs a silent connection is kept.
    let without: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    assert_eq!(output, lines(&without));

    // As events of one line each, with no CR, which ends a line there.
    let one_line = |line: &String| line.replace('\r', " ");
    let expected: Vec<_> = expected.iter().map(one_line).collect();
    let events: String = expected
        .iter()
        .map(|line| format!("data: {line}\n\n"))
        .collect();
    let read_events = read(true, cut(events.as_bytes(), cuts));
    // An event without content is no line of a log.
    let filled = expected.iter().filter(|line| !line.is_empty());
    assert_eq!(read_events, [filled.cloned().collect(), expected]);

    // As events of any kind: only the bytes count, not how they come.
    assert_eq!(read(true, cut(bytes, cuts)), read(true, cut(bytes, 0)));
});
