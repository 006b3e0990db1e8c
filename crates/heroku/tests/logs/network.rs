//! The same over a network, and without async.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use heroku::log_session::LogSessionCreate;
use heroku::{Builder, Client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::{line, tail};

/// A server that makes sessions and gives each stream one line more, and then goes silent or
/// closes.
struct Server {
    url: String,
    /// Tells when the client closed a stream.
    closed: mpsc::UnboundedReceiver<()>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Server {
    fn new(streams_until_silence: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let url = format!("http://{address}");
        let (sender, closed) = mpsc::unbounded_channel();
        let opened = Arc::new(Mutex::new(0));
        let base = url.clone();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (base, opened, sender) = (base.clone(), Arc::clone(&opened), sender.clone());
                tokio::spawn(async move {
                    let count = || {
                        let mut opened = opened.lock().expect("a count");
                        *opened += 1;
                        *opened
                    };
                    serve(stream, &base, count, streams_until_silence, &sender).await;
                });
            }
        });
        Self {
            url,
            closed,
            runtime: Some(runtime),
        }
    }

    fn builder(&self) -> Builder {
        Client::builder().base_url(&self.url).proxies(false)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Answers the requests of one connection.
async fn serve(
    mut stream: TcpStream,
    base: &str,
    count: impl Fn() -> usize,
    streams_until_silence: usize,
    closed: &mpsc::UnboundedSender<()>,
) -> Option<()> {
    loop {
        let request = read(&mut stream).await?;
        if request.starts_with("POST") {
            let body = format!(r#"{{"id":"1","logplex_url":"{base}/stream"}}"#);
            let head = format!("HTTP/1.1 201 Created\r\ncontent-length: {}", body.len());
            let answer = format!("{head}\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).await.ok()?;
            continue;
        }
        let number = count();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
                    transfer-encoding: chunked\r\n\r\n";
        let events = (0..number).map(|at| ["data: ", &line(at, "over the wire"), "\n\n"].concat());
        let text: String = events.collect();
        let answer = format!("{head}{:x}\r\n{text}\r\n", text.len());
        stream.write_all(answer.as_bytes()).await.ok()?;
        if number < streams_until_silence {
            return None;
        }
        while stream.read(&mut [0; 64]).await.is_ok_and(|count| count > 0) {}
        closed.send(()).ok()?;
        return None;
    }
}

/// The head of a request, once its body has come too.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let lower = head.to_ascii_lowercase();
        let length = lower.split("content-length: ").nth(1);
        let length = length.and_then(|rest| rest.lines().next()?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(head.to_owned());
        }
    }
}

#[test]
fn a_broken_connection_is_taken_up_again_and_a_dropped_stream_closes_its_own() {
    let mut server = Server::new(3);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let client = server.builder().build().expect("a client");
    runtime.block_on(async {
        let mut logs = client.logs(tail());
        for at in 0..3 {
            let next = logs.next().await.expect("a line").expect("a line");
            assert_eq!(next.raw(), line(at, "over the wire"));
        }
        assert!(server.closed.try_recv().is_err());
        drop(logs);
        let closed = tokio::time::timeout(Duration::from_secs(10), server.closed.recv());
        assert_eq!(closed.await, Ok(Some(())));
    });
}

#[test]
fn it_works_without_async() {
    let mut server = Server::new(2);
    let client = server.builder().build_blocking().expect("a client");
    let mut logs = client.logs(tail());
    for at in 0..2 {
        let next = logs.next().expect("a line").expect("a line");
        assert_eq!(next.raw(), line(at, "over the wire"));
    }
    assert!(!logs.may_have_gap());
    drop(client);
    assert!(format!("{logs:?}").starts_with("Logs"));
    drop(logs);
    assert_eq!(server.closed.blocking_recv(), Some(()));
}

#[test]
fn without_async_it_ends_and_fails_as_with_it() {
    let server = Server::new(1);
    let client = server.builder().build_blocking().expect("a client");
    let mut logs = client.logs(tail()).idle_limit(Duration::from_millis(50));
    assert!(logs.next().is_some_and(|line| line.is_ok()));
    assert!(logs.next().is_none());
    assert!(logs.next().is_none());

    let mut logs = client.logs(LogSessionCreate::new(""));
    assert!(logs.next().is_some_and(|line| line.is_err()));
    assert!(logs.next().is_none());
}
