//! A server that answers what a test tells it to, on 127.0.0.1.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file is a crate of its own and uses a part of this"
)]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Answers requests with prepared bytes, one after the other, each on a connection of its own.
pub struct Script {
    url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

impl Script {
    /// Serves `answers`, given as whole HTTP answers, and then nothing more.
    pub fn new(answers: impl IntoIterator<Item = impl Into<Vec<u8>>>) -> Self {
        let answers: Vec<Vec<u8>> = answers.into_iter().map(Into::into).collect();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let received = Arc::new(Mutex::new(Vec::new()));
        let journal = Arc::clone(&received);
        thread::spawn(move || {
            for answer in answers {
                // A connection that was given up before a request came is none.
                let (mut stream, request) = loop {
                    let Ok((mut stream, _)) = listener.accept() else {
                        return;
                    };
                    if let Some(request) = read_request(&mut stream) {
                        break (stream, request);
                    }
                };
                journal.lock().expect("the journal").push(request);
                let _gone = stream.write_all(&answer);
                let _gone = stream.shutdown(Shutdown::Write);
                // Reading to the end lets the client take the answer before the reset.
                let _gone = stream.read(&mut [0; 64]);
            }
        });
        Self { url, received }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("the journal").clone()
    }

    /// A client of this server, with a token, without proxies and without retries.
    pub fn client(&self) -> heroku::blocking::Client {
        self.builder().build_blocking().expect("a client")
    }

    pub fn builder(&self) -> heroku::Builder {
        heroku::Client::builder()
            .base_url(self.url())
            .token("canary-token")
            .proxies(false)
            .no_retry()
            .timeout(Duration::from_secs(20))
    }
}

/// A whole answer with a status line, headers and a body of the right length.
pub fn answer(status: &str, headers: &[(&str, &str)], body: &str) -> String {
    let headers = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let headers: String = headers.collect();
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// An error and what it comes from, in one line.
pub fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text = format!("{text}: {error}");
        next = error.source();
    }
    text
}

fn read_request(stream: &mut TcpStream) -> Option<Received> {
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .ok()?;
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let count = stream.read(&mut buffer).ok()?;
        if count == 0 {
            return None;
        }
        bytes.extend_from_slice(&buffer[..count]);
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let mut request = Received {
        method: first.next()?.to_owned(),
        target: first.next()?.to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: bytes[head_end + 4..].to_vec(),
    };
    let length = request
        .header("content-length")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let chunked = request.header("transfer-encoding").is_some();
    while request.body.len() < length || (chunked && !request.body.ends_with(b"0\r\n\r\n")) {
        let count = stream.read(&mut buffer).ok()?;
        if count == 0 {
            return None;
        }
        request.body.extend_from_slice(&buffer[..count]);
    }
    Some(request)
}
