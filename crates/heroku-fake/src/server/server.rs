//! The fake on a port of this machine.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{self, Runtime};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::House;
use crate::Fake;
use crate::gates::Gate;
use crate::tls::Identity;

/// How long a client may be silent that is to say something, as long as Heroku waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a server that stops waits for the answers that are under way.
const LAST_ANSWERS: Duration = Duration::from_secs(3);

/// How long a server waits that cannot take another client, as with too many open files.
const FULL: Duration = Duration::from_millis(10);
/// How often time is looked at where it runs.
const BEAT: Duration = Duration::from_millis(250);

/// A [`Fake`] that listens on 127.0.0.1, until it is dropped.
///
/// One port takes whatever a client speaks: HTTP/1.1 and HTTP/2, with TLS or without, and by TLS
/// also the protocol of attached runs (`rendezvous:` URLs). It has a thread of its own. A client
/// that pauses for 30 seconds within a request, or before the first or the next one, is
/// disconnected.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::TcpStream;
///
/// let server = heroku_fake::Fake::new().serve()?;
/// let mut stream = TcpStream::connect(server.address())?;
/// stream.write_all(b"GET /apps HTTP/1.1\r\nHost: api.heroku.com\r\nConnection: close\r\n\r\n")?;
/// let mut answer = String::new();
/// stream.read_to_string(&mut answer)?;
/// assert!(answer.starts_with("HTTP/1.1 406 "));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Server {
    fake: Fake,
    gate: Gate,
    identity: Identity,
    stop: Option<oneshot::Sender<Duration>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(fake: Fake, port: u16, secure: bool) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let gate = Gate {
            address: listener.local_addr()?,
            secure,
        };
        let identity = Identity::new()?;
        let house = House {
            fake: fake.clone(),
            tls: identity.acceptor(),
            closing: CancellationToken::new(),
            patience: PATIENCE,
        };
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("heroku-fake".to_owned())
            .spawn(move || run(&runtime, listener, &house, stopped))?;
        fake.gates().open(gate);
        Ok(Self {
            fake,
            gate,
            identity,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it listens: 127.0.0.1 and its port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.gate.address
    }

    /// The base URL for clients, as in `http://127.0.0.1:4567`.
    ///
    /// It begins with `https` where the server was made by [`Fake::serve_tls`].
    #[must_use]
    pub fn url(&self) -> String {
        self.gate.url()
    }

    /// The certificate that a client must trust to speak TLS with this server, as PEM.
    ///
    /// It is that of an authority made for this server alone, which vouches for `127.0.0.1`,
    /// `localhost` and `fake.heroku.test`. In a file, it suits `NODE_EXTRA_CA_CERTS`,
    /// `SSL_CERT_FILE` and `curl --cacert`.
    ///
    /// ```
    /// let server = heroku_fake::Fake::new().serve()?;
    /// assert!(server.certificate().starts_with("-----BEGIN CERTIFICATE-----"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn certificate(&self) -> String {
        self.identity.authority().to_owned()
    }

    /// Stops as soon as what was asked is answered, three seconds from now at the latest.
    ///
    /// Endless answers, such as log streams, end at once, and so do attached runs. To drop a
    /// server stops it without any wait.
    pub fn stop(mut self) {
        self.end(LAST_ANSWERS);
    }

    fn end(&mut self, patience: Duration) {
        self.fake.gates().close(self.gate);
        if let Some(stop) = self.stop.take() {
            // A server that ended by itself is not there to hear it.
            let _ = stop.send(patience);
        }
        if let Some(thread) = self.thread.take() {
            // A server that ended by a panic has said so already.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.gate.address)
            .finish_non_exhaustive()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end(Duration::ZERO);
    }
}

/// Serves all clients until told to stop, and those that wait for an answer a while longer.
fn run(
    runtime: &Runtime,
    listener: TcpListener,
    house: &House,
    stopped: oneshot::Receiver<Duration>,
) {
    runtime.block_on(async {
        let clients = TaskTracker::new();
        let patience = tokio::select! {
            () = accept(listener, house, &clients) => return,
            () = keep_time(&house.fake) => return,
            patience = stopped => patience.unwrap_or_default(),
        };
        house.closing.cancel();
        clients.close();
        // Those that take longer are cut off, as was told.
        let _ = timeout(patience, clients.wait()).await;
    });
}

/// Lets what is due happen where time runs.
async fn keep_time(fake: &Fake) {
    loop {
        sleep(BEAT).await;
        fake.keep_time();
    }
}

async fn accept(listener: TcpListener, house: &House, clients: &TaskTracker) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                clients.spawn(house.clone().welcome(stream));
            }
            // Such as too many open files: others may close.
            Err(_) => sleep(FULL).await,
        }
    }
}
