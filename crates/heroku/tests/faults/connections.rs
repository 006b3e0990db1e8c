//! Connections that are refused, broken or silent, at each stage of a call.
//!
//! An action that must not be repeated (POST) is sent once; what the error says about its having
//! been sent, and what took effect, must fit together.

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use heroku::app::{AppCreate, AppInfo};
use heroku::transport::Body;
use heroku::{Backoff, Error, ErrorKind, Raw};

use crate::ask::post;
use crate::facts::facts;
use crate::server::{Server, builder};
use crate::step::{End, Extent, Step, answer, head};

const APP: &str = r#"{"name":"example"}"#;
const SHORT: Duration = Duration::from_millis(300);

/// Makes an app on a server that does this, and tells what became of it, by a client that waits
/// for a short time only.
#[track_caller]
fn fault(step: Step, kind: ErrorKind) -> (Error, Server) {
    let server = Server::new([step]);
    let client = server.builder().timeout(SHORT).build_blocking();
    let started = Instant::now();
    let result = client.expect("a client").send(AppCreate::new());
    assert!(started.elapsed() < SHORT * 10, "it waited too long");
    let error = result.expect_err("an error");
    assert_eq!(error.kind(), kind, "{error:?}");
    assert!(!error.to_string().contains("canary-token"));
    (error, server)
}

/// The same for a question, which may be asked more than once.
#[track_caller]
fn asked(step: Step, kind: ErrorKind) -> (Error, Server) {
    let server = Server::new([step]);
    let client = server.builder().timeout(SHORT).build_blocking();
    let result = client.expect("a client").send(AppInfo::new("example"));
    let error = result.expect_err("an error");
    assert!(matches!(error.kind(), found if found == kind || found == ErrorKind::Timeout));
    assert!(error.attempts() >= 1);
    (error, server)
}

/// A body that fills all buffers on its way, so that the client is still sending it.
fn large() -> Raw {
    Raw::post("/apps").bytes("application/octet-stream", vec![b'x'; 16 << 20])
}

fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}

#[test]
fn a_refused_connection_sends_nothing() {
    let client = builder(&format!("http://{}", nobody()))
        .timeout(SHORT)
        .build_blocking()
        .expect("a client");
    let results = [
        client.send(AppCreate::new()),
        client.send(AppInfo::new("example")),
    ];
    for result in results {
        let error = result.expect_err("nobody there");
        assert!(matches!(
            error.kind(),
            ErrorKind::Transport | ErrorKind::Timeout
        ));
        assert!(!error.may_have_been_sent(), "{error:?}");
        assert!(error.attempts() >= 1);
        assert!(error.request_ids().is_empty());
    }
}

#[test]
fn a_host_that_is_none_sends_nothing() {
    let client = builder("http://nowhere.invalid").build_blocking();
    let request = AppCreate::new();
    let error = client
        .expect("a client")
        .send(request)
        .expect_err("no host");
    assert!(!error.may_have_been_sent(), "{error:?}");
}

/// A server with a full queue: it takes no further connection, as long as this is kept.
fn full() -> (TcpListener, Vec<std::net::TcpStream>) {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    let listener = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        socket.bind(any).expect("a free port");
        let listener = socket.listen(0).expect("a listener");
        listener.into_std().expect("a listener")
    });
    let address = listener.local_addr().expect("an address");
    let mut waiting = Vec::new();
    let patience = Duration::from_millis(50);
    while let Ok(stream) = std::net::TcpStream::connect_timeout(&address, patience) {
        waiting.push(stream);
    }
    (listener, waiting)
}

fn url_of(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().expect("an address"))
}

#[test]
fn a_queue_of_connections_that_is_full_runs_into_the_timeout_and_sends_nothing() {
    let (listener, _waiting) = full();
    let by_connect = builder(&url_of(&listener)).connect_timeout(SHORT);
    let client = by_connect.build_blocking().expect("a client");
    let error = client.send(AppCreate::new()).expect_err("a timeout");
    assert!(error.is_timeout(), "{error:?}");
    assert!(!error.may_have_been_sent(), "{error:?}");
}

#[test]
fn a_call_whose_time_ends_while_it_connects_sent_nothing() {
    let (listener, _waiting) = full();
    let client = builder(&url_of(&listener)).timeout(SHORT).build_blocking();
    let error = client.expect("a client").send(AppCreate::new());
    assert_eq!(facts(&error.expect_err("no time")), "Timeout, 1 try");
}

#[test]
fn a_try_whose_time_ends_while_it_connects_is_followed_by_another_whatever_it_does() {
    let (listener, _waiting) = full();
    let backoff = Backoff::new().attempts(3).random(|| 0.0);
    let client = builder(&url_of(&listener))
        .attempt_timeout(SHORT)
        .retry(backoff)
        .build_blocking();
    let error = client.expect("a client").send(AppCreate::new());
    assert_eq!(facts(&error.expect_err("no time")), "Timeout, 3 tries");
}

#[test]
fn a_stream_whose_time_ends_while_it_connects_was_not_sent() {
    let (listener, _waiting) = full();
    let client = builder(&url_of(&listener)).timeout(SHORT).build_blocking();
    let body = Body::stream(futures_util::stream::empty());
    let request = http::Request::put("/slug").body(body).expect("a request");
    let error = client.expect("a client").execute(request);
    let error = error.map(drop).expect_err("no time");
    assert!(error.is_timeout(), "{error:?}");
    assert!(!error.may_have_been_sent(), "{error:?}");
}

#[test]
fn a_reset_before_anything_was_read_is_an_error() {
    let step = Step::silent(Extent::Nothing, End::Reset);
    let (error, server) = fault(step.clone(), ErrorKind::Transport);
    assert!(std::error::Error::source(&error).is_some());
    assert_eq!((server.requests().len(), server.effects()), (0, 0));
    let (_, server) = asked(step, ErrorKind::Transport);
    assert!(server.requests().is_empty());
}

#[test]
fn a_connection_closed_before_anything_was_read_is_an_error() {
    let step = Step::silent(Extent::Nothing, End::Close);
    let (_, server) = fault(step.clone(), ErrorKind::Transport);
    assert_eq!((server.requests().len(), server.effects()), (0, 0));
    asked(step, ErrorKind::Transport);
}

#[test]
fn a_reset_or_close_behind_the_head_admits_that_the_request_was_sent() {
    for end in [End::Reset, End::Close] {
        let (error, server) = fault(Step::silent(Extent::Head, end), ErrorKind::Transport);
        assert!(error.may_have_been_sent());
        assert_eq!(server.connections(), 1);
    }
}

#[test]
fn a_reset_in_the_middle_of_the_body_admits_that_the_request_was_sent() {
    for end in [End::Reset, End::Close] {
        let server = Server::new([Step::silent(Extent::Body(1000), end)]);
        let error = server
            .client()
            .send(large())
            .expect_err("a broken connection");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
        assert!(error.may_have_been_sent());
        assert_eq!((server.requests().len(), server.effects()), (0, 0));
    }
}

#[test]
fn a_reset_or_close_behind_the_whole_request_admits_what_took_effect() {
    for end in [End::Reset, End::Close] {
        let step = Step::silent(Extent::Whole, end);
        let (error, server) = fault(step.clone(), ErrorKind::Transport);
        assert!(error.may_have_been_sent());
        assert_eq!(error.attempts(), 1);
        assert_eq!((server.requests().len(), server.effects()), (1, 1));
        let (error, server) = asked(step, ErrorKind::Transport);
        assert!(error.may_have_been_sent());
        assert!(!server.requests().is_empty());
    }
}

#[test]
fn a_reset_or_close_in_the_middle_of_the_head_admits_what_took_effect() {
    let whole = head("201 Created", &[("Request-Id", "abc")]);
    for end in [End::Reset, End::Close] {
        for length in [1, 5, 12, 20, whole.len() - 1] {
            let step = Step::write(&whole[..length]).then(end);
            let (error, server) = fault(step, ErrorKind::Transport);
            assert!(error.may_have_been_sent());
            assert_eq!(error.status(), None);
            assert_eq!((server.requests().len(), server.effects()), (1, 1));
        }
    }
}

#[test]
fn a_reset_in_the_middle_of_the_answer_keeps_its_head() {
    let mut bytes = answer("201 Created", &[("Request-Id", "abc")], APP);
    bytes.truncate(bytes.len() - 5);
    for end in [End::Reset, End::Close] {
        let (error, server) = fault(Step::write(bytes.clone()).then(end), ErrorKind::Body);
        assert!(error.may_have_been_sent());
        assert_eq!(error.status().map(|status| status.as_u16()), Some(201));
        assert_eq!(error.request_ids()[0], "abc");
        assert_eq!(error.body().as_ref(), &APP.as_bytes()[..APP.len() - 5]);
        assert_eq!((server.requests().len(), server.effects()), (1, 1));
    }
}

#[test]
fn silence_before_the_request_was_read_runs_into_the_timeout() {
    for read in [Extent::Nothing, Extent::Head] {
        let (error, server) = fault(Step::silent(read, End::Stall), ErrorKind::Timeout);
        assert!(error.may_have_been_sent());
        assert_eq!((server.connections(), server.effects()), (1, 0));
    }
}

#[test]
fn silence_in_the_middle_of_a_large_body_runs_into_the_timeout() {
    let server = Server::new([Step::silent(Extent::Body(1000), End::Stall)]);
    let client = server.builder().timeout(SHORT).build_blocking();
    let error = client
        .expect("a client")
        .send(large())
        .expect_err("a timeout");
    assert!(error.is_timeout(), "{error:?}");
    assert!(error.may_have_been_sent());
    assert_eq!((server.requests().len(), server.effects()), (0, 0));
}

#[test]
fn silence_behind_the_request_runs_into_the_timeout_and_admits_what_took_effect() {
    let step = Step::silent(Extent::Whole, End::Stall);
    let (error, server) = fault(step.clone(), ErrorKind::Timeout);
    assert!(error.may_have_been_sent());
    assert_eq!(error.attempts(), 1);
    let sent = server.requests()[0].header("request-id").map(str::to_owned);
    assert_eq!(error.request_ids(), [sent.expect("an id")]);
    assert_eq!((server.requests().len(), server.effects()), (1, 1));
    let (error, _server) = asked(step, ErrorKind::Timeout);
    assert!(error.may_have_been_sent());
}

#[test]
fn silence_in_the_middle_of_the_head_runs_into_the_timeout() {
    let whole = head("201 Created", &[("Request-Id", "abc")]);
    for length in [1, 12, whole.len() - 1] {
        let step = Step::write(&whole[..length]).then(End::Stall);
        let (error, server) = fault(step, ErrorKind::Timeout);
        assert!(error.may_have_been_sent());
        assert_eq!((server.requests().len(), server.effects()), (1, 1));
    }
}

#[test]
fn silence_in_the_middle_of_the_answer_keeps_what_arrived() {
    let bytes = answer("201 Created", &[("Request-Id", "abc")], APP);
    for missing in [5, APP.len()] {
        let step = Step::write(&bytes[..bytes.len() - missing]).then(End::Stall);
        let (error, server) = fault(step, ErrorKind::Timeout);
        assert!(error.may_have_been_sent());
        assert_eq!(error.status().map(|status| status.as_u16()), Some(201));
        assert_eq!(error.request_ids()[0], "abc");
        assert_eq!(
            error.body().as_ref(),
            &APP.as_bytes()[..APP.len() - missing]
        );
        assert_eq!((server.requests().len(), server.effects()), (1, 1));
    }
}

#[test]
fn silence_in_the_middle_of_the_answer_runs_into_the_limit_of_idleness() {
    let bytes = answer("201 Created", &[], APP);
    let server = Server::new([Step::write(&bytes[..bytes.len() - 5]).then(End::Stall)]);
    let builder = server.builder().idle_timeout(Duration::from_millis(100));
    let client = builder.build_blocking().expect("a client");
    let error = client.send(AppCreate::new()).expect_err("a timeout");
    assert!(
        error.is_timeout() && error.may_have_been_sent(),
        "{error:?}"
    );
    assert_eq!(error.body().len(), APP.len() - 5);
    assert_eq!((server.requests().len(), server.effects()), (1, 1));
}

#[test]
fn an_answer_before_the_body_was_read_counts() {
    let body = r#"{"id":"too_large","message":"Too large."}"#;
    let mut step = Step::answer("413 Content Too Large", &[("Connection", "close")], body);
    step.read = Extent::Head;
    let server = Server::new([step.then(End::Close)]);
    let error = server.client().send(large()).expect_err("a refusal");
    assert_eq!(
        error.status().map(|status| status.as_u16()),
        Some(413),
        "{error:?}"
    );
    assert_eq!(error.api().map(|api| api.id.as_str()), Some("too_large"));
    assert_eq!(server.effects(), 0);
}

#[test]
fn a_kept_connection_carries_the_next_call() {
    let server = Server::new([Step::answer("200 OK", &[], APP)]);
    let client = server.client();
    for _ in 0..3 {
        client.send(AppInfo::new("example")).expect("an app");
    }
    let connections: Vec<_> = server.requests().iter().map(|one| one.connection).collect();
    assert_eq!(connections, [1, 1, 1]);
}

#[test]
fn a_kept_connection_that_was_closed_repeats_no_action() {
    let server = Server::new([Step::answer("201 Created", &[], APP).then(End::Close)]);
    let client = server.client();
    let mut done = 0;
    for _ in 0..50 {
        match client.send(AppCreate::new()) {
            Ok(_) => done += 1,
            Err(error) => assert!(error.may_have_been_sent(), "{error:?}"),
        }
    }
    assert!((1..=50).contains(&done));
    let effects = server.effects();
    assert!(
        (done..=50).contains(&effects),
        "{done} done, {effects} took effect"
    );
}

#[test]
fn an_answer_that_was_not_read_to_its_end_does_not_spoil_the_next_call() {
    let large = answer("200 OK", &[], vec![b' '; 1 << 20]);
    let server = Server::new([Step::write(large), Step::answer("200 OK", &[], APP)]);
    let client = server.builder().max_body(1000).build_blocking();
    let client = client.expect("a client");
    let error = client.send(AppInfo::new("example")).expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::Body);
    let app = client.send(AppInfo::new("example")).expect("an app");
    assert_eq!(app.name, "example");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_call_that_ran_out_of_time_does_not_give_its_answer_to_the_next() {
    let server = Server::new([
        Step::silent(Extent::Whole, End::Stall),
        Step::answer("200 OK", &[], APP),
    ]);
    let client = server.builder().timeout(SHORT).build_blocking();
    let client = client.expect("a client");
    let error = client.send(AppCreate::new()).expect_err("a timeout");
    assert!(error.is_timeout());
    let app = client.send(AppInfo::new("example")).expect("an app");
    assert_eq!(app.name, "example");
    let requests = server.requests();
    assert_ne!(requests[0].connection, requests[1].connection);
}

#[test]
fn many_calls_at_once_get_each_its_own_answer() {
    let server = Server::new([Step::answer("200 OK", &[], APP)]);
    let client = server.client();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..4 {
                    client.send(AppInfo::new("example")).expect("an app");
                }
            });
        }
    });
    assert_eq!(server.requests().len(), 64);
    assert!(server.connections() <= 64);
}

#[test]
fn a_connection_upgrade_in_the_answer_is_no_surprise() {
    let headers = [("Connection", "upgrade"), ("Upgrade", "h2c")];
    let response = post(Step::answer("201 Created", &headers, APP)).response();
    assert_eq!(response.value().name, "example");
}
