//! The fake on a port of this machine.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread::{self, JoinHandle};

use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::oneshot;

use super::connection::connection;
use crate::Fake;

/// A [`Fake`] that listens on 127.0.0.1, until it is dropped.
///
/// It speaks HTTP/1.1 and HTTP/2 without TLS, and has a thread of its own.
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
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(fake: Fake, port: u16) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
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
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = accept(listener, fake) => {}
                        _ = stopped => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it listens: 127.0.0.1 and its port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL for clients, as in `http://127.0.0.1:4567`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A server that ended by a panic has said so already.
            let _ = thread.join();
        }
    }
}

async fn accept(listener: TcpListener, fake: Fake) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let fake = fake.clone();
                tokio::spawn(connection(stream, move |request| fake.respond(request)));
            }
            // Such as too many open files: others may close.
            Err(_) => tokio::task::yield_now().await,
        }
    }
}
