//! The output of builds and releases: no gap, no repeat, and no key for whom it is not meant.

mod scripted;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use heroku::{Client, Error, ErrorKind, Secret};
use scripted::{End, Received, Reply, Scripted};
use tokio::time::{Instant, timeout};

const URL: &str = "https://build-output.example/streams/canary-path?key=canary-query";
const LOG: &str = "-----> Building\r\nça va\n\n10%\r20%\r\n-----> Building\r\nça va\n\n💜 done";

/// How a server takes a request for the rest.
#[derive(Clone, Copy, Debug)]
enum Manner {
    /// With 206, as the standard has it.
    Partial,
    /// With 206, but from a little before.
    PartialFromBefore,
    /// It gives the whole output.
    Ignorant,
    /// With the rest, but with 200, as Heroku's own server does.
    Silent,
}

fn from(request: &Received) -> usize {
    let range = request.header("range");
    let start = range.map(|range| range.strip_prefix("bytes=").expect("a range of bytes"));
    start.map_or(0, |range| {
        range.trim_end_matches('-').parse().expect("a start")
    })
}

fn rest(manner: Manner, log: &[u8], start: usize) -> (Reply, usize) {
    let partial = |start: usize| {
        let (last, all) = (log.len().saturating_sub(1), log.len());
        Reply::new(206, "").header("content-range", format!("bytes {start}-{last}/{all}"))
    };
    match manner {
        _ if start == 0 => (Reply::new(200, ""), 0),
        Manner::Partial => (partial(start), start),
        Manner::PartialFromBefore => (partial(start.saturating_sub(3)), start.saturating_sub(3)),
        Manner::Ignorant => (Reply::new(200, ""), 0),
        Manner::Silent => (Reply::new(200, ""), start),
    }
}

async fn bytes(client: &Client) -> Vec<u8> {
    let mut bytes = Vec::new();
    let count = client
        .output(&Secret::from(URL))
        .write_to(&mut bytes)
        .await
        .expect("all of it");
    assert_eq!(count, bytes.len() as u64);
    bytes
}

async fn lines(client: &Client) -> (Vec<String>, Option<Error>) {
    let (mut lines, mut errors) = (Vec::new(), Vec::new());
    let mut output = client.output(&Secret::from(URL));
    while let Some(line) = output.next().await {
        match line {
            Ok(line) => lines.push(line),
            Err(error) => errors.push(error),
        }
    }
    assert!(output.next().await.is_none());
    assert!(errors.len() < 2);
    (lines, errors.pop())
}

async fn error(script: &Scripted) -> Error {
    let (_, error) = lines(&script.client()).await;
    error.expect("an error")
}

#[tokio::test(start_paused = true)]
async fn gives_lines_without_their_ends() {
    let script = Scripted::new(|_, _| Reply::new(200, LOG));
    let (lines, error) = lines(&script.client()).await;
    assert!(error.is_none());
    let expected: Vec<_> = LOG.lines().collect();
    assert_eq!(lines, expected);
    assert_eq!(script.received().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cut_anywhere_leaves_no_gap_and_repeats_nothing() {
    let manners = [
        Manner::Partial,
        Manner::PartialFromBefore,
        Manner::Ignorant,
        Manner::Silent,
    ];
    for manner in manners {
        for cut in 0..=LOG.len() {
            for end in [End::Broken, End::Silent] {
                let script = Scripted::new(move |number, request| {
                    let (reply, start) = rest(manner, LOG.as_bytes(), from(request));
                    if number == 0 {
                        return Reply::new(200, &LOG.as_bytes()[..cut]).then(end);
                    }
                    reply.with_body(&LOG.as_bytes()[start..])
                });
                let bytes = bytes(&script.client()).await;
                assert_eq!(bytes, LOG.as_bytes(), "{manner:?}, cut at {cut}");
                let requests = script.received();
                let is_partial = matches!(manner, Manner::Partial | Manner::PartialFromBefore);
                let expected = if is_partial || cut == 0 { 2 } else { 3 };
                assert_eq!(requests.len(), expected, "{manner:?}, cut at {cut}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn goes_on_as_long_as_each_connection_brings_a_byte() {
    for manner in [Manner::Partial, Manner::Ignorant] {
        let script = Scripted::new(move |_, request| {
            let (reply, start) = rest(manner, LOG.as_bytes(), from(request));
            let end = (from(request) + 1).min(LOG.len());
            match manner {
                Manner::Partial if from(request) < LOG.len() => reply
                    .with_body(&LOG.as_bytes()[start..end])
                    .then(End::Broken),
                _ => reply.with_body(&LOG.as_bytes()[start..]),
            }
        });
        assert_eq!(bytes(&script.client()).await, LOG.as_bytes());
    }
}

#[tokio::test(start_paused = true)]
async fn nuls_that_keep_a_connection_alive_are_no_output_and_do_not_count() {
    for cut in 0..=LOG.len() {
        let script = Scripted::new(move |number, request| {
            assert_eq!(request.header("range"), None);
            if number == 0 {
                let (before, behind) = LOG.as_bytes()[..cut].split_at(cut / 2);
                return Reply::new(200, [before, b"\0", behind, b"\0\0"].concat())
                    .then(End::Broken);
            }
            Reply::new(200, LOG)
        });
        assert_eq!(bytes(&script.client()).await, LOG.as_bytes(), "cut {cut}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_range_behind_the_last_byte_is_the_end() {
    let script = Scripted::new(|number, _| match number {
        0 => Reply::new(200, LOG).then(End::Broken),
        _ => Reply::new(416, "").header("content-range", format!("bytes */{}", LOG.len())),
    });
    assert_eq!(bytes(&script.client()).await, LOG.as_bytes());
    assert_eq!(script.received().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_range_that_tells_no_length_is_no_end() {
    for cut in 1..=LOG.len() {
        let script = Scripted::new(move |number, request| match number {
            0 => Reply::new(200, &LOG.as_bytes()[..cut]).then(End::Broken),
            _ if request.header("range").is_some() => Reply::new(416, ""),
            _ => Reply::new(200, LOG),
        });
        assert_eq!(bytes(&script.client()).await, LOG.as_bytes());
        assert_eq!(script.received().len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn an_output_that_got_shorter_is_an_error() {
    let script = Scripted::new(|number, _| match number {
        0 => Reply::new(200, LOG).then(End::Broken),
        _ => Reply::new(200, &LOG[..5]),
    });
    let error = error(&script).await;
    assert_eq!(error.kind(), ErrorKind::Body);
    assert!(error.to_string().contains("bytes of the output had come"));
}

#[tokio::test(start_paused = true)]
async fn no_content_is_the_end() {
    let script = Scripted::new(|_, _| Reply::new(204, ""));
    assert!(bytes(&script.client()).await.is_empty());
}

/// A stream of events: one for each piece of the log, with ids that count what `count` says.
fn events(pieces: &[&str], after: usize, count: impl Fn(usize, &str) -> usize) -> String {
    let mut id = 0;
    let mut text = String::from(":keepalive\n");
    for piece in pieces {
        id = count(id, piece);
        if id > after {
            let data = piece.replace('\n', "\ndata: ");
            let id = id.to_string();
            text += &["id: ", &id, "\ndata: ", &data, "\n\n"].concat();
        }
    }
    text
}

const PIECES: [&str; 7] = [
    "one",
    " line\ntwo",
    "\n",
    "\n",
    "three\nfour\n",
    "💜",
    "one",
];

fn last_id(request: &Received) -> usize {
    let id = request.header("last-event-id");
    id.map_or(0, |id| id.parse().expect("an id"))
}

fn stream(text: &str) -> Reply {
    Reply::new(200, text).header("content-type", "text/event-stream; charset=utf-8")
}

#[tokio::test(start_paused = true)]
async fn events_whose_ids_count_bytes_are_pieces_wherever_they_are_cut() {
    let count = |id, piece: &str| id + piece.len();
    let whole = events(&PIECES, 0, count);
    for knows_ids in [true, false] {
        for cut in 0..=whole.len() {
            let first = whole.as_bytes()[..cut].to_vec();
            let script = Scripted::new(move |number, request| match number {
                0 => Reply::new(200, &first)
                    .header("content-type", "text/event-stream")
                    .then(End::Broken),
                _ if knows_ids => stream(&events(&PIECES, last_id(request), count)),
                _ => stream(&events(&PIECES, 0, count)),
            });
            let text = bytes(&script.client()).await;
            assert_eq!(
                text,
                PIECES.concat().as_bytes(),
                "{knows_ids}, cut at {cut}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn events_of_a_line_each_are_lines_wherever_they_are_cut() {
    let log = ["first line", "", "first line", "third line", ""];
    let expected = "first line\n\nfirst line\nthird line\n\n";
    let count = |id, _: &str| id + 1;
    let with_ids = events(&log, 0, count);
    let without: String = log.map(|line| ["data: ", line, "\n\n"].concat()).concat();
    for (whole, has_ids) in [(with_ids, true), (without, false)] {
        for cut in 0..=whole.len() {
            let text = whole.clone();
            let script = Scripted::new(move |number, request| match number {
                0 => Reply::new(200, &text.as_bytes()[..cut])
                    .header("content-type", "text/event-stream")
                    .then(End::Broken),
                _ if has_ids => stream(&events(&log, last_id(request), count)),
                _ => stream(&text),
            });
            let bytes = bytes(&script.client()).await;
            assert_eq!(bytes, expected.as_bytes(), "{has_ids}, cut at {cut}");
            assert_eq!(script.received().len(), 2);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn events_without_ids_behind_one_with_an_id_do_not_come_twice() {
    let behind = "data: b\n\ndata: c\n\n";
    let script = Scripted::new(move |number, request| {
        if number == 0 {
            return stream(&format!("id: x\ndata: a\n\n{behind}")).then(End::Broken);
        }
        assert_eq!(request.header("last-event-id"), Some("x"));
        assert_eq!(request.header("accept"), Some("text/event-stream"));
        stream(&format!("{behind}data: d\n\nid: y\ndata: e\n\n"))
    });
    assert_eq!(lines(&script.client()).await.0, ["a", "b", "c", "d", "e"]);
}

#[tokio::test(start_paused = true)]
async fn a_last_event_without_an_end_counts_where_the_stream_ends_well() {
    let script = Scripted::new(|_, _| stream("data: a\n\ndata: b"));
    assert_eq!(lines(&script.client()).await.0, ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn waits_before_a_reconnect_as_long_as_the_events_say() {
    let script = Scripted::new(|number, _| match number {
        0 => stream("retry: 7000\ndata: a\n\n").then(End::Broken),
        _ => stream("data: a\n\n"),
    });
    let started = Instant::now();
    assert_eq!(lines(&script.client()).await.0, ["a"]);
    assert!(started.elapsed() >= Duration::from_secs(7));
    assert!(started.elapsed() < Duration::from_secs(8));
}

#[tokio::test(start_paused = true)]
async fn the_place_survives_a_redirect_to_another_host() {
    let script = Scripted::new(|number, request| match number {
        0 => stream("id: x\ndata: a\n\n").then(End::Broken),
        1 => Reply::new(302, "").header("location", "https://elsewhere.example/"),
        _ => {
            assert_eq!(request.url, "https://elsewhere.example/");
            assert_eq!(request.header("last-event-id"), Some("x"));
            stream("data: b\n\n")
        }
    });
    assert_eq!(lines(&script.client()).await.0, ["a", "b"]);
    assert_eq!(script.received().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn silence_is_limited_by_the_client_or_by_the_call() {
    for (own, expected) in [(None, 60), (Some(600), 600)] {
        let script = Scripted::new(|number, _| match number {
            0 => Reply::new(200, "a\n").then(End::Silent),
            _ => Reply::new(206, "b\n").header("content-range", "bytes 2-3/4"),
        });
        let mut output = script.client().output(&Secret::from(URL));
        if let Some(seconds) = own {
            output = output.idle_timeout(Duration::from_secs(seconds));
        }
        let started = Instant::now();
        assert_eq!(output.tail(9).await.expect("all of it"), ["a", "b"]);
        assert_eq!(started.elapsed().as_secs(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_yet_is_asked_for_again_for_half_a_minute() {
    let script = Scripted::new(|number, _| match number {
        0..29 => Reply::new(404, ""),
        _ => Reply::new(200, "a"),
    });
    assert_eq!(lines(&script.client()).await.0, ["a"]);

    let script = Scripted::new(|_, _| Reply::new(404, ""));
    let started = Instant::now();
    assert!(error(&script).await.is_not_found());
    assert_eq!(started.elapsed(), Duration::from_secs(30));

    let script = Scripted::new(|_, _| Reply::new(404, ""));
    let output = script.client().output(&Secret::from(URL));
    let error = output.appears_within(Duration::ZERO).tail(1).await;
    assert!(error.expect_err("404").is_not_found());
    assert_eq!(script.received().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_there_and_is_gone_is_an_error() {
    let script = Scripted::new(|number, _| match number {
        0 => Reply::new(200, "a line\nhalf a li").then(End::Broken),
        _ => Reply::new(404, ""),
    });
    let (lines, error) = lines(&script.client()).await;
    assert_eq!(lines, ["a line", "half a li"]);
    assert!(error.expect("an error").is_not_found());
    assert_eq!(script.received().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn gives_up_after_five_reconnects_without_anything_new() {
    let script = Scripted::new(|number, _| match number {
        0 => Reply::new(200, "a line\nha").then(End::Broken),
        _ => Reply::new(206, "")
            .header("content-range", "bytes 9-9/10")
            .then(End::Broken),
    });
    let (lines, error) = lines(&script.client()).await;
    assert_eq!(lines, ["a line", "ha"]);
    let error = error.expect("an error");
    assert_eq!(error.kind(), ErrorKind::Body);
    assert_eq!(error.attempts(), 6);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(206));
    assert!(!error.may_have_taken_effect());
    assert!(error.to_string().contains("9 bytes of the output had come"));
    assert_eq!(script.received().len(), 6);

    let script = Scripted::new(|_, _| Reply::new(503, ""));
    let output = script.client().output(&Secret::from(URL)).reconnects(0);
    assert!(output.tail(1).await.is_err());
    assert_eq!(script.received().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_not_asked_for_again() {
    for status in [401, 403, 410, 422] {
        let script = Scripted::new(move |_, _| Reply::new(status, ""));
        let error = error(&script).await;
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(script.received().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_output_is_an_error() {
    let packed = Scripted::new(|_, _| Reply::new(200, "x").header("content-encoding", "gzip"));
    let later = Scripted::new(|_, _| Reply::new(206, "x").header("content-range", "bytes 5-5/6"));
    let other = Scripted::new(|number, _| match number {
        0 => Reply::new(200, "x").then(End::Broken),
        _ => stream("data: x\n\n"),
    });
    for script in [packed, later, other] {
        assert_eq!(error(&script).await.kind(), ErrorKind::Decode);
    }
}

#[tokio::test(start_paused = true)]
async fn gives_the_tail_and_what_is_left() {
    let script = Scripted::new(|_, _| Reply::new(200, "a\nb\nc"));
    let output = || script.client().output(&Secret::from(URL));
    assert_eq!(output().tail(2).await.expect("all of it"), ["b", "c"]);
    assert_eq!(output().tail(9).await.expect("all of it").len(), 3);
    assert!(output().tail(0).await.expect("all of it").is_empty());

    let mut begun = output();
    assert_eq!(begun.next().await.expect("a line").expect("a line"), "a");
    let mut rest = Vec::new();
    assert_eq!(begun.write_to(&mut rest).await.expect("the rest"), 3);
    assert_eq!(rest, b"b\nc");
}

#[tokio::test(start_paused = true)]
async fn to_stop_waiting_loses_nothing() {
    let script = Scripted::new(|number, _| match number {
        0 => Reply::new(200, "a li").then(End::Silent),
        _ => Reply::new(206, "ne\nb").header("content-range", "bytes 4-7/8"),
    });
    let mut output = script.client().output(&Secret::from(URL));
    for _ in 0..3 {
        let waiting = timeout(Duration::from_secs(1), output.next()).await;
        assert!(waiting.is_err());
    }
    assert_eq!(output.tail(9).await.expect("all of it"), ["a line", "b"]);
}

#[tokio::test(start_paused = true)]
async fn neither_credentials_nor_headers_go_there() {
    for url in [URL, "https://api.heroku.com/streams/canary-path"] {
        let script = Scripted::new(|number, _| match number {
            0 => Reply::new(404, ""),
            1 => Reply::new(200, "a").then(End::Broken),
            _ => Reply::new(206, "b").header("content-range", "bytes 1-1/2"),
        });
        let output = script.client().output(&Secret::from(url));
        assert_eq!(output.tail(1).await.expect("all of it"), ["ab"]);
        assert_eq!(script.received().len(), 3);
        for request in script.received() {
            assert_eq!(request.url, url);
            assert!(
                !format!("{:?}", request.headers).contains("canary"),
                "{request:?}"
            );
            assert_eq!(request.header("authorization"), None);
            assert_eq!(request.header("accept-encoding"), Some("identity"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_url_is_never_printed() {
    let repeating = |status, end| {
        Scripted::new(move |_, _| {
            let message = format!("{URL} and /streams/canary-path?key=canary-query, no");
            let body = format!(r#"{{"id":"x","message":"{message}"}}"#);
            let reply = Reply::new(status, body).then(end);
            reply.header("location", "https://else.example/canary-path")
        })
    };
    for (status, end) in [
        (200, End::Broken),
        (302, End::Clean),
        (403, End::Clean),
        (404, End::Clean),
        (503, End::Clean),
    ] {
        let script = repeating(status, end);
        let dumped = Arc::new(Mutex::new(String::new()));
        let dump = Arc::clone(&dumped);
        let builder = script.builder().dump(move |text| {
            dump.lock().expect("the dump").push_str(text);
        });
        let client = builder.build().expect("a client");
        let output = client.output(&Secret::from(URL));
        let shown = format!("{output:?}");
        let error = output.tail(1).await.expect_err("an error");
        let dumped = dumped.lock().expect("the dump");
        let printed = format!("{shown} {error} {error:?} {error:#?} {dumped}");
        assert!(printed.contains("Client::output"));
        assert!(!printed.contains("canary"), "{printed}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_url_is_an_error_before_anything_is_sent() {
    for url in ["", "canary", "ftp://canary.example/", "/streams/canary"] {
        let script = Scripted::new(|_, _| Reply::new(200, ""));
        let output = script.client().output(&Secret::from(url));
        let error = output.tail(1).await.expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Request);
        assert!(!format!("{error:?}").contains("canary"));
        assert!(script.received().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_made_to_wait_for_longer_than_half_a_minute() {
    for (asked, expected) in [("20", 20), ("30", 30), ("31", 0), ("86400", 0)] {
        let script = Scripted::new(move |number, _| match number {
            0 => Reply::new(503, "").header("retry-after", asked),
            _ => Reply::new(200, "a"),
        });
        let started = Instant::now();
        let output = script.client().output(&Secret::from(URL));
        let result = output.tail(1).await;
        assert_eq!(started.elapsed().as_secs(), expected, "{asked}");
        match result {
            Ok(lines) => assert_eq!(lines, ["a"]),
            Err(error) => {
                assert_eq!(expected, 0, "{error}");
                assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
                let asked = asked.parse().map(Duration::from_secs).ok();
                assert_eq!(error.retry_after(), asked);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn retries_of_the_client_do_not_multiply_reconnects() {
    for reconnects in [0, 2] {
        let script = Scripted::new(|_, _| Reply::new(503, ""));
        let builder = script.builder().retry(heroku::Backoff::new());
        let client = builder.build().expect("a client");
        let output = client.output(&Secret::from(URL)).reconnects(reconnects);
        assert!(output.tail(1).await.is_err());
        assert_eq!(script.received().len(), 1 + reconnects as usize);
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_that_waits_behind_a_line_is_not_lost_to_a_writer() {
    let script = || Scripted::new(|_, _| Reply::new(200, "a\nhalf").then(End::Broken));
    let is_ours = |error: &std::io::Error| {
        let inner = error.get_ref().and_then(|error| error.downcast_ref());
        inner.map(Error::kind) == Some(ErrorKind::Body)
    };
    let client = script().client();
    let mut output = client.output(&Secret::from(URL)).reconnects(0);
    for expected in ["a", "half"] {
        let line = output.next().await.expect("a line");
        assert_eq!(line.expect("a line"), expected);
    }
    let error = output.write_to(&mut Vec::new()).await;
    assert!(is_ours(&error.expect_err("the error")));
}

#[test]
fn an_error_that_waits_behind_a_line_is_not_lost_to_a_blocking_writer() {
    let script = Scripted::new(|_, _| Reply::new(200, "half").then(End::Broken));
    let client = script.builder().build_blocking().expect("a client");
    let mut output = client.output(&Secret::from(URL)).reconnects(0);
    let line = output.next().expect("a line");
    assert_eq!(line.expect("a line"), "half");
    let error = output.write_to(&mut Vec::new()).expect_err("the error");
    let inner = error.get_ref().and_then(|error| error.downcast_ref());
    assert_eq!(inner.map(Error::kind), Some(ErrorKind::Body));
}

#[tokio::test(start_paused = true)]
async fn a_line_that_was_given_up_half_way_is_written_byte_for_byte() {
    let texts: [&[u8]; 4] = [
        b"ab\r\ncd",
        b"ab\rcd\r",
        "caf\u{e9} \u{1f49c}".as_bytes(),
        b"a\xff\r",
    ];
    for text in texts {
        for cut in 1..text.len() {
            let script = Scripted::new(move |number, _| match number {
                0 => Reply::new(200, &text[..cut]).then(End::Silent),
                _ => Reply::new(206, &text[cut..]).header(
                    "content-range",
                    format!("bytes {cut}-{}/{}", text.len() - 1, text.len()),
                ),
            });
            let mut output = script.client().output(&Secret::from(URL));
            let mut bytes = Vec::new();
            if let Ok(line) = timeout(Duration::from_secs(1), output.next()).await {
                bytes.extend(line.expect("a line").expect("a line").into_bytes());
                bytes.extend(b"\r\n");
                let waiting = timeout(Duration::from_secs(1), output.next()).await;
                assert!(waiting.is_err());
            }
            output.write_to(&mut bytes).await.expect("the rest");
            assert_eq!(bytes, text, "cut at {cut}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_web_page_is_no_output_and_passes() {
    let page = |status| {
        let page = "<html>one moment</html>";
        Reply::new(status, page).header("content-type", "Text/HTML; charset=utf-8")
    };
    let script = Scripted::new(move |number, _| match number {
        1 => Reply::new(200, "a\n").then(End::Broken),
        3 => Reply::new(206, "b").header("content-range", "bytes 2-2/3"),
        _ => page(200),
    });
    let (lines, failure) = lines(&script.client()).await;
    assert!(failure.is_none(), "{failure:?}");
    assert_eq!(lines, ["a", "b"]);

    let script = Scripted::new(move |_, _| page(200));
    let error = error(&script).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("web page"), "{error}");
    assert_eq!(script.received().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn events_with_a_name_of_their_own_are_no_output() {
    let text = "data: a\n\nevent: ping\ndata: x\n\nevent: message\ndata: b\n\n";
    let script = Scripted::new(move |number, _| match number {
        0 => stream(text).then(End::Broken),
        _ => stream(&[text, "event: end\ndata: 0\n\ndata: c\n\n"].concat()),
    });
    assert_eq!(lines(&script.client()).await.0, ["a", "b", "c"]);
}

#[tokio::test(start_paused = true)]
async fn numbered_lines_stay_lines_however_short_they_are() {
    let logs: [&[&str]; 3] = [
        &["if x {", "}", "end", "", "a", "bb"],
        &["}", "end", "b"],
        &["", "a", "b", "c"],
    ];
    for log in logs {
        let text = events(log, 0, |id, _| id + 1);
        let script = Scripted::new(move |_, _| stream(&text));
        assert_eq!(lines(&script.client()).await.0, log);
    }
}

#[tokio::test(start_paused = true)]
async fn a_character_that_is_cut_does_not_turn_pieces_into_lines() {
    let text = b"id: 3\ndata: ab\xc3\n\nid: 5\ndata: \xa9c\n\nid: 6\ndata: d\n\n";
    let script = Scripted::new(move |_, _| {
        Reply::new(200, text).header("content-type", "text/event-stream")
    });
    assert_eq!(lines(&script.client()).await.0, ["ab\u{fffd}\u{fffd}cd"]);
}

#[tokio::test(start_paused = true)]
async fn events_that_end_before_they_have_caught_up_are_asked_for_again() {
    for ids in [["id: 1\n", "id: 2\n", "id: 3\n"], ["", "", ""]] {
        let text = move |count: usize| -> String {
            let events = ids.iter().zip(["line one", "line two", "line three"]);
            let events = events.map(|(id, line)| format!("{id}data: {line}\n\n"));
            events.take(count).collect()
        };
        let script = Scripted::new(move |number, _| match number {
            0 => stream(&text(2)).then(End::Broken),
            1 => stream(&text(1)),
            _ => stream(&text(3)),
        });
        let (given, failure) = lines(&script.client()).await;
        assert!(failure.is_none(), "{failure:?}");
        assert_eq!(given, ["line one", "line two", "line three"]);
        assert_eq!(script.received().len(), 3);

        let script = Scripted::new(move |number, _| match number {
            0 => stream(&text(2)).then(End::Broken),
            _ => stream(&text(1)),
        });
        let (given, failure) = lines(&script.client()).await;
        assert_eq!(given, ["line one", "line two"]);
        assert_eq!(failure.map(|error| error.kind()), Some(ErrorKind::Body));
    }
}

#[test]
fn a_callback_that_may_not_wait_costs_no_output() {
    type Held = Arc<Mutex<Option<heroku::blocking::Output>>>;
    let held = Held::default();
    let (inside, refused) = (Arc::clone(&held), Arc::new(Mutex::new(Vec::new())));
    let noted = Arc::clone(&refused);
    let script = Scripted::new(|_, _| Reply::new(200, "a\nb"));
    let builder = script.builder().dump(move |_| {
        // Empty while the output itself is being read.
        let output = inside.lock().expect("the output").take();
        if let Some(mut output) = output {
            let refused = output.next().and_then(Result::err);
            assert!(output.next().is_none(), "it is refused once");
            noted.lock().expect("the errors").push(refused);
            *inside.lock().expect("the output") = Some(output);
        }
    });
    let client = builder.build_blocking().expect("a client");
    *held.lock().expect("the output") = Some(client.output(&Secret::from(URL)));
    client
        .send(heroku::Raw::get("/").discard())
        .expect("an answer");
    let output = held.lock().expect("the output").take().expect("the output");
    let lines: Result<Vec<_>, _> = output.collect();
    assert_eq!(lines.expect("all of it"), ["a", "b"]);
    let refused = refused.lock().expect("the errors");
    let errors: Vec<_> = refused.iter().flatten().map(Error::kind).collect();
    assert!(!errors.is_empty());
    assert!(errors.iter().all(|kind| *kind == ErrorKind::Request));
}
