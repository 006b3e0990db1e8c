//! A server in a process of its own, and workloads against it, each kept to its cores.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::contender::Failure;
use crate::server::ServerUsage;
use crate::tally::Tally;
use crate::usage;
use crate::workload::{Client, Report, Work};

/// Variables that would send the clients to a proxy.
const PROXIES: [&str; 6] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
];

/// The programs of this package.
#[derive(Clone, Copy, Debug)]
pub struct Programs {
    /// `bench-server`
    pub server: &'static str,
    /// `workload`
    pub workload: &'static str,
}

/// Which cores server and client may use.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cores {
    /// The server has one core, the client another, and one thread.
    Apart,
    /// Both share two cores, and the client has two threads.
    Shared,
}

/// Which cores server and clients run on.
#[derive(Clone, Copy, Debug)]
pub enum Placement {
    /// The server on the first, the clients on the second.
    Apart(usize, usize),
    /// All on both.
    Shared(usize, usize),
    /// Wherever the system wants them.
    Anywhere,
}

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Stage {
    programs: Programs,
    placement: Placement,
    server: Child,
    url: String,
}

impl Stage {
    /// Starts the server. Where there is but one core, or none can be named, nothing is kept to any.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn start(programs: Programs, cores: Cores) -> Result<Self, Failure> {
        let placement = Placement::of(cores);
        let mut command = Command::new(programs.server);
        if let Placement::Apart(server, _) = placement {
            command.args(["--core", &server.to_string()]);
        }
        let mut server = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", programs.server))?;
        let mut url = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output).read_line(&mut url)?;
        }
        let stage = Self {
            programs,
            placement,
            server,
            url: url.trim().to_owned(),
        };
        if stage.url.is_empty() {
            return Err("the server did not say where it listens".into());
        }
        Ok(stage)
    }

    /// Where the server is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Which cores server and clients run on.
    #[must_use]
    pub fn placement(&self) -> Placement {
        self.placement
    }

    /// Has a client work.
    ///
    /// # Errors
    /// Where it failed, or read anything but what the catalogue says.
    pub fn run(&self, client: Client, work: Work, count: u32) -> Result<Report, Failure> {
        let mut command = Command::new(self.programs.workload);
        command.args(["--client", client.word(), "--work", work.word()]);
        command.args(["--url", &self.url, "--count", &count.to_string()]);
        match self.placement {
            Placement::Apart(_, client) => command.args(["--cores", &client.to_string()]),
            Placement::Shared(one, other) => command.args(["--cores", &format!("{one},{other}")]),
            Placement::Anywhere => &mut command,
        };
        for name in PROXIES {
            command.env_remove(name);
        }
        let output = command.stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("{client}, {work}: {}", output.status).into());
        }
        let report: Report = serde_json::from_slice(&output.stdout)?;
        let expected = expected(client, work).times(count);
        if report.tally != expected {
            let read = report.tally;
            return Err(format!("{client}, {work}: read {read:?} in place of {expected:?}").into());
        }
        Ok(report)
    }

    /// What the server used so far.
    ///
    /// # Errors
    /// Where it does not answer.
    pub fn server_usage(&self) -> Result<ServerUsage, Failure> {
        let address = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"GET /cpu HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
        Ok(serde_json::from_str(body)?)
    }
}

impl Placement {
    fn of(cores: Cores) -> Self {
        match (cores, &usage::cores()[..]) {
            (Cores::Apart, &[server, client, ..]) => Self::Apart(server, client),
            (Cores::Shared, &[one, other, ..]) => Self::Shared(one, other),
            _ => Self::Anywhere,
        }
    }
}

impl fmt::Display for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Apart(server, client) => {
                write!(
                    f,
                    "server on core {server}, client on core {client}, one thread"
                )
            }
            Self::Shared(one, other) => {
                write!(
                    f,
                    "server and client on cores {one} and {other}, two threads"
                )
            }
            Self::Anywhere => f.write_str("no two cores to keep apart, one thread"),
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        let _ended = self.server.wait();
    }
}

fn expected(client: Client, work: Work) -> Tally {
    match (work, client) {
        (Work::Walk, Client::Bytes) => Tally::of_catalogue_undecoded(),
        (Work::Walk, _) => Tally::of_catalogue(),
        (_, Client::Bytes) => Tally::of_app_undecoded(),
        (_, _) => Tally::of_app(),
    }
}
