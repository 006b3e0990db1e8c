//! The output of a build over connections that break.

use heroku::{ErrorKind, Secret};

use crate::server::Server;
use crate::step::{End, Step, answer, head};

const LOG: &str = "one\ntwo\n\nfour";

fn output(server: &Server) -> heroku::blocking::Output {
    let url = Secret::from(format!("{}/streams/1", server.url()));
    server.client().output(&url)
}

/// The rest of the log from `start`, as an answer.
fn rest(start: usize) -> Step {
    let range = format!("bytes {start}-{}/{}", LOG.len() - 1, LOG.len());
    Step::answer(
        "206 Partial Content",
        &[("Content-Range", &range)],
        &LOG[start..],
    )
}

#[track_caller]
fn reads_all(server: &Server, start: usize) {
    let mut bytes = Vec::new();
    let count = output(server).write_to(&mut bytes).expect("all of it");
    assert_eq!(bytes, LOG.as_bytes());
    assert_eq!(count, LOG.len() as u64);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    let range = format!("bytes={start}-");
    let expected = (start > 0).then_some(range.as_str());
    assert_eq!(requests[1].header("range"), expected);
    for request in requests {
        assert_eq!(request.header("authorization"), None);
    }
}

#[test]
fn output_goes_on_where_a_length_was_not_reached() {
    for cut in (0..LOG.len()).step_by(5) {
        let mut first = answer("200 OK", &[], LOG);
        first.truncate(first.len() - LOG.len() + cut);
        reads_all(
            &Server::new([Step::write(first).then(End::Close), rest(cut)]),
            cut,
        );
    }
}

#[test]
fn output_goes_on_where_chunks_break_off() {
    for cut in (1..=LOG.len()).step_by(LOG.len() / 2) {
        let mut first = head("200 OK", &[("Transfer-Encoding", "chunked")]);
        first.extend_from_slice(format!("{cut:x}\r\n{}\r\n", &LOG[..cut]).as_bytes());
        let second = if cut == LOG.len() {
            let range = format!("bytes */{cut}");
            Step::answer(
                "416 Range Not Satisfiable",
                &[("Content-Range", &range)],
                "",
            )
        } else {
            rest(cut)
        };
        reads_all(
            &Server::new([Step::write(first).then(End::Close), second]),
            cut,
        );
    }
}

#[test]
fn the_blocking_client_gives_lines_and_the_tail() {
    let steps = || [Step::answer("200 OK", &[], LOG)];
    let server = Server::new(steps());
    let lines: Result<Vec<_>, _> = output(&server).collect();
    assert_eq!(lines.expect("all of it"), ["one", "two", "", "four"]);
    assert_eq!(output(&server).tail(2).expect("all of it"), ["", "four"]);

    let mut begun = output(&server);
    assert_eq!(begun.next().expect("a line").expect("a line"), "one");
    let mut rest = Vec::new();
    begun.write_to(&mut rest).expect("the rest");
    assert_eq!(rest, b"two\n\nfour");
}

#[test]
fn the_blocking_client_ends_with_an_error_that_comes_once() {
    let server = Server::new([Step::answer("403 Forbidden", &[], "")]);
    let mut lines = output(&server);
    let error = lines.next().expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Api);
    assert!(lines.next().is_none());
    let server = Server::new([Step::answer("403 Forbidden", &[], "")]);
    let error = output(&server)
        .write_to(&mut Vec::new())
        .expect_err("an error");
    let inner = error
        .get_ref()
        .and_then(|error| error.downcast_ref::<heroku::Error>());
    assert!(inner.expect("our error").is_forbidden());
}

#[test]
fn the_blocking_client_reads_output_inside_a_runtime() {
    let server = Server::new([Step::answer("200 OK", &[], LOG)]);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let lines = runtime.block_on(async { output(&server).tail(1) });
    assert_eq!(lines.expect("all of it"), ["four"]);
}
