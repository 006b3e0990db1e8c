//! HTTP of either version with one client.

use std::pin::pin;

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use super::carry::carry;
use super::line::Reset;
use crate::exchange::too_large;
use crate::outcome::Outcome;
use crate::transport::LARGEST_BODY;

/// What decides what becomes of each request.
pub(super) trait Respond:
    Fn(Request<Bytes>) -> Outcome + Clone + Send + Sync + 'static
{
}

impl<T: Fn(Request<Bytes>) -> Outcome + Clone + Send + Sync + 'static> Respond for T {}

/// Serves one client for as long as it stays, or until the server closes.
///
/// Then what was asked is still answered, and endless answers end.
pub(super) async fn http(
    line: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    reset: Reset,
    closing: CancellationToken,
    respond: impl Respond,
) {
    let told = closing.clone();
    let service = service_fn(move |request| {
        let (respond, reset, closing) = (respond.clone(), reset.clone(), told.clone());
        async move { carry(answer(&respond, request).await, &reset, closing).await }
    });
    let server = auto::Builder::new(TokioExecutor::new());
    let mut connection = pin!(server.serve_connection(TokioIo::new(line), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        () = closing.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    // A connection that breaks concerns its client only.
    let _ = connection.await;
}

/// What becomes of a request, and which version of HTTP it came by.
async fn answer(respond: &impl Respond, request: Request<Incoming>) -> (Outcome, Version) {
    let version = request.version();
    let (head, body) = request.into_parts();
    let outcome = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => respond(Request::from_parts(head, body.to_bytes())),
        Err(_) => Outcome::at_once(too_large()),
    };
    (outcome, version)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use http::Response;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::mpsc;

    use super::*;
    use crate::outcome::Content;
    use crate::server::line::Line;

    /// A client that has sent a request to a server with this outcome for everything.
    async fn ask<T: Fn() -> Outcome + Clone + Send + Sync + 'static>(outcome: T) -> TcpStream {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a client");
            let line = Line::new(stream);
            let reset = line.reset();
            http(line, reset, CancellationToken::new(), move |_| outcome()).await;
        });
        let mut client = TcpStream::connect(address).await.expect("a server");
        client
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .await
            .expect("it reads");
        client
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
        let (sender, receiver) = mpsc::unbounded_channel();
        let receiver = std::sync::Arc::new(std::sync::Mutex::new(Some(receiver)));
        let mut client = ask(move || {
            let receiver = receiver.lock().expect("a lock").take();
            with(Content::Stream(receiver.expect("one request")))
        })
        .await;
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
        let (sender, receiver) = mpsc::unbounded_channel();
        let receiver = std::sync::Arc::new(std::sync::Mutex::new(Some(receiver)));
        let mut client = ask(move || {
            let receiver = receiver.lock().expect("a lock").take();
            with(Content::Stream(receiver.expect("one request")))
        })
        .await;
        client.read_u8().await.expect("a head");
        drop(client);
        sender.closed().await;
    }
}
