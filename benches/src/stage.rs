//! A server in a process of its own, and workloads against it, each kept to its cores.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::contender::Failure;
use crate::server::ServerUsage;
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
    /// The server has core 0, the client core 1 and one thread.
    Apart,
    /// Both share cores 0 and 1, and the client has two threads.
    Shared,
}

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Stage {
    programs: Programs,
    cores: Cores,
    server: Child,
    url: String,
}

impl Stage {
    /// Starts the server. Where there is but one core, nothing is kept to any.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn start(programs: Programs, cores: Cores) -> Result<Self, Failure> {
        let mut command = Command::new(programs.server);
        if cores == Cores::Apart && usage::cores() > 1 {
            command.args(["--core", "0"]);
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
            cores,
            server,
            url: url.trim().to_owned(),
        };
        if stage.url.is_empty() {
            return Err("the server did not say where it listens".into());
        }
        Ok(stage)
    }

    /// Where server and clients run, in words.
    #[must_use]
    pub fn placement(&self) -> &'static str {
        match self.cores {
            _ if usage::cores() == 1 => "one core for all, nothing pinned, one thread",
            Cores::Apart => "server on core 0, client on core 1, one thread",
            Cores::Shared => "server and client on cores 0 and 1, two threads",
        }
    }

    /// Has a client work.
    ///
    /// # Errors
    /// Where it failed.
    pub fn run(&self, client: Client, work: Work, count: u32) -> Result<Report, Failure> {
        let count = count.to_string();
        let mut command = Command::new(self.programs.workload);
        command.args(["--client", client.word(), "--work", work.word()]);
        command.args(["--url", &self.url, "--count", &count]);
        if usage::cores() > 1 {
            let cores = match self.cores {
                Cores::Apart => "1",
                Cores::Shared => "0,1",
            };
            command.args(["--cores", cores]);
        }
        for name in PROXIES {
            command.env_remove(name);
        }
        let output = command.stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("{client}, {work}: {}", output.status).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
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

impl Drop for Stage {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        let _ended = self.server.wait();
    }
}
