//! A connection of one client, whatever it speaks.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::first_line::FirstLine;
use super::http::http;
use super::line::{Line, Reset};
use super::prefixed::Prefixed;
use crate::Fake;
use crate::rendezvous;

/// The first byte of TLS: a record that shakes hands.
const HANDSHAKE: u8 = 0x16;

/// A client that has not shaken hands by then does not want to.
const LONGEST_HANDSHAKE: Duration = Duration::from_secs(10);

/// What all connections of a server share.
#[derive(Clone)]
pub(super) struct House {
    pub(super) fake: Fake,
    pub(super) tls: TlsAcceptor,
    pub(super) closing: CancellationToken,
    /// How long what is to come may be waited for.
    pub(super) patience: Duration,
}

impl House {
    /// Serves one client for as long as it stays.
    pub(super) async fn welcome(self, stream: TcpStream) {
        // Without it, small answers wait for more; a socket that refuses works all the same.
        let _ = stream.set_nodelay(true);
        let mut first = [0];
        let known = tokio::select! {
            count = timeout(self.patience, stream.peek(&mut first)) => count,
            () = self.closing.cancelled() => return,
        };
        let line = Line::new(stream);
        let reset = line.reset();
        match known {
            Ok(Ok(1)) if first == [HANDSHAKE] => {
                // A connection that breaks concerns its client only.
                let _ = self.secretly(line, reset).await;
            }
            Ok(Ok(1)) => self.http(line, reset).await,
            _ => {}
        }
    }

    /// By TLS, which is HTTP or a rendezvous.
    async fn secretly(self, line: Line, reset: Reset) -> io::Result<()> {
        let mut stream = timeout(LONGEST_HANDSHAKE, self.tls.accept(line)).await??;
        if stream.get_ref().1.alpn_protocol().is_some() {
            self.http(stream, reset).await;
            return Ok(());
        }
        let first = tokio::select! {
            first = FirstLine::read(&mut stream, self.patience) => first?,
            () = self.closing.cancelled() => None,
        };
        let Some(first) = first else {
            return Ok(());
        };
        if first.is_http() {
            let stream = Prefixed::new(first.into_bytes(), stream);
            self.http(stream, reset).await;
            return Ok(());
        }
        let (secret, behind) = first.into_line();
        tokio::select! {
            done = rendezvous::converse(&self.fake, &secret, Prefixed::new(behind, stream)) => done,
            () = self.closing.cancelled() => Ok(()),
        }
    }

    async fn http(self, line: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, reset: Reset) {
        let fake = self.fake;
        let respond = move |request| fake.respond(request);
        http(line, reset, self.closing, self.patience, respond).await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    use super::*;
    use crate::tls::Identity;

    #[tokio::test]
    async fn a_client_that_never_says_anything_is_left() {
        let house = House {
            fake: Fake::new(),
            tls: Identity::new().expect("a certificate").acceptor(),
            closing: CancellationToken::new(),
            patience: Duration::from_millis(50),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mut client = TcpStream::connect(address).await.expect("a server");
        let (stream, _) = listener.accept().await.expect("a client");
        tokio::spawn(house.welcome(stream));
        let end = timeout(Duration::from_secs(5), client.read(&mut [0])).await;
        assert_eq!(end.expect("an end").expect("no reset"), 0);
    }
}
