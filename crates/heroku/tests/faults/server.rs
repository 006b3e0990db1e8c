//! A server on 127.0.0.1 that does to each request what a test tells it to.

use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use crate::step::{End, Extent, Script, Step};

/// A server that takes one step for each request, and its last step over and over.
///
/// The first step of a connection is taken when it is accepted. It stops when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    runtime: Option<Runtime>,
}

/// A request that arrived whole.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The number of its connection, from 1.
    pub(crate) connection: usize,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(found.1.as_str())
    }
}

/// What is still to be done, and what was seen.
struct Seen {
    plan: VecDeque<Step>,
    connections: usize,
    requests: Vec<Received>,
    effects: Effects,
}

/// What the requests did: each POST and PATCH does something once more, and what else changes
/// things does the same however often it comes.
#[derive(Default)]
struct Effects {
    repeated: usize,
    idempotent: BTreeSet<(String, String, Vec<u8>)>,
}

impl Server {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        let seen = Arc::new(Mutex::new(Seen {
            plan: steps.into_iter().collect(),
            connections: 0,
            requests: Vec::new(),
            effects: Effects::default(),
        }));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        runtime.spawn(accept(listener, Arc::clone(&seen)));
        Self {
            address,
            seen,
            runtime: Some(runtime),
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests that arrived whole.
    pub(crate) fn requests(&self) -> Vec<Received> {
        lock(&self.seen).requests.clone()
    }

    /// How often something was changed.
    pub(crate) fn effects(&self) -> usize {
        let effects = &lock(&self.seen).effects;
        effects.repeated + effects.idempotent.len()
    }

    pub(crate) fn connections(&self) -> usize {
        lock(&self.seen).connections
    }

    /// A client of this server, with a token and without proxies.
    pub(crate) fn builder(&self) -> heroku::Builder {
        builder(&self.url())
    }

    pub(crate) fn client(&self) -> heroku::blocking::Client {
        self.builder().build_blocking().expect("a client")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A client of any server, with a token and without proxies.
pub(crate) fn builder(url: &str) -> heroku::Builder {
    heroku::Client::builder()
        .base_url(url)
        .token("canary-token")
        .proxies(false)
        .timeout(Duration::from_secs(10))
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().expect("what was seen")
}

impl Seen {
    fn next_step(&mut self) -> Step {
        let step = if self.plan.len() > 1 {
            self.plan.pop_front()
        } else {
            self.plan.front().cloned()
        };
        step.expect("a plan of at least one step")
    }

    fn record(&mut self, request: Received, step: &Step) {
        let Received {
            method,
            target,
            body,
            ..
        } = &request;
        match method.as_str() {
            "GET" | "HEAD" => {}
            _ if !step.takes_effect() => {}
            "PUT" | "DELETE" => {
                let effect = (method.clone(), target.clone(), body.clone());
                self.effects.idempotent.insert(effect);
            }
            _ => self.effects.repeated += 1,
        }
        self.requests.push(request);
    }
}

async fn accept(listener: TcpListener, seen: Arc<Mutex<Seen>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (number, step) = {
            let mut seen = lock(&seen);
            seen.connections += 1;
            (seen.connections, seen.next_step())
        };
        let connection = Connection {
            stream,
            number,
            unread: Vec::new(),
        };
        tokio::spawn(connection.serve(step, Arc::clone(&seen)));
    }
}

struct Connection {
    stream: TcpStream,
    number: usize,
    /// What was received and not yet taken for a request.
    unread: Vec<u8>,
}

impl Connection {
    async fn serve(mut self, first: Step, seen: Arc<Mutex<Seen>>) {
        let _refused = self.stream.set_nodelay(true);
        let mut step = first;
        loop {
            match self.read(step.read).await {
                None => return,
                Some(Some(request)) => lock(&seen).record(request, &step),
                Some(None) => {}
            }
            if self.write(&step.write).await.is_none() {
                return;
            }
            match step.end {
                End::Keep => {}
                End::Close => return self.close().await,
                End::Reset => {
                    let _refused = self.stream.set_zero_linger();
                    return;
                }
                End::Stall => return std::future::pending().await,
            }
            if self.unread.is_empty() && self.receive().await.is_none() {
                return;
            }
            step = lock(&seen).next_step();
        }
    }

    /// Reads so much of a request, and gives it if that is all of it; `None` if it breaks off.
    async fn read(&mut self, extent: Extent) -> Option<Option<Received>> {
        if extent == Extent::Nothing {
            return Some(None);
        }
        let end = loop {
            let mut windows = self.unread.windows(4);
            match windows.position(|window| window == b"\r\n\r\n") {
                Some(end) => break end,
                None => self.receive().await?,
            }
        };
        if extent == Extent::Head {
            return Some(None);
        }
        let head = String::from_utf8_lossy(&self.unread[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let mut request = Received {
            method: words.next()?.to_owned(),
            target: words.next()?.to_owned(),
            headers: lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: Vec::new(),
            connection: self.number,
        };
        let length = request.header("content-length").unwrap_or("0");
        let length: usize = length.parse().ok()?;
        let wanted = match extent {
            Extent::Body(count) => count.min(length),
            _ => length,
        };
        while self.unread.len() < end + 4 + wanted {
            self.receive().await?;
        }
        if extent != Extent::Whole {
            return Some(None);
        }
        request.body = self.unread[end + 4..end + 4 + length].to_vec();
        self.unread.drain(..end + 4 + length);
        Some(Some(request))
    }

    async fn receive(&mut self) -> Option<()> {
        let count = self.stream.read_buf(&mut self.unread).await.ok()?;
        (count > 0).then_some(())
    }

    async fn write(&mut self, script: &Script) -> Option<()> {
        match script {
            Script::Bytes(bytes) => self.stream.write_all(bytes).await.ok(),
            Script::Slowly(bytes) => {
                for byte in bytes {
                    self.stream.write_all(&[*byte]).await.ok()?;
                    tokio::task::yield_now().await;
                }
                Some(())
            }
            Script::Flood(first, piece) => {
                self.stream.write_all(first).await.ok()?;
                loop {
                    self.stream.write_all(piece).await.ok()?;
                }
            }
        }
    }

    /// Closes in a way that lets the client take what was written: what it sends is let go.
    async fn close(mut self) {
        let _gone = self.stream.shutdown().await;
        let mut ignored = vec![0; 64 * 1024];
        while matches!(self.stream.read(&mut ignored).await, Ok(count) if count > 0) {}
    }
}
