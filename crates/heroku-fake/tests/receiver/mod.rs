//! A subscriber on this machine that notes what is posted to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Notes, Sender, channel};
use std::thread;
use std::time::Duration;

/// A subscriber on this machine that answers with the given statuses in turn, and then ends.
pub(crate) struct Receiver {
    port: u16,
    notes: Notes<Posted>,
}

/// What was posted.
pub(crate) struct Posted {
    /// The path and the query.
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Posted {
    /// A header; empty where it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

impl Receiver {
    pub(crate) fn start(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (sender, notes) = channel();
        let statuses = statuses.to_vec();
        if !statuses.is_empty() {
            thread::spawn(move || serve(&listener, &statuses, &sender));
        }
        Self { port, notes }
    }

    /// The address of a path.
    pub(crate) fn url(&self, target: &str) -> String {
        format!("http://127.0.0.1:{}{target}", self.port)
    }

    /// The next thing that is posted, which must come soon.
    #[track_caller]
    pub(crate) fn next(&self) -> Posted {
        let next = self.notes.recv_timeout(Duration::from_secs(10));
        next.expect("something is posted soon")
    }
}

fn serve(listener: &TcpListener, statuses: &[u16], sender: &Sender<Posted>) {
    for status in statuses {
        let Ok((stream, _)) = listener.accept() else {
            return;
        };
        let posted = read(&stream);
        let answer = format!("HTTP/1.1 {status} Example\r\nContent-Length: 0\r\n\r\n");
        let mut stream = stream;
        let written = stream.write_all(answer.as_bytes());
        if written.is_err() || sender.send(posted).is_err() {
            return;
        }
    }
}

fn read(stream: &TcpStream) -> Posted {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    };
    let first = line();
    let target = first.split(' ').nth(1).expect("a target").to_owned();
    let mut headers = Vec::new();
    loop {
        let line = line();
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut posted = Posted {
        target,
        headers,
        body: Vec::new(),
    };
    let length = posted.header("content-length").parse().expect("a length");
    posted.body = vec![0; length];
    reader.read_exact(&mut posted.body).expect("a body");
    posted
}
