//! HTTP of either version with one client.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Version};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::body::{Unread, whole};
use super::carry::carry;
use super::line::Reset;
use crate::control::largest_body;
use crate::exchange::too_large;
use crate::outcome::Outcome;

/// What decides what becomes of each request.
pub(super) trait Respond:
    Fn(Request<Bytes>) -> Outcome + Clone + Send + Sync + 'static
{
}

impl<T: Fn(Request<Bytes>) -> Outcome + Clone + Send + Sync + 'static> Respond for T {}

/// Serves one client for as long as it stays, or until the server closes.
///
/// Then what was asked is still answered, and endless answers end. A client of which nothing has
/// come for so long as the patience lasts, while a request of it is waited for, is left.
pub(super) async fn http(
    line: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    reset: Reset,
    closing: CancellationToken,
    patience: Duration,
    respond: impl Respond,
) {
    let (told, asked) = (closing.clone(), CancellationToken::new());
    let has_asked = asked.clone();
    let service = service_fn(move |request| {
        has_asked.cancel();
        let (respond, reset, closing) = (respond.clone(), reset.clone(), told.clone());
        async move { carry(answer(&respond, patience, request).await, &reset, closing).await }
    });
    let mut server = auto::Builder::new(TokioExecutor::new());
    let http1 = &mut server.http1();
    http1.timer(TokioTimer::new()).header_read_timeout(patience);
    let mut connection = pin!(server.serve_connection(TokioIo::new(line), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        // Until the version of HTTP is known, nobody else looks at the time.
        Err(_) = timeout(patience, asked.cancelled()) => return,
        () = closing.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    // A connection that breaks concerns its client only.
    let _ = connection.await;
}

/// What becomes of a request, and which version of HTTP it came by.
async fn answer(
    respond: &impl Respond,
    patience: Duration,
    request: Request<Incoming>,
) -> (Outcome, Version) {
    let version = request.version();
    let (head, body) = request.into_parts();
    let largest = largest_body(head.uri.path());
    let outcome = match whole(body, largest, patience).await {
        Ok(body) => respond(Request::from_parts(head, body)),
        Err(Unread::TooLarge) => Outcome::at_once(too_large()),
        Err(Unread::TooSlow) => Outcome {
            delay: Duration::ZERO,
            answer: None,
        },
    };
    (outcome, version)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Instant;

    use http::Response;
    use http_body_util::BodyExt;
    use hyper::client::conn::http2;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::mpsc::{self, UnboundedSender};
    use tokio::task::JoinHandle;
    use tokio::time::sleep;

    use super::*;
    use crate::outcome::Content;
    use crate::server::line::Line;

    /// Longer than any test takes.
    const LONG: Duration = Duration::from_mins(1);

    /// A connection to a server with these outcomes, which closes when it is told.
    async fn connect(closing: CancellationToken, respond: impl Respond) -> TcpStream {
        connect_for(LONG, closing, respond).await
    }

    /// The same, to a server with this patience.
    async fn connect_for(
        patience: Duration,
        closing: CancellationToken,
        respond: impl Respond,
    ) -> TcpStream {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a client");
            let line = Line::new(stream);
            let reset = line.reset();
            http(line, reset, closing, patience, respond).await;
        });
        TcpStream::connect(address).await.expect("a server")
    }

    /// A client that has sent a request to a server with this outcome for everything.
    async fn ask(outcome: impl Fn() -> Outcome + Clone + Send + Sync + 'static) -> TcpStream {
        ask_before(CancellationToken::new(), outcome).await
    }

    /// The same, of a server that closes when it is told.
    async fn ask_before(
        closing: CancellationToken,
        outcome: impl Fn() -> Outcome + Clone + Send + Sync + 'static,
    ) -> TcpStream {
        let mut client = connect(closing, move |_| outcome()).await;
        client
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .await
            .expect("it reads");
        client
    }

    /// An outcome with an endless body, and what writes to that.
    fn endless() -> (
        UnboundedSender<Bytes>,
        impl Fn() -> Outcome + Clone + Send + Sync,
    ) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let receiver = Arc::new(Mutex::new(Some(receiver)));
        let outcome = move || {
            let receiver = receiver.lock().expect("a lock").take();
            with(Content::Stream(receiver.expect("one request")))
        };
        (sender, outcome)
    }

    fn with(content: Content) -> Outcome {
        Outcome {
            delay: Duration::ZERO,
            answer: Some(Response::new(content)),
        }
    }

    /// All that comes, and how it ends.
    async fn read(mut client: TcpStream) -> (String, Option<std::io::ErrorKind>) {
        let mut all = Vec::new();
        let end = client.read_to_end(&mut all).await;
        let text = String::from_utf8(all).expect("text");
        (text, end.err().map(|error| error.kind()))
    }

    #[tokio::test]
    async fn an_answer_waits_as_long_as_it_is_told() {
        let start = Instant::now();
        let mut client = ask(|| Outcome {
            delay: Duration::from_millis(60),
            ..Outcome::at_once(Response::default())
        })
        .await;
        client.read_u8().await.expect("an answer");
        assert!(start.elapsed() >= Duration::from_millis(60));
    }

    #[tokio::test]
    async fn no_answer_is_a_reset_connection() {
        let outcome = || Outcome {
            delay: Duration::ZERO,
            answer: None,
        };
        let (text, end) = read(ask(outcome).await).await;
        assert_eq!(text, "");
        assert_eq!(end, Some(std::io::ErrorKind::ConnectionReset));
    }

    #[tokio::test]
    async fn a_cut_answer_promises_more_than_it_sends() {
        let (text, end) = read(ask(|| with(Content::Cut("half".into()))).await).await;
        assert!(text.contains("content-length: 5\r\n"), "{text}");
        assert!(text.ends_with("\r\n\r\nhalf"), "{text}");
        assert_eq!(end, Some(std::io::ErrorKind::ConnectionReset));
    }

    #[tokio::test]
    async fn a_cut_answer_keeps_a_promise_that_is_large_enough() {
        let outcome = || {
            let mut outcome = with(Content::Cut("half".into()));
            let answer = outcome.answer.as_mut().expect("an answer");
            answer.headers_mut().insert("content-length", 100.into());
            outcome
        };
        let (text, _) = read(ask(outcome).await).await;
        assert!(text.contains("content-length: 100\r\n"), "{text}");
    }

    #[tokio::test]
    async fn a_stream_comes_in_pieces_as_they_are_made() {
        let (sender, outcome) = endless();
        let mut client = ask(outcome).await;
        for piece in ["one", "two"] {
            sender.send(piece.into()).expect("somebody reads");
            let mut text = String::new();
            while !text.ends_with(&format!("3\r\n{piece}\r\n")) {
                text.push(char::from(client.read_u8().await.expect("a piece")));
            }
        }
        drop(sender);
        let mut rest = [0; 5];
        client.read_exact(&mut rest).await.expect("an end");
        assert_eq!(&rest, b"0\r\n\r\n");
    }

    #[tokio::test]
    async fn a_stream_ends_when_its_client_leaves() {
        let (sender, outcome) = endless();
        let mut client = ask(outcome).await;
        client.read_u8().await.expect("a head");
        drop(client);
        sender.closed().await;
    }

    #[tokio::test]
    async fn a_stream_ends_when_the_server_closes() {
        let closing = CancellationToken::new();
        let (sender, outcome) = endless();
        let mut client = ask_before(closing.clone(), outcome).await;
        sender.send("last".into()).expect("somebody reads");
        client.read_u8().await.expect("a head");
        closing.cancel();
        let (text, end) = read(client).await;
        assert!(text.ends_with("4\r\nlast\r\n0\r\n\r\n"), "{text}");
        assert_eq!(end, None);
    }

    /// What a server that soon loses patience answers to these bytes, when nothing follows.
    fn after(sent: String) -> JoinHandle<String> {
        let respond = |_| Outcome::at_once(Response::new("whole".into()));
        tokio::spawn(async move {
            let patience = Duration::from_millis(400);
            let mut client = connect_for(patience, CancellationToken::new(), respond).await;
            client.write_all(sent.as_bytes()).await.expect("it reads");
            let (text, _) = timeout(LONG / 2, read(client)).await.expect("an end");
            text
        })
    }

    #[tokio::test]
    async fn a_request_that_is_never_sent_to_its_end_is_given_up() {
        let halves = [
            "P",
            "POST / HT",
            "POST / HTTP/1.1\r\nHost: local",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
            "PRI * HTTP/2.0\r\n\r\n",
        ];
        for (half, answer) in halves.map(|half| (half, after(half.to_owned()))) {
            assert_eq!(answer.await.expect("no panic"), "", "{half}");
        }
    }

    #[tokio::test]
    async fn what_came_before_half_a_request_is_answered() {
        let whole = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let halves = ["", "P", "POST / HT"];
        for (half, answer) in halves.map(|half| (half, after(format!("{whole}{half}")))) {
            let answer = answer.await.expect("no panic");
            assert!(answer.ends_with("\r\n\r\nwhole"), "{half}: {answer}");
        }
    }

    #[tokio::test]
    async fn a_request_that_comes_slowly_is_answered() {
        let respond =
            |request: Request<Bytes>| Outcome::at_once(Response::new(request.into_body()));
        let patience = Duration::from_millis(400);
        let mut client = connect_for(patience, CancellationToken::new(), respond).await;
        let head = "POST / HTTP/1.1\r\nContent-Length: 24\r\nConnection: close\r\n\r\n";
        client.write_all(head.as_bytes()).await.expect("it reads");
        for _ in 0..24 {
            client.write_all(b"x").await.expect("it reads");
            sleep(patience / 16).await;
        }
        let (text, _) = read(client).await;
        assert!(text.ends_with(&"x".repeat(24)), "{text}");
    }

    #[tokio::test]
    async fn by_http_2_other_requests_outlive_a_reset() {
        let respond = |request: Request<Bytes>| match request.uri().path() {
            "/reset" => Outcome {
                delay: Duration::ZERO,
                answer: None,
            },
            "/cut" => with(Content::Cut("half".into())),
            _ => with(Content::Whole("whole".into())),
        };
        let stream = TokioIo::new(connect(CancellationToken::new(), respond).await);
        let shaken = http2::handshake(TokioExecutor::new(), stream).await;
        let (mut sender, connection) = shaken.expect("HTTP/2");
        tokio::spawn(connection);
        let request = |path: &str| {
            let request = Request::get(format!("http://localhost{path}"));
            request.body(String::new()).expect("well formed")
        };
        let reset = sender.send_request(request("/reset")).await;
        reset.expect_err("no answer");
        let cut = sender.send_request(request("/cut")).await.expect("a head");
        cut.into_body().collect().await.expect_err("half a body");
        let whole = sender.send_request(request("/")).await.expect("a head");
        let body = whole.into_body().collect().await.expect("a body");
        assert_eq!(body.to_bytes(), "whole");
    }
}
