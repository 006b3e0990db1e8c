//! A server on 127.0.0.1 that fails at random, and counts what took effect.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

const APP: &str = r#"{"id":"01234567-89ab-cdef-0123-456789abcdef","name":"example","region":{"name":"us"},"stack":{"name":"heroku-24"}}"#;
const LIMIT: &str = "RateLimit-Remaining: 4500\r\n";

pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// Serves as long as it lives.
    _runtime: Runtime,
}

struct Shared {
    /// How often the action of each number took effect.
    effects: Vec<AtomicU8>,
    requests: AtomicUsize,
}

/// What is done to a request.
enum Fate {
    /// It is served.
    Served,
    /// It is served, and the connection is closed behind the answer.
    ServedAndClosed,
    /// It is served, but the answer breaks off.
    Truncated,
    /// It is served, but the connection breaks before the answer.
    Lost,
    /// The connection breaks before it is served.
    Dropped,
    /// It is served, but there is never an answer.
    Silent,
    /// It is served, but the answer makes no sense.
    Garbled,
    /// It is refused.
    Refused(&'static str, &'static str),
}

impl Fate {
    fn drawn(random: &mut fastrand::Rng) -> Self {
        match random.u32(0..10_000) {
            0..50 => Self::Refused("503 Service Unavailable", "<html>try later</html>"),
            50..80 => Self::Refused("502 Bad Gateway", ""),
            80..110 => Self::Refused("429 Too Many Requests", r#"{"id":"rate_limit"}"#),
            110..130 => Self::Refused("422 Unprocessable", r#"{"id":"invalid_params"}"#),
            130..160 => Self::Lost,
            160..190 => Self::Dropped,
            190..220 => Self::Truncated,
            220..240 => Self::ServedAndClosed,
            240..250 => Self::Garbled,
            250..252 => Self::Silent,
            _ => Self::Served,
        }
    }

    fn takes_effect(&self) -> bool {
        !matches!(self, Self::Dropped | Self::Refused(..))
    }
}

impl Server {
    pub(crate) fn start(calls: usize, seed: u64) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            effects: (0..calls).map(|_| AtomicU8::new(0)).collect(),
            requests: AtomicUsize::new(0),
        });
        let accepting = Arc::clone(&shared);
        runtime.spawn(async move {
            let mut random = fastrand::Rng::with_seed(seed);
            while let Ok((stream, _)) = listener.accept().await {
                let (shared, random) = (Arc::clone(&accepting), random.fork());
                tokio::spawn(async move {
                    let _broken = serve(stream, &shared, random).await;
                });
            }
        });
        Ok(Self {
            address,
            shared,
            _runtime: runtime,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn effects(&self, number: usize) -> u8 {
        self.shared.effects[number].load(Ordering::Relaxed)
    }

    pub(crate) fn requests(&self) -> usize {
        self.shared.requests.load(Ordering::Relaxed)
    }
}

async fn serve(
    mut stream: TcpStream,
    shared: &Shared,
    mut random: fastrand::Rng,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(4096);
    loop {
        let Some(request) = read(&mut stream, &mut buffer).await? else {
            return Ok(());
        };
        shared.requests.fetch_add(1, Ordering::Relaxed);
        let fate = Fate::drawn(&mut random);
        if fate.takes_effect() {
            shared.note(&request);
        }
        let whole = format!(
            "HTTP/1.1 200 OK\r\n{LIMIT}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{APP}",
            APP.len()
        );
        match fate {
            Fate::Served => stream.write_all(whole.as_bytes()).await?,
            Fate::ServedAndClosed => return stream.write_all(whole.as_bytes()).await,
            Fate::Truncated => {
                let cut = random.usize(1..whole.len());
                return stream.write_all(&whole.as_bytes()[..cut]).await;
            }
            Fate::Lost | Fate::Dropped => return stream.set_zero_linger(),
            Fate::Silent => tokio::time::sleep(Duration::from_secs(5)).await,
            Fate::Garbled => return stream.write_all(b"\0\x01\x02 nonsense\r\n\r\n").await,
            Fate::Refused(status, body) => {
                let length = body.len();
                let answer =
                    format!("HTTP/1.1 {status}\r\n{LIMIT}Content-Length: {length}\r\n\r\n{body}");
                stream.write_all(answer.as_bytes()).await?;
            }
        }
    }
}

/// A request: its method, and the number of its action.
struct Request {
    method: String,
    number: Option<usize>,
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Option<Request>> {
    let end = loop {
        let found = buffer.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = found {
            break end + 4;
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let length = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.parse().ok())
        .unwrap_or(0);
    while buffer.len() < end + length {
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
    let text = String::from_utf8_lossy(&buffer[..end + length]).into_owned();
    buffer.drain(..end + length);
    let number = text.split_once("app-").map(|(_, rest)| {
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next();
        digits.unwrap_or_default().to_owned()
    });
    Ok(Some(Request {
        method: text.split(' ').next().unwrap_or_default().to_owned(),
        number: number.and_then(|digits| digits.parse().ok()),
    }))
}

impl Shared {
    /// Takes down that an action took effect: each time, but for a deletion, which does so once.
    fn note(&self, request: &Request) {
        let Some(effects) = request.number.and_then(|number| self.effects.get(number)) else {
            return;
        };
        if request.method == "DELETE" {
            effects.store(1, Ordering::Relaxed);
        } else {
            effects.fetch_add(1, Ordering::Relaxed);
        }
    }
}
