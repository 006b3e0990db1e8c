//! The program `heroku-fake`: how long it takes to its first answer, and how many it gives a
//! second.
//!
//! The load tool is this file: hyper's client over connections that are kept, in one thread,
//! beside the one of the fake. `--rounds` says how often each is measured, `--count` how many
//! requests make a round. The program is built first, as `cargo build --release` does.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use bytes::Bytes;
use heroku_benches::{Failure, Settings};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{ACCEPT, AUTHORIZATION, HOST};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use rustix::process::{Pid, Signal, kill_process};
use tokio::runtime::Builder;

/// How many connections are open at once, each with one request under way.
const CONNECTIONS: u32 = 32;

/// The first answer has to come within this time.
const COLD: Duration = Duration::from_millis(20);

/// The fewest answers a second.
const FEWEST: f64 = 20_000.0;

const VERSION: &str = "application/vnd.heroku+json; version=3";

fn main() -> Result<(), Failure> {
    let settings = Settings::read_or(20)?;
    let program = program()?;
    start_cold(&program, settings)?;
    let running = Running::start(&program)?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        create_apps(running.address).await?;
        for path in ["/account/rate-limits", "/apps/bench"] {
            load(running.address, path, settings).await?;
        }
        Ok(())
    })
}

/// Builds the program, which Cargo puts one folder above the benchmarks.
fn program() -> Result<PathBuf, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--release", "--package", "heroku-fake"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()?;
    if !built.success() {
        return Err("heroku-fake cannot be built".into());
    }
    let own = std::env::current_exe()?;
    let folder = own.ancestors().nth(2).ok_or("no folder of programs")?;
    Ok(folder.join("heroku-fake"))
}

/// The program as it runs; it is told to stop when this is dropped.
struct Running {
    child: Child,
    address: SocketAddr,
    /// Open, lest the program have nobody to print to.
    _printed: BufReader<ChildStdout>,
}

impl Running {
    fn start(program: &Path) -> Result<Self, Failure> {
        let mut command = Command::new(program);
        command.args(["--port", "0"]).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut printed = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        printed.read_line(&mut line)?;
        let address = line
            .split_whitespace()
            .find_map(|word| word.strip_prefix("http://"));
        let address = address.ok_or_else(|| format!("no address in `{line}`"))?;
        Ok(Self {
            child,
            address: address.parse()?,
            _printed: printed,
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // What has ended by itself needs no signal.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

/// Measures the time from the start of the program to its first answer.
fn start_cold(program: &Path, settings: Settings) -> Result<(), Failure> {
    let mut times = Vec::new();
    for _ in 0..settings.rounds {
        let start = Instant::now();
        let running = Running::start(program)?;
        first_answer(running.address)?;
        times.push(start.elapsed().as_secs_f64());
    }
    let (median, worst) = (median(&mut times), times[times.len() - 1]);
    let rounds = settings.rounds;
    println!("from the start of heroku-fake to its first answer, {rounds} rounds");
    println!(
        "  median {:.1} ms, worst {:.1} ms\n",
        1e3 * median,
        1e3 * worst
    );
    tell(settings, "cold start", "seconds", median);
    if median > COLD.as_secs_f64() {
        return Err("the first answer takes too long".into());
    }
    Ok(())
}

fn first_answer(address: SocketAddr) -> Result<(), Failure> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET /account/rate-limits HTTP/1.1\r\nHost: {address}\r\nAccept: {VERSION}\r\n\
         Authorization: Bearer bench\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 200 ") {
        Ok(())
    } else {
        Err(answer.into())
    }
}

/// Creates an app in the world of each connection: one world would run into its rate limit.
async fn create_apps(address: SocketAddr) -> Result<(), Failure> {
    for key in 0..CONNECTIONS {
        let mut sender = connect(address).await?;
        let body = Bytes::from_static(br#"{"name":"bench"}"#);
        let status = ask(&mut sender, address, Method::POST, "/apps", key, body).await?;
        if status != 201 {
            return Err(format!("the app was answered by {status}").into());
        }
    }
    Ok(())
}

/// Lets an hour pass, in which every rate limit refills.
async fn pass_an_hour(address: SocketAddr) -> Result<(), Failure> {
    let mut sender = connect(address).await?;
    let body = Bytes::from_static(br#"{"advance_seconds":3600}"#);
    let status = ask(&mut sender, address, Method::PATCH, "/_fake/clock", 0, body).await?;
    (status == 200)
        .then_some(())
        .ok_or_else(|| format!("the clock was answered by {status}").into())
}

/// Measures how many answers a second there are.
async fn load(address: SocketAddr, path: &'static str, settings: Settings) -> Result<(), Failure> {
    let count = settings.count.unwrap_or(20_000);
    let each = count.div_ceil(CONNECTIONS);
    let mut rates = Vec::new();
    for _ in 0..settings.rounds {
        pass_an_hour(address).await?;
        let mut senders = Vec::new();
        for key in 0..CONNECTIONS {
            senders.push((key, connect(address).await?));
        }
        let start = Instant::now();
        let tasks = senders.into_iter().map(|(key, sender)| {
            let asked = ask_again(sender, address, path, key, each);
            tokio::spawn(asked)
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await??;
        }
        rates.push(f64::from(each * CONNECTIONS) / start.elapsed().as_secs_f64());
    }
    let (median, best) = (median(&mut rates), rates[rates.len() - 1]);
    let rounds = settings.rounds;
    println!("GET {path} over {CONNECTIONS} connections, {rounds} rounds of {count}");
    println!(
        "  median {median:.0} a second, best {best:.0}, worst {:.0}\n",
        rates[0]
    );
    tell(settings, path, "a second", median);
    if median < FEWEST {
        return Err(format!("less than {FEWEST} a second").into());
    }
    Ok(())
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>, Failure> {
    let stream = tokio::net::TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

/// Sends the same request over one connection, `count` times, by the key with a number.
async fn ask_again(
    mut sender: SendRequest<Full<Bytes>>,
    address: SocketAddr,
    path: &str,
    key: u32,
    count: u32,
) -> Result<(), Failure> {
    for _ in 0..count {
        let status = ask(&mut sender, address, Method::GET, path, key, Bytes::new()).await?;
        if status != 200 {
            return Err(format!("GET {path} was answered by {status}").into());
        }
    }
    Ok(())
}

/// Sends a request by the key with a number, and reads the whole answer; gives its status.
async fn ask(
    sender: &mut SendRequest<Full<Bytes>>,
    address: SocketAddr,
    method: Method,
    path: &str,
    key: u32,
    body: Bytes,
) -> Result<u16, Failure> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, address.to_string())
        .header(ACCEPT, VERSION)
        .header(AUTHORIZATION, format!("Bearer bench-{key}"))
        .body(Full::new(body))?;
    sender.ready().await?;
    let mut answer = sender.send_request(request).await?;
    while let Some(frame) = answer.frame().await {
        frame?;
    }
    Ok(answer.status().as_u16())
}

/// The one in the middle; sorts them.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Tells a figure to programs, if they listen.
fn tell(settings: Settings, what: &str, unit: &str, value: f64) {
    if settings.is_json {
        let line = serde_json::json!({ "measure": "fake", "what": what, unit: value });
        println!("{line}");
    }
}
