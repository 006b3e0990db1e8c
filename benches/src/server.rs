//! The catalogue over HTTP/1.1, at as little cost as can be.
//!
//! Answers are ready before the first request comes, and a thread serves each connection: a
//! request costs one read and one write.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use serde::{Deserialize, Serialize};

use crate::catalogue;
use crate::usage;

/// A head of a request that is longer than this is none.
const LONGEST_HEAD: usize = 64 * 1024;

const DEFAULT_PAGE: usize = 200;

/// The server, all of its answers made, listening but serving nobody yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    answers: Arc<Answers>,
}

/// What the server used so far; `GET /cpu` gives it as JSON.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct ServerUsage {
    /// Processor time in seconds.
    pub cpu_seconds: f64,
    /// How many requests came.
    pub requests: u64,
}

impl Server {
    /// Makes the answers and takes a port on 127.0.0.1.
    ///
    /// # Errors
    /// Where there is no port.
    pub fn bind() -> io::Result<Self> {
        Ok(Self {
            answers: Arc::new(Answers::make()),
            listener: TcpListener::bind("127.0.0.1:0")?,
        })
    }

    /// Where the server listens.
    ///
    /// # Errors
    /// Where the system does not tell.
    pub fn url(&self) -> io::Result<String> {
        Ok(format!("http://{}", self.listener.local_addr()?))
    }

    /// Serves whoever comes, for good.
    pub fn serve(self) {
        for stream in self.listener.incoming().map_while(Result::ok) {
            let answers = Arc::clone(&self.answers);
            thread::spawn(move || {
                let _broken = converse(stream, &answers);
            });
        }
    }
}

#[derive(Debug)]
struct Answers {
    app: Vec<u8>,
    /// The pages of a thousand, by the number of their first app.
    pages: HashMap<usize, Vec<u8>>,
    requests: AtomicU64,
}

impl Answers {
    fn make() -> Self {
        let starts = (0..catalogue::COUNT).step_by(catalogue::PAGE);
        Self {
            app: answer("200 OK", "", &catalogue::app(0)),
            pages: starts
                .map(|start| (start, page(start, catalogue::PAGE)))
                .collect(),
            requests: AtomicU64::new(0),
        }
    }

    fn send(&self, request: &Request<'_>, stream: &mut TcpStream) -> io::Result<()> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let path = request.target.split('?').next().unwrap_or_default();
        if request.method != "GET" {
            let refusal = r#"{"id":"not_found","message":"This server only knows GET."}"#;
            return write(
                stream,
                request.is_last,
                &answer("404 Not Found", "", refusal),
            );
        }
        match path {
            "/apps" => self.send_page(request, stream),
            "/cpu" => {
                let usage = ServerUsage {
                    cpu_seconds: usage::cpu_time().as_secs_f64(),
                    requests: self.requests.load(Ordering::Relaxed),
                };
                let body = serde_json::to_string(&usage)?;
                write(stream, request.is_last, &answer("200 OK", "", &body))
            }
            _ if path.starts_with("/apps/") => write(stream, request.is_last, &self.app),
            _ => {
                let refusal = r#"{"id":"not_found","message":"There is no such path."}"#;
                let answer = answer("404 Not Found", "", refusal);
                write(stream, request.is_last, &answer)
            }
        }
    }

    fn send_page(&self, request: &Request<'_>, stream: &mut TcpStream) -> io::Result<()> {
        let Some((start, max)) = wanted(request.range) else {
            let refusal = r#"{"id":"requested_range_not_satisfiable","message":"No such range."}"#;
            let answer = answer("416 Range Not Satisfiable", "", refusal);
            return write(stream, request.is_last, &answer);
        };
        match self.pages.get(&start) {
            Some(ready) if max == catalogue::PAGE => write(stream, request.is_last, ready),
            _ => write(stream, request.is_last, &page(start, max)),
        }
    }
}

/// A request, as far as the server cares.
struct Request<'a> {
    method: &'a str,
    target: &'a str,
    range: &'a str,
    is_last: bool,
}

impl<'a> Request<'a> {
    fn read(head: &'a str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let mut request = Self {
            method: words.next()?,
            target: words.next()?,
            range: "",
            is_last: words.next()? == "HTTP/1.0",
        };
        for line in lines {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            if name.eq_ignore_ascii_case("range") {
                request.range = value.trim();
            } else if name.eq_ignore_ascii_case("connection") {
                request.is_last |= value.trim().eq_ignore_ascii_case("close");
            }
        }
        Some(request)
    }
}

/// Answers one request after the other, until the other side has no more.
fn converse(mut stream: TcpStream, answers: &Answers) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; LONGEST_HEAD];
    let mut filled = 0;
    loop {
        while let Some(end) = head_end(&buffer[..filled]) {
            let head = std::str::from_utf8(&buffer[..end]).map_err(io::Error::other)?;
            let request = Request::read(head).ok_or(io::ErrorKind::InvalidData)?;
            answers.send(&request, &mut stream)?;
            if request.is_last {
                return Ok(());
            }
            buffer.copy_within(end..filled, 0);
            filled -= end;
        }
        match stream.read(&mut buffer[filled..])? {
            0 => return Ok(()),
            count => filled += count,
        }
    }
}

fn head_end(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(end + 4)
}

/// The first app and the size of the page that a range asks for, if it is by id and ascending.
fn wanted(range: &str) -> Option<(usize, usize)> {
    let (span, settings) = range.split_once(';').unwrap_or((range, ""));
    let mut max = DEFAULT_PAGE;
    for setting in settings.split(',').map(str::trim) {
        match setting.split_once('=') {
            Some(("max", number)) => max = number.parse().ok()?,
            Some(("order", "asc")) | None => {}
            Some(_) => return None,
        }
    }
    let span = span.trim();
    let span = span.strip_prefix("id ").unwrap_or(span);
    let start = match span.strip_suffix("..").unwrap_or(span) {
        "" => 0,
        start => match start.strip_prefix(']') {
            Some(id) => catalogue::number(id)? + 1,
            None => catalogue::number(start)?,
        },
    };
    (max > 0).then_some((start, max.min(catalogue::PAGE)))
}

fn page(start: usize, max: usize) -> Vec<u8> {
    let end = (start + max).min(catalogue::COUNT);
    let numbers = Range { start, end };
    let body = catalogue::page(numbers);
    if end == catalogue::COUNT {
        return answer("200 OK", "Accept-Ranges: id\r\n", &body);
    }
    let last = catalogue::id(end - 1);
    let headers = format!("Accept-Ranges: id\r\nNext-Range: id ]{last}..; max={max}\r\n");
    answer("206 Partial Content", &headers, &body)
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\n\
         Content-Type: application/json\r\n\
         Content-Length: {}\r\n\
         ETag: \"5f2b6c1d9e8a7b3c4d0f1e2a3b4c5d6e\"\r\n\
         Request-Id: 3d0c1b2a-4f5e-4a6b-8c7d-9e0f1a2b3c4d\r\n\
         RateLimit-Remaining: 4500\r\n\
         {headers}\r\n{body}",
        body.len(),
    )
    .into_bytes()
}

fn write(stream: &mut TcpStream, is_last: bool, answer: &[u8]) -> io::Result<()> {
    if !is_last {
        return stream.write_all(answer);
    }
    let first = answer.iter().position(|&byte| byte == b'\n');
    let (status, rest) = answer.split_at(first.map_or(0, |end| end + 1));
    stream.write_all(&[status, b"Connection: close\r\n", rest].concat())
}
